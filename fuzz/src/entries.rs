//! What is run on the bytes, and what has to hold of the result beside that nothing panics.

use jiff::Timestamp;
use sharecap::check::check;
use sharecap::extract::{self, Document, Limits, Reader, extract, source_format};
use sharecap::filing::{SourceFormat, Table};
use sharecap::finding::BBox;
use sharecap::layout::{self, Item, Layout, Segment};
use sharecap::parse;
use sharecap::pipeline::read_filings;
use sharecap::record::{Reading, record as read_values};
use sharecap::spec::form::Forms;
use sharecap::tables::{self, Entry};

use super::drawing;

/// Smaller than the usual ones: there is nothing in a thousand pages that is not in ten.
const LIMITS: Limits = Limits { max_bytes: 1 << 20, max_pages: 40, max_glyphs: 100_000 };

pub(crate) fn extract_pdf(bytes: &[u8]) {
    extract_kind(bytes, SourceFormat::Pdf);
}

pub(crate) fn extract_text(bytes: &[u8]) {
    extract_kind(bytes, SourceFormat::Text);
}

pub(crate) fn extract_html(bytes: &[u8]) {
    extract_kind(bytes, SourceFormat::Html);
}

/// Other kinds have targets of their own; Word's is converted by another program, which is not to be started here.
fn extract_kind(bytes: &[u8], kind: SourceFormat) {
    if source_format(bytes) != Some(kind) {
        return;
    }
    let Ok(document) = extract(bytes, &LIMITS) else { return };
    assert_eq!(document.format, kind);
    assert!(document.pages.len() <= LIMITS.max_pages);
    assert_ordered(&document);
}

/// What the stages behind take for granted.
fn assert_ordered(document: &Document) {
    // A page of HTML that is too high for one goes on in further parts of the same number.
    assert!(document.pages.is_sorted_by_key(|page| page.number), "pages out of order");
    for page in &document.pages {
        assert!(page.width.is_finite() && page.height.is_finite(), "a page without a size");
        for word in &page.words {
            assert!(!word.text.is_empty(), "a word without text");
            assert!(is_finite(&word.bbox) && word.size.is_finite(), "{word:?} stands nowhere");
        }
        for rule in &page.rules {
            let ends = match *rule {
                extract::Rule::Horizontal { y, x0, x1 } => [y, x0, x1],
                extract::Rule::Vertical { x, y0, y1 } => [x, y0, y1],
            };
            assert!(ends.iter().all(|end| end.is_finite()) && ends[1] < ends[2], "{rule:?} is no line");
        }
    }
}

fn is_finite(bbox: &BBox) -> bool {
    [bbox.x0, bbox.y0, bbox.x1, bbox.y1].iter().all(|side| side.is_finite())
}

pub(crate) fn layout(bytes: &[u8]) {
    laid_out(&drawing::read(&String::from_utf8_lossy(bytes)));
}

/// Lays a document out: every word is there again, once among the blocks and once on the sheets.
fn laid_out(document: &Document) -> Layout {
    let layout = layout::layout(document);
    let words = document.pages.iter().flat_map(|page| &page.words);
    let all: usize = words.map(|word| count(&word.text)).sum();
    let placed = layout.items.iter().map(|item| match item {
        Item::Line(line) => total(line.segments.iter()),
        Item::Table(table) => table.cells.iter().map(|cell| total(cell.segments())).sum(),
    });
    assert_eq!(placed.sum::<usize>(), all, "characters among the blocks");
    if layout.has_geometry {
        let lines = layout.sheets.iter().flat_map(|sheet| &sheet.lines);
        assert_eq!(total(lines.flat_map(|line| &line.segments)), all, "characters on the sheets");
    }
    layout
}

fn total<'s>(segments: impl Iterator<Item = &'s Segment>) -> usize {
    segments.map(|segment| count(&segment.text)).sum()
}

fn count(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

/// As the pipeline does it, from the document on.
pub(crate) fn form(bytes: &[u8]) {
    let document = drawing::read(&String::from_utf8_lossy(bytes));
    for form in parse::split(laid_out(&document)) {
        if let Ok(data) = parse::parse(&form, Forms::builtin()) {
            let mut reading = read_values(&data);
            check(&mut reading);
            assert_publishable(reading);
        }
    }
}

pub(crate) fn record(bytes: &[u8]) {
    if source_format(bytes) == Some(SourceFormat::Doc) {
        return;
    }
    read_filings(bytes, Reader::First).into_iter().flatten().for_each(assert_publishable);
}

/// One filing must never stop the publication of all others, and what is said about a row is about one that there is.
fn assert_publishable(reading: Reading) {
    tables::verify(&reading).unwrap();
    let rows = |table: Table| reading.filing.row_count(table).max(u32::from(table == Table::Filings));
    for value in &reading.provenance {
        assert!((1..=rows(value.table)).contains(&value.row), "{value:?} is about no row");
        assert!(value.place.bbox.is_none_or(|bbox| is_finite(&bbox)), "{value:?} stands nowhere");
    }
    for finding in &reading.findings {
        if let (Some(table), Some(row)) = (finding.table, finding.row) {
            assert!((1..=rows(table)).contains(&row), "{finding:?} is about no row");
        }
    }
    assert_tabled(reading);
}

/// The reading as the tables that would be published.
fn assert_tabled(reading: Reading) {
    let entry = Entry {
        filing_id: Some("0".repeat(64)),
        source_path: "fuzzed".to_owned(),
        also_at: Vec::new(),
        source_bytes: Some(1),
        source_format: Some(SourceFormat::Text),
        published_on: None,
        published_at: None,
        title: None,
        parser_version: "0".to_owned(),
        ingested_at: Timestamp::UNIX_EPOCH,
        capital_events: Vec::new(),
        unrepaired: None,
        result: Ok(reading),
    };
    let snapshot = tables::assemble(vec![entry]);
    for &table in Table::ALL {
        for year in snapshot.years() {
            snapshot.batches(table, year).for_each(|batch| drop(batch.unwrap()));
        }
    }
}
