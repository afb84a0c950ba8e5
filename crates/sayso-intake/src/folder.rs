//! A folder, walked in the order of names, so that the same folder always gives the same reports in the same order.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a walk meets.
pub(crate) enum Met {
    File(PathBuf),
    /// A folder or entry that could not be read, and why.
    Bad(PathBuf, io::Error),
}

/// A walk over all files below a folder. Names that begin with a dot and READMEs are left out, links to folders are not followed.
pub(crate) struct Walk {
    /// What is left of each open folder, names in reverse.
    open: Vec<Vec<PathBuf>>,
    bad: Option<(PathBuf, io::Error)>,
}

impl Walk {
    pub fn new(folder: &Path) -> Self {
        let mut walk = Walk {
            open: Vec::new(),
            bad: None,
        };
        walk.enter(folder);
        walk
    }

    fn enter(&mut self, folder: &Path) {
        let mut names = Vec::new();
        match fs::read_dir(folder) {
            Ok(entries) => {
                for entry in entries {
                    match entry {
                        Ok(entry) if is_left_out(&entry.file_name()) => {}
                        Ok(entry) => names.push(entry.path()),
                        Err(e) => self.bad = Some((folder.to_owned(), e)),
                    }
                }
            }
            Err(e) => self.bad = Some((folder.to_owned(), e)),
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        self.open.push(names);
    }
}

/// Hidden files and folders, and what a folder says of itself: no reports.
fn is_left_out(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.') || name.eq_ignore_ascii_case("README.md")
}

impl Iterator for Walk {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            if let Some((path, e)) = self.bad.take() {
                return Some(Met::Bad(path, e));
            }
            let Some(path) = self.open.last_mut()?.pop() else {
                self.open.pop();
                continue;
            };
            match fs::symlink_metadata(&path) {
                Ok(meta) if meta.is_dir() => self.enter(&path),
                Ok(meta) if meta.is_symlink() => match fs::metadata(&path) {
                    Ok(meta) if meta.is_dir() => {
                        let e = io::Error::other(
                            "a link to a folder is not followed; name the folder itself",
                        );
                        return Some(Met::Bad(path, e));
                    }
                    Ok(_) => return Some(Met::File(path)),
                    Err(e) => return Some(Met::Bad(path, e)),
                },
                Ok(_) => return Some(Met::File(path)),
                Err(e) => return Some(Met::Bad(path, e)),
            }
        }
    }
}

/// The bytes of a file, or of all files below a folder.
pub(crate) fn size(path: &Path) -> Option<u64> {
    let meta = fs::metadata(path).ok()?;
    if !meta.is_dir() {
        return Some(meta.len()).filter(|_| meta.is_file());
    }
    let files = Walk::new(path).filter_map(|met| match met {
        Met::File(path) => fs::metadata(path).ok(),
        Met::Bad(..) => None,
    });
    Some(
        files
            .filter(fs::Metadata::is_file)
            .map(|meta| meta.len())
            .sum(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order_of_names() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "b/2.txt",
            "b/1.txt",
            "a.txt",
            "c/x/y.txt",
            ".git/config",
            "b/.hidden",
            "README.md",
        ] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "ab").unwrap();
        }
        let found: Vec<_> = Walk::new(dir.path())
            .map(|met| match met {
                Met::File(p) => p.strip_prefix(dir.path()).unwrap().to_owned(),
                Met::Bad(p, e) => panic!("{p:?}: {e}"),
            })
            .collect();
        assert_eq!(
            found,
            ["a.txt", "b/1.txt", "b/2.txt", "c/x/y.txt"].map(PathBuf::from)
        );
        assert_eq!(size(dir.path()), Some(8));
    }
}
