//! Which of the shipped models reads.

use sayso_language::{Error, Model};

/// The choice of a model, the same for all commands that read.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ModelArgs {
    /// Which weights read: the best, or smaller ones that are faster and miss a little more
    #[arg(long, value_enum, default_value_t = Weights::Best, value_name = "WEIGHTS")]
    model: Weights,
}

/// The shipped models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Weights {
    Best,
    Fast,
}

impl ModelArgs {
    /// Loads the model.
    pub fn load(self) -> Result<Model, Error> {
        match self.model {
            Weights::Best => Model::embedded(),
            Weights::Fast => Model::fast(),
        }
    }
}
