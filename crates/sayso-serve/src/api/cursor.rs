//! Lists a page at a time.

use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Items of a page where nothing is said of it, and at most.
const USUAL: usize = 50;
const MOST: usize = 500;

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Turned {
    /// At most so many items (50 where nothing is said).
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<usize>,
    /// From where the page before ended: its `next`.
    pub cursor: Option<String>,
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// The cursor of the next page; null where this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

impl Turned {
    /// How many items, within bounds.
    pub fn limit(&self) -> Result<usize, Failure> {
        match self.limit {
            None => Ok(USUAL),
            Some(n) if (1..=MOST).contains(&n) => Ok(n),
            Some(_) => Err(Failure::bad(format!("limit is a number from 1 to {MOST}"))),
        }
    }

    /// Where the page before ended; `start` for the first.
    pub fn from(&self, start: i64) -> Result<i64, Failure> {
        let Some(cursor) = &self.cursor else {
            return Ok(start);
        };
        let number = cursor
            .strip_prefix('c')
            .map(|hex| i64::from_str_radix(hex, 16));
        match number {
            Some(Ok(n)) if n >= 0 => Ok(n),
            _ => Err(Failure::bad(format!(
                "{cursor:?} is no cursor of this list"
            ))),
        }
    }

    /// The place of the first item, for a list that is counted.
    pub fn skip(&self) -> Result<usize, Failure> {
        let from = self.from(0)?;
        usize::try_from(from)
            .ok()
            .filter(|n| *n <= 100_000_000)
            .ok_or_else(|| Failure::bad("this is no cursor of this list"))
    }
}

impl<T> Page<T> {
    /// A page of a list that is counted, of items that were cut to it with one more.
    pub fn counted(mut items: Vec<T>, skip: usize, limit: usize) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = more.then(|| written((skip + limit) as i64));
        Page { items, next }
    }

    /// A page of a list that goes down by number: `last` is the number of the last item, if there are more.
    pub fn downward(items: Vec<T>, last: Option<i64>) -> Self {
        Page {
            items,
            next: last.map(written),
        }
    }
}

fn written(n: i64) -> String {
    format!("c{n:x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_lead_on_and_nonsense_nowhere() {
        let turned = |limit, cursor: Option<&str>| Turned {
            limit,
            cursor: cursor.map(str::to_owned),
        };
        let page = Page::counted((0..11).collect(), 20, 10);
        assert_eq!(page.items.len(), 10);
        assert_eq!(turned(None, page.next.as_deref()).skip().unwrap(), 30);
        assert!(Page::counted(vec![1], 0, 10).next.is_none());
        for bad in ["", "c", "c-1", "30", "cffffffffffffffffffff", "x'"] {
            assert!(turned(None, Some(bad)).from(0).is_err(), "{bad}");
        }
        assert!(turned(Some(0), None).limit().is_err() && turned(Some(501), None).limit().is_err());
    }
}
