//! The article's words out of a page: one trait, so that another extractor can take the place of the present one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
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
            shield_posts(&page);
            let mut readability = Readability::with_document(page, None, Some(config)).ok()?;
            readability.parse().ok()?;
            let root = readability.doc.select_single("#readability-page-1");
            root.nodes().first().map(blocks)
        }))
        .ok()
        .flatten()
    }
}

/// All blocks of a page that read like paragraphs, for pages in which no article is found; none where nothing does.
pub(crate) fn paragraphs(page: &Document) -> Vec<Block> {
    let Some(body) = page.body() else {
        return Vec::new();
    };
    let mut blocks = blocks(&body);
    if blocks.iter().any(Block::is_paragraph) {
        blocks.retain(Block::is_paragraph);
    } else {
        blocks.retain(|b| !b.other && b.linked * 2 < b.text.len());
    }
    blocks
}

/// Keeps quoted posts: what marks them as social media would have them taken for share buttons.
fn shield_posts(page: &Document) {
    for quote in page.select("blockquote").nodes() {
        let alone = |n: &NodeRef<'_>| {
            n.children_it(false)
                .filter(NodeRef::is_element)
                .take(4)
                .count()
                <= 3
        };
        // Collected first: a walk borrows the tree that the changes below write to.
        let around: Vec<_> = quote.ancestors_it(Some(3)).take_while(alone).collect();
        let parts: Vec<_> = quote
            .children_it(false)
            .take(100)
            .filter(|part| part.has_name("footer") || part.has_name("cite"))
            .collect();
        around
            .iter()
            .chain([quote])
            .for_each(|n| n.remove_attrs(&["class", "id"]));
        parts.iter().for_each(|part| part.rename("p"));
    }
}
