//! Files that are made to do harm.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/pdf.rs"]
mod pdf;
mod pdfs;
mod texts;

use std::fs;

/// A file, and what has to become of it.
pub(crate) struct Hostile {
    name: &'static str,
    bytes: Vec<u8>,
    expected: &'static [&'static str],
    needs_office: bool,
}

impl Hostile {
    fn new(name: &'static str, bytes: Vec<u8>, expected: &'static [&'static str]) -> Self {
        Self { name, bytes, expected, needs_office: false }
    }

    fn needs_office(self) -> Self {
        Self { needs_office: true, ..self }
    }
}

#[test]
fn explore() {
    let folder = std::path::Path::new("/tmp/hostile-in");
    let _ = fs::remove_dir_all(folder);
    fs::create_dir(folder).unwrap();
    for file in [pdfs::all(), texts::texts(), texts::pages(), texts::documents()].into_iter().flatten() {
        fs::write(folder.join(file.name), &file.bytes).unwrap();
        println!("{} {:?} {}", file.name, file.expected, file.needs_office);
    }
}
