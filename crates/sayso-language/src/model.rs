//! The model: its layers, packed for this processor.

use crate::encoder::Encoder;
use crate::error::Error;
use crate::file::{File, Labels};
use crate::kernel::Level;
use crate::linear::{Dense, Linear};
use crate::mentions::Mentions;
use crate::pieces::Pieces;
use crate::roles::Roles;
use crate::trees::Trees;

/// The best model that is shipped with this crate.
pub(crate) static EMBEDDED: &[u8] = include_bytes!("../model/reading.model");
/// What the fast model has otherwise.
static FAST: &[u8] = include_bytes!("../model/fast.model");

/// A loaded model. Share one among all threads; each reads with a [`crate::Reader`] of its own.
pub struct Model {
    pub(crate) level: Level,
    pub(crate) pieces: Pieces,
    pub(crate) encoder: Encoder,
    pub(crate) cue: Dense,
    pub(crate) roles: Roles,
    pub(crate) tag: Dense,
    pub(crate) feats: Linear,
    pub(crate) lemma: Linear,
    pub(crate) name: Dense,
    pub(crate) sentence: Dense,
    pub(crate) trees: Trees,
    pub(crate) mentions: Option<Mentions>,
    pub(crate) labels: Labels,
    version: String,
}

impl Model {
    /// The best model shipped with this crate, for the best instructions of this processor.
    pub fn embedded() -> Result<Model, Error> {
        Model::from_bytes(EMBEDDED, Level::best())
    }

    /// The smaller of the two models shipped with this crate: half the layers, learned from the other, whose embeddings and first layer it shares.
    pub fn fast() -> Result<Model, Error> {
        Model::from_two(EMBEDDED, FAST, Level::best())
    }

    /// A model from the bytes of its file, for one of the levels that this processor has (see [`Level::all`]); its best for another.
    pub fn from_bytes(bytes: &[u8], level: Level) -> Result<Model, Error> {
        Model::read(&File::open(bytes)?, level.or_best())
    }

    /// A model from the bytes of a file that holds only what it has otherwise than another, and of that other.
    pub fn from_two(base: &[u8], over: &[u8], level: Level) -> Result<Model, Error> {
        Model::read(&File::over(over, File::open(base)?)?, level.or_best())
    }

    fn read(file: &File, level: Level) -> Result<Model, Error> {
        let vocabulary = String::from_utf8_lossy(file.raw("vocabulary")?).into_owned();
        let pieces = Pieces::new(&vocabulary);
        let encoder = Encoder::read(file, level, pieces.len())?;
        let h = encoder.size();
        let dense = |name: &str| Dense::read(file, &format!("head.{name}"), h);
        let wide = |name: &str| Linear::read_float(file, level, &format!("head.{name}"), h);
        Ok(Model {
            cue: dense("cue")?,
            roles: Roles::read(file, level, h)?,
            tag: dense("tag")?,
            feats: wide("feats")?,
            lemma: wide("lemma")?,
            name: dense("name")?,
            sentence: dense("sentence")?,
            trees: Trees::read(file, level, h)?,
            mentions: Mentions::read(file, level, h)?,
            labels: file.labels().clone(),
            version: file.version.clone(),
            level,
            pieces,
            encoder,
        })
    }

    /// Names this model: the first bytes of the checksum of its file. Readings by models of one version are the same.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The instructions it uses.
    pub fn level(&self) -> Level {
        self.level
    }
}
