//! The encoder: six layers of self-attention over one window.

use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::kernel::{self, Activations, LANES, Level, Then};
use crate::linear::Linear;
use crate::reader::Convention;

/// Cases and gaps of the marks at both ends of a window.
const END_CASE: u8 = 7;
const END_GAP: u8 = 4;
/// Pieces that go through the wide layers at once.
const ROWS: usize = 96;
const CLS: u32 = 101;
const SEP: u32 = 102;

/// One piece of a window.
#[derive(Clone, Copy)]
pub struct Piece {
    pub id: u32,
    pub case: u8,
    pub gap: u8,
}

/// The marks that begin and end a window.
pub const ENDS: [Piece; 2] = [
    Piece {
        id: CLS,
        case: END_CASE,
        gap: END_GAP,
    },
    Piece {
        id: SEP,
        case: END_CASE,
        gap: END_GAP,
    },
];

struct Layer {
    qkv: Linear,
    out: Linear,
    up: Linear,
    down: Linear,
    norms: [(Vec<f32>, Vec<f32>); 2],
}

/// The encoder's weights.
pub struct Encoder {
    words: Vec<i8>,
    scales: Vec<f32>,
    place: Vec<f32>,
    case: Vec<f32>,
    gap: Vec<f32>,
    /// A vector for each [`Convention`], added to every piece.
    convention: Vec<f32>,
    norm: (Vec<f32>, Vec<f32>),
    layers: Vec<Layer>,
    heads: usize,
    size: usize,
}

/// What one window's pass needs, kept for the next.
#[derive(Default)]
pub struct Workspace {
    pub activations: Activations,
    qkv: Vec<f32>,
    attention: kernel::Scratch,
    mixed: Vec<f32>,
    wide: Vec<f32>,
    narrow: Vec<f32>,
    /// The numbers of all pieces of the window.
    all: Vec<usize>,
}

impl Encoder {
    /// Reads the encoder's tensors.
    pub fn read(file: &File, level: Level, vocabulary: usize) -> Result<Self, Error> {
        let (bytes, rows, size) = file.int8("word")?;
        let heads = file.heads();
        if rows != vocabulary || heads == 0 || size % (heads * LANES) != 0 {
            return Err(Error::new(
                ErrorKind::Tensor,
                format!("tensor word: {rows} × {size} for {vocabulary} pieces and {heads} heads"),
            ));
        }
        let pair = |name: String| {
            Ok::<_, Error>((
                file.vector(&format!("{name}.weight"), size)?,
                file.vector(&format!("{name}.bias"), size)?,
            ))
        };
        let mut layers = Vec::new();
        for i in 0..file.layers() {
            let linear = |part: &str, inputs| {
                Linear::read(file, level, &format!("layer.{i}.{part}"), inputs)
            };
            let up = linear("up", size)?;
            let layer = Layer {
                qkv: linear("qkv", size)?,
                out: linear("out", size)?,
                down: linear("down", up.outputs())?,
                up,
                norms: [
                    pair(format!("layer.{i}.norm1"))?,
                    pair(format!("layer.{i}.norm2"))?,
                ],
            };
            if layer.qkv.outputs() != 3 * size
                || layer.out.outputs() != size
                || layer.down.outputs() != size
            {
                return Err(Error::new(
                    ErrorKind::Tensor,
                    format!("layer {i}: its parts do not fit"),
                ));
            }
            layers.push(layer);
        }
        Ok(Encoder {
            words: bytes.iter().map(|&b| b as i8).collect(),
            scales: file.vector("word.scale", rows)?,
            place: file.vector("place", 512 * size)?,
            case: file.vector("case", (usize::from(END_CASE) + 1) * size)?,
            gap: file.vector("gap", (usize::from(END_GAP) + 1) * size)?,
            convention: if file.has("convention") {
                file.vector("convention", 2 * size)?
            } else {
                vec![0.0; 2 * size]
            },
            norm: pair("norm".into())?,
            layers,
            heads,
            size,
        })
    }

    /// Width of a piece's vector.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Reads one window of at most 512 pieces; `out` becomes the vectors of the pieces `asked`, which must be in order, one row of `size` each. The last layer gives
    /// these alone: nobody reads the others.
    pub fn run(
        &self,
        level: Level,
        convention: Convention,
        window: &[Piece],
        asked: &[usize],
        w: &mut Workspace,
        out: &mut Vec<f32>,
    ) {
        let h = self.size;
        self.embed(level, convention, window, out);
        w.all.clear();
        w.all.extend(0..window.len());
        for (i, layer) in self.layers.iter().enumerate() {
            layer.qkv.apply(level, out, &mut w.activations, &mut w.qkv);
            let last = i + 1 == self.layers.len();
            let asked = if last { asked } else { &w.all };
            w.mixed.resize(asked.len() * h, 0.0);
            let (attention, mixed) = (&mut w.attention, &mut w.mixed);
            kernel::attend(level, &w.qkv, h, self.heads, asked, attention, mixed);
            if last {
                for (to, &from) in asked.iter().enumerate() {
                    out.copy_within(from * h..(from + 1) * h, to * h);
                }
                out.truncate(asked.len() * h);
            }
            // Some rows at a time, so that what is widest stays in the cache.
            for (rows, mixed) in out.chunks_mut(ROWS * h).zip(w.mixed.chunks(ROWS * h)) {
                let a = &mut w.activations;
                layer.out.apply(level, mixed, a, &mut w.narrow);
                let [first, second] = &layer.norms;
                kernel::add_norm(level, rows, &w.narrow, &first.0, &first.1);
                layer.up.apply_then(level, rows, Then::Gelu, a, &mut w.wide);
                layer.down.apply(level, &w.wide, a, &mut w.narrow);
                kernel::add_norm(level, rows, &w.narrow, &second.0, &second.1);
            }
        }
    }

    fn embed(&self, level: Level, convention: Convention, window: &[Piece], out: &mut Vec<f32>) {
        let h = self.size;
        let asked = match convention {
            Convention::Polnear => &self.convention[..h],
            Convention::Guide => &self.convention[h..],
        };
        out.clear();
        for (piece, place) in window.iter().zip(self.place.chunks_exact(h)) {
            let (id, case, gap) = (
                piece.id as usize,
                usize::from(piece.case),
                usize::from(piece.gap),
            );
            let scale = self.scales[id];
            let word = &self.words[id * h..(id + 1) * h];
            let (case, gap) = (
                &self.case[case * h..(case + 1) * h],
                &self.gap[gap * h..(gap + 1) * h],
            );
            out.extend(
                (0..h).map(|i| f32::from(word[i]) * scale + place[i] + case[i] + gap[i] + asked[i]),
            );
        }
        kernel::norm(level, out, &self.norm.0, &self.norm.1);
    }
}
