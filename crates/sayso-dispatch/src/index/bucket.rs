//! The reports that share one key.

use crate::hash;

/// Under one key, so many reports stand for all.
pub const PER_KEY: usize = 4;

/// Where a report stands among those that share a key: least first.
pub fn rank(name: &str) -> u64 {
    hash::bytes(name.as_bytes())
}

/// Reports under a key, by rank.
#[derive(Debug, Clone, Default)]
pub enum Bucket {
    /// None yet.
    #[default]
    Empty,
    /// One: most keys are of one report.
    One(u64, u32),
    /// The first [`PER_KEY`] by rank, then all others as they came.
    Many(Box<Vec<(u64, u32)>>),
}

/// What putting a report under a key means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inserted {
    /// Reports to compare it with.
    pub partners: Vec<u32>,
    /// The report that is no longer among the first.
    pub displaced: Option<u32>,
}

impl Bucket {
    /// Puts a report under this key.
    pub fn insert(&mut self, rank: u64, report: u32) -> Inserted {
        let all = match self {
            Self::Empty => {
                *self = Self::One(rank, report);
                return Inserted::default();
            }
            Self::One(r, n) => {
                let one = (*r, *n);
                *self = Self::Many(Box::new(vec![one]));
                return self.insert(rank, report);
            }
            Self::Many(all) => all,
        };
        let firsts = all.len().min(PER_KEY);
        let at = all[..firsts].partition_point(|x| *x < (rank, report));
        if at >= PER_KEY {
            let partners = all[..PER_KEY].iter().map(|x| x.1).collect();
            all.push((rank, report));
            return Inserted {
                partners,
                displaced: None,
            };
        }
        let partners = all.iter().map(|x| x.1).collect();
        let displaced = (all.len() >= PER_KEY).then(|| all[PER_KEY - 1]);
        if let Some(last) = displaced {
            all.push(last);
            all[at..PER_KEY].rotate_right(1);
            all[at] = (rank, report);
        } else {
            all.insert(at, (rank, report));
        }
        Inserted {
            partners,
            displaced: displaced.map(|x| x.1),
        }
    }

    /// Whether a report of this rank, which is under this key, is among the first.
    pub fn is_first(&self, rank: u64) -> bool {
        match self {
            Self::Many(all) if all.len() > PER_KEY => rank <= all[PER_KEY - 1].0,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_stand_for_all() {
        let mut bucket = Bucket::default();
        for n in 0..4 {
            assert_eq!(
                bucket.insert(10 * (u64::from(n) + 1), n).partners.len(),
                n as usize
            );
        }
        assert_eq!(
            bucket.insert(50, 4),
            Inserted {
                partners: vec![0, 1, 2, 3],
                displaced: None
            }
        );
        assert_eq!(
            bucket.insert(5, 5),
            Inserted {
                partners: vec![0, 1, 2, 3, 4],
                displaced: Some(3)
            }
        );
        assert!(bucket.is_first(30) && !bucket.is_first(40));
        assert_eq!(bucket.insert(60, 6).partners, [5, 0, 1, 2]);
    }
}
