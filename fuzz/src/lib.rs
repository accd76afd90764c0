//! What the fuzz targets run, and what they start from.
//!
//! A [`Target`] is a function of bytes that must hold whatever the bytes are, and the seeds that its corpus begins
//! with. `targets/` hands each to libFuzzer; `tests/fuzzed.rs` of the program runs the same functions over seeds and
//! mutations of them, so that they are kept in order by every run of the tests. Hence nothing here names libFuzzer.

mod drawing;
mod entries;
mod lines;
mod panics;
mod pdf;
mod seeds;

use std::path::Path;
use std::{fs, io};

/// Where `begin` draws the seeds to; then there is no fuzzing.
const SEEDS: &str = "SHARECAP_FUZZ_SEEDS";

/// Something that must hold for all bytes.
pub struct Target {
    /// What it is called: the name of the program and of the folder of its corpus.
    pub name: &'static str,
    run: fn(&[u8]),
    /// Filings, or parts of filings, to begin with: drawn, the same every time.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// PDF → document, by the first reader.
pub const EXTRACT_PDF: Target = Target { name: "extract_pdf", run: entries::extract_pdf, seeds: seeds::pdfs };
/// Text → document.
pub const EXTRACT_TEXT: Target = Target { name: "extract_text", run: entries::extract_text, seeds: seeds::texts };
/// HTML → document.
pub const EXTRACT_HTML: Target = Target { name: "extract_html", run: entries::extract_html, seeds: seeds::pages };
/// Words and rules wherever they stand → lines, tables and cells.
pub const LAYOUT: Target = Target { name: "layout", run: entries::layout, seeds: seeds::sheets };
/// The same, on to a checked reading: what no file of any kind can be made to hold by chance.
pub const FORM: Target = Target { name: "form", run: entries::form, seeds: seeds::drawings };
/// The whole way of a file, whatever its kind: bytes → checked readings → tables.
pub const RECORD: Target = Target { name: "record", run: entries::record, seeds: seeds::files };
/// What the two sides of a worker's socket make of bytes.
#[cfg(fuzzing)]
pub const WORKER_FRAME: Target =
    Target { name: "worker_frame", run: sharecap::pipeline::read_messages, seeds: seeds::messages };

impl Target {
    /// Before the first bytes. Where the seeds are asked for, draws them and ends the process.
    ///
    /// # Panics
    /// Where the seeds cannot be written.
    pub fn begin(&self) {
        panics::watch();
        let Some(folder) = std::env::var_os(SEEDS) else { return };
        let drawn = self.draw(Path::new(&folder));
        drawn.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        std::process::exit(0);
    }

    /// Seeds into a folder, and the words of the forms beside it.
    fn draw(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for (number, seed) in (self.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed)?;
        }
        fs::write(folder.with_extension("dict"), seeds::words()?)
    }

    /// Runs it on some bytes. A panic of a library, which the program survives, is noted and survived.
    ///
    /// # Panics
    /// Where what must hold does not.
    pub fn hold(&self, bytes: &[u8]) {
        let ours = panics::outlast(self.run, bytes);
        assert_eq!(ours, 0, "{}: panics of our own; see above", self.name);
    }

    /// Puts other bytes of the same make in place of the first `size`, no more than `most`: with `usual`, which changes
    /// bytes, or line by line. Gives how many there are then.
    pub fn mutate(&self, data: &mut [u8], size: usize, most: usize, seed: u32, usual: Mutate) -> usize {
        let mut mutated = lines::mutate(&data[..size], seed).unwrap_or_else(|| {
            let size = usual(data, size, most);
            data[..size].to_vec()
        });
        if seed.is_multiple_of(3) {
            mutated = pdf::mended(&mutated);
        }
        mutated.truncate(most.min(data.len()));
        data[..mutated.len()].copy_from_slice(&mutated);
        mutated.len()
    }
}

/// Changes some of the first bytes; takes how many they are and may become, and gives how many they became.
pub type Mutate = fn(&mut [u8], usize, usize) -> usize;
