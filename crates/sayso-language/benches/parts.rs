//! The parts of a reading, each by itself, on one thread: `cargo bench -p sayso-language`, with `SAYSO_PROCESSOR=avx2` or `vnni` for a lesser level.

use criterion::{BatchSize, Criterion};
use sayso_language::parts::Parts;
use sayso_language::{Model, Reader};

/// About 500 words, the length of a report.
fn report() -> String {
    let paragraph = "The harbour ministry said on Tuesday that at least 14 people had been hurt when a crane fell across two berths in Old Quay. \
        “We do not yet know why the brake gave way,” Ilona Varga, who heads the port authority, told reporters, adding that the three other cranes \
        of that kind would stand still until they had been looked over. According to the dockers' union, whose members have asked for new brakes \
        since spring, nearly 30 workers were taken to hospital. The operator denied that it had been warned.";
    [paragraph; 6].join("\n\n")
}

fn parts(c: &mut Criterion) {
    let model = match Model::embedded() {
        Ok(model) => model,
        Err(e) => panic!("the shipped model: {e}"),
    };
    let text = report();
    let level = format!("{:?}", model.level());
    let mut parts = Parts::new(&model, &text);
    c.bench_function("words and pieces of a report", |b| {
        b.iter(|| parts.pieces(&text));
    });
    c.bench_function(&format!("encoder, a window ({level})"), |b| {
        b.iter(|| parts.encode());
    });
    c.bench_function(&format!("roles, a cue ({level})"), |b| {
        b.iter(|| parts.roles());
    });
    c.bench_function(&format!("tree, a sentence ({level})"), |b| {
        b.iter(|| parts.tree());
    });
    let mut reader = Reader::new(&model);
    c.bench_function(&format!("a report ({level})"), |b| {
        b.iter(|| reader.read(&text, &[]));
    });
    c.bench_function("start: the model, loaded", |b| {
        b.iter_batched(
            || (),
            |()| Model::embedded().is_ok(),
            BatchSize::PerIteration,
        );
    });
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    parts(&mut criterion);
    criterion.final_summary();
}
