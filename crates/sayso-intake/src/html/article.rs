//! The article's words out of a page: one trait, so that another extractor can take the place of the present one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::blocks::{Block, blocks};

/// Takes the article out of a page.
pub(crate) trait ArticleText {
    /// The article's blocks (paragraphs, headings, list items) in order; none where the page has no article.
    ///
    /// `page` is within the limits of depth and of elements.
    fn article(&self, page: Document) -> Option<Vec<Block>>;
}

/// [`ArticleText`] by dom_smoothie, a port of Mozilla's Readability.
pub(crate) struct Smoothie;

impl ArticleText for Smoothie {
    fn article(&self, page: Document) -> Option<Vec<Block>> {
        let config = Config {
            text_mode: TextMode::Formatted,
            disable_json_ld: true,
            keep_classes: true,
            ..Config::default()
        };
        // A page that it was not made for must cost that page only.
        catch_unwind(AssertUnwindSafe(|| {
            let mut readability = Readability::with_document(page, None, Some(config)).ok()?;
            readability.parse().ok()?;
            let root = readability.doc.select_single("#readability-page-1");
            root.nodes().first().map(blocks)
        }))
        .ok()
        .flatten()
    }
}
