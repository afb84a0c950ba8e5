//! The short run: each target over the seeds and over changes of them, the same ones every time. A long run is `./run long`.

use std::path::Path;

/// How many changes of each seed a target is given; the slow ones take fewer.
fn changes(target: &str) -> usize {
    match target {
        "extract" => 2,
        "ledger" | "query" | "bundle" => 10,
        _ => 60,
    }
}

/// xorshift64*, Vigna 2016.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n.max(1)
    }
}

/// `seed` with some bytes changed, taken out, doubled, or replaced by a word of the dictionary.
fn changed(seed: &[u8], words: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut out = seed.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(out.len());
        let end = (at + random.below(40)).min(out.len());
        match random.below(5) {
            0 if !out.is_empty() => out[at] = random.below(256) as u8,
            1 => drop(out.drain(at..end)),
            2 => {
                let piece = out[at..end].to_vec();
                out.splice(at..at, piece);
            }
            3 => out.truncate(end),
            _ => {
                let word = &words[random.below(words.len())];
                out.splice(at..at, word.iter().copied());
            }
        }
    }
    out
}

/// The words of libFuzzer's dictionary, with its escapes.
fn dictionary(text: &str) -> Vec<Vec<u8>> {
    let word = |line: &str| {
        let quoted = line.trim().strip_suffix('"')?;
        let mut bytes = quoted.get(quoted.find('"')? + 1..)?.bytes();
        let mut out = Vec::new();
        while let Some(b) = bytes.next() {
            match (b, (b == b'\\').then(|| bytes.next()).flatten()) {
                (_, Some(b'x')) => {
                    let hex = [bytes.next()?, bytes.next()?];
                    out.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
                }
                (_, Some(escaped)) => out.push(escaped),
                (plain, None) => out.push(plain),
            }
        }
        Some(out)
    };
    text.lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(word)
        .collect()
}

#[test]
fn no_target_falls_over_the_seeds_or_changes_of_them() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words =
        dictionary(&std::fs::read_to_string(here.join("words.dict")).expect("the dictionary"));
    assert!(words.len() > 10, "the dictionary is read");
    let mut seeds: Vec<_> = std::fs::read_dir(here.join("seeds"))
        .expect("the seeds")
        .map(|entry| entry.expect("a seed").path())
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty());
    for (name, run) in sayso_fuzz::TARGETS {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for path in &seeds {
            let seed = std::fs::read(path).expect("a seed");
            run(&seed);
            for k in 0..changes(name) {
                let bytes = changed(&seed, &words, &mut random);
                let caught = std::panic::catch_unwind(|| run(&bytes));
                assert!(
                    caught.is_ok(),
                    "{name}: change {k} of {}: {:?}",
                    path.display(),
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
    }
}
