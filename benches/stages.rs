//! Every stage of the way of a filing by itself, on drawn filings: `cargo bench`, `cargo bench -- extract`.
//!
//! Each turn takes a whole set of filings through one stage, so that figures of one kind are about the same work, and
//! counts filings: divan shows filings a second. What a stage takes from the one before is made outside of the time that
//! is measured, and what it gives back is dropped outside of it. `benches/stages.py` writes the table into RESULTS.md.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::Timestamp;
use sharecap::check::check;
use sharecap::extract::{Document, Limits, extract};
use sharecap::filing::{Language, SourceFormat, Table};
use sharecap::layout::{Layout, layout};
use sharecap::parse::{FormData, parse, split};
use sharecap::pipeline::{PARSER_VERSION, read_filing};
use sharecap::publish::publish;
use sharecap::record::{Reading, record};
use sharecap::spec::form::Forms;
use sharecap::synth::random::{legacy_return, monthly_return};
use sharecap::synth::{DrawOptions, Fonts, FormVersion, LegacyStyle, draw_legacy_pdf, draw_pdf};
use sharecap::tables::{Entry, assemble};

fn main() {
    divan::Divan::default().sample_count(20).sample_size(1).config_with_args().main();
}

/// How many filings a set has: every version of FF301 with each kind of fonts, and as many legacy ones.
const FILINGS: u64 = 14;
/// How many filings the stages that work on a whole run get at once: the set over and over, under other names.
const RUN: usize = 280;

/// A kind of filings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Form(Language),
    Legacy(Language),
}

/// All of them.
const KINDS: [Kind; 4] = [
    Kind::Form(Language::English),
    Kind::Form(Language::TraditionalChinese),
    Kind::Legacy(Language::English),
    Kind::Legacy(Language::TraditionalChinese),
];

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (form, language) = match self {
            Self::Form(language) => ("FF301", language),
            Self::Legacy(language) => ("legacy", language),
        };
        write!(out, "{form} {}", language.as_str())
    }
}

impl Kind {
    /// The filings of this kind, made once.
    fn set(self) -> &'static Set {
        static SETS: LazyLock<Vec<(Kind, Set)>> = LazyLock::new(|| KINDS.map(|kind| (kind, Set::new(kind))).into());
        SETS.iter().find_map(|(kind, set)| (*kind == self).then_some(set)).expect("every kind has a set")
    }

    /// The bytes of one filing of the set.
    fn draw(self, seed: u64) -> Vec<u8> {
        match self {
            Self::Form(language) => {
                let version = FormVersion::ALL.into_iter().cycle().nth(usize::try_from(seed).expect("small"));
                let version = version.expect("a cycle has no end");
                let fonts = if seed < FILINGS / 2 { Fonts::NoToUnicode } else { Fonts::Plain };
                draw_pdf(&monthly_return(seed, version, language), version, &DrawOptions { fonts }).bytes
            }
            Self::Legacy(language) => draw_legacy_pdf(&legacy_return(seed, language), &LegacyStyle::random(seed)).bytes,
        }
    }
}

/// Filings of one kind, as each stage gets them.
struct Set {
    files: Vec<Vec<u8>>,
    documents: Vec<Document>,
    layouts: Vec<Layout>,
    forms: Vec<FormData>,
    readings: Vec<Reading>,
}

impl Set {
    fn new(kind: Kind) -> Self {
        let files: Vec<_> = (0..FILINGS).map(|seed| kind.draw(seed)).collect();
        let documents: Vec<_> = files.iter().map(|file| read(file)).collect();
        let layouts: Vec<_> = documents.iter().map(layout).collect();
        let forms: Vec<_> = layouts.iter().flat_map(|layout| forms(layout.clone())).collect();
        let readings: Vec<_> = forms.iter().map(record).collect();
        assert_eq!(readings.len(), files.len(), "{kind}: every drawn file holds one return");
        Self { files, documents, layouts, forms, readings }
    }

    /// Entries of a run, each with an issuer of its own, so that none is a revision of another.
    fn entries(&self) -> Vec<Entry> {
        let readings = self.readings.iter().cycle().take(RUN).cloned();
        (0_u32..).zip(readings).map(|(number, reading)| entry(number, reading)).collect()
    }
}

fn read(file: &[u8]) -> Document {
    extract(file, &Limits::default()).expect("a drawn file can be read")
}

fn forms(layout: Layout) -> Vec<FormData> {
    let forms = split(layout);
    forms.iter().map(|form| parse(form, Forms::builtin()).expect("a drawn form is known")).collect()
}

fn entry(number: u32, mut reading: Reading) -> Entry {
    reading.filing.stock_code = Some(format!("{number:05}"));
    check(&mut reading);
    Entry {
        filing_id: Some(format!("{number:064x}")),
        source_path: format!("{number}.pdf"),
        also_at: Vec::new(),
        source_bytes: Some(1),
        source_format: Some(SourceFormat::Pdf),
        published_on: None,
        published_at: None,
        title: None,
        parser_version: PARSER_VERSION.to_owned(),
        ingested_at: Timestamp::UNIX_EPOCH,
        capital_events: Vec::new(),
        unrepaired: None,
        result: Ok(reading),
    }
}

/// A folder for a dataset, gone when it is dropped.
struct Dataset(PathBuf);

impl Dataset {
    fn new() -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}", std::process::id()));
        // A process of the same number may have been killed here.
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Dataset {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The way back: a return made up and drawn as a file. It is no part of reading; load tests wait for it.
#[divan::bench(name = "0 synth", args = KINDS)]
fn draw(bencher: Bencher, kind: &Kind) {
    bencher.counter(ItemsCount::new(FILINGS)).bench(|| (0..FILINGS).map(|seed| kind.draw(seed)).collect::<Vec<_>>());
}

/// Bytes → words and rules.
#[divan::bench(name = "1 extract", args = KINDS)]
fn extract_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher.counter(ItemsCount::new(FILINGS)).bench(|| set.files.iter().map(|file| read(file)).collect::<Vec<_>>());
}

/// Words and rules → lines, tables and cells.
#[divan::bench(name = "2 layout", args = KINDS)]
fn layout_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher.counter(ItemsCount::new(FILINGS)).bench(|| set.documents.iter().map(layout).collect::<Vec<_>>());
}

/// Lines and tables → forms → form data.
#[divan::bench(name = "3 parse", args = KINDS)]
fn parse_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher
        .counter(ItemsCount::new(FILINGS))
        .with_inputs(|| set.layouts.clone())
        .bench_values(|layouts| layouts.into_iter().flat_map(forms).collect::<Vec<_>>());
}

/// Form data → readings.
#[divan::bench(name = "4 record", args = KINDS)]
fn record_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher.counter(ItemsCount::new(FILINGS)).bench(|| set.forms.iter().map(record).collect::<Vec<_>>());
}

/// The identities of a reading.
#[divan::bench(name = "5 check", args = KINDS)]
fn check_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher
        .counter(ItemsCount::new(FILINGS))
        .with_inputs(|| set.readings.clone())
        .bench_refs(|readings| readings.iter_mut().for_each(check));
}

/// All of the above, as [`read_filing`] joins them.
#[divan::bench(name = "6 read", args = KINDS)]
fn read_stages(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher.counter(ItemsCount::new(FILINGS)).bench(|| {
        set.files.iter().map(|file| read_filing(file).expect("a drawn file can be read")).collect::<Vec<_>>()
    });
}

/// Readings → rows of every table, in order.
#[divan::bench(name = "7 tables", args = KINDS)]
fn tables_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher.counter(ItemsCount::new(RUN)).with_inputs(|| set.entries()).bench_values(|entries| {
        let snapshot = assemble(entries);
        let parts = Table::ALL.iter().flat_map(|table| snapshot.years().into_iter().map(|year| (*table, year)));
        let batches = parts.flat_map(|(table, year)| snapshot.batches(table, year).collect::<Vec<_>>());
        batches.map(|batch| batch.expect("rows of drawn filings").num_rows()).sum::<usize>()
    });
}

/// Rows of every table → a snapshot on the disk, fsynced; the rows are made in it, as the stage has it.
#[divan::bench(name = "8 publish", args = KINDS)]
fn publish_stage(bencher: Bencher, kind: &Kind) {
    let set = kind.set();
    bencher.counter(ItemsCount::new(RUN)).with_inputs(|| (Dataset::new(), assemble(set.entries()))).bench_local_values(
        |(dataset, snapshot)| {
            publish(&dataset.0, &snapshot).expect("a dataset in the folder for tests");
            dataset
        },
    );
}
