//! One snapshot a seam for a handful of the sample filings, so that a change names the stage at fault.
//!
//! `cargo insta review` (or `INSTA_UPDATE=always`) takes over what has changed on purpose.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use sharecap::check::check;
use sharecap::extract::{Limits, extract};
use sharecap::layout::{Item, Layout, layout};
use sharecap::parse::{FormData, RawValue, parse};
use sharecap::record::{Reading, record};
use sharecap::spec::form::Forms;

/// Samples that between them show every section, both languages, four specs, and text.
const SAMPLES: &[&str] = &[
    "pdf/FF301_v1.0.0_zh_09109_2021-08.pdf",
    "pdf/FF301_v1.0.2_en_09104_2023-12.pdf",
    "pdf/FF301_v1.1.0_en_09102_2024-10.pdf",
    "pdf/FF301_v1.1.1_zh_09103_2025-09.pdf",
    "pdf/FF301_v1.2.1_en_09107_2026-07.pdf",
    "text/FF301_v1.0.2_en_09104_2024-03_pipes.txt",
    "text/FF301_v1.1.1_en_09108_2025-05_ocr.txt",
];

fn snapshots(path: &str) {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings").join(path)).unwrap();
    let document = extract(&bytes, &Limits::default()).unwrap();
    let laid_out = layout(&document);
    let form = parse(&laid_out, Forms::builtin()).unwrap();
    let mut reading = record(&form);
    check(&mut reading);
    let name = path.rsplit('/').next().unwrap_or(path);
    insta::assert_snapshot!(format!("{name}-1-layout"), show_layout(&laid_out));
    insta::assert_snapshot!(format!("{name}-2-form"), show_form(&form));
    insta::assert_snapshot!(format!("{name}-3-record"), show_record(&reading));
    insta::assert_snapshot!(format!("{name}-4-findings"), show_findings(&reading));
}

fn show_layout(layout: &Layout) -> String {
    let mut out = String::new();
    for item in &layout.items {
        match item {
            Item::Line(line) => {
                let texts: Vec<&str> = line.segments.iter().map(|segment| segment.text.as_str()).collect();
                writeln!(out, "{} | {}", line.segments[0].place.page, texts.join(" | ")).unwrap();
            }
            Item::Table(table) => {
                writeln!(out, "{} table of {} cells", table.page, table.cells.len()).unwrap();
                for cell in table.cells.iter().filter(|cell| !cell.lines.is_empty()) {
                    let texts: Vec<&str> = cell.segments().map(|segment| segment.text.as_str()).collect();
                    writeln!(out, "    {:.0},{:.0} {}", cell.bbox.x0, cell.bbox.y0, texts.join(" / ")).unwrap();
                }
            }
        }
    }
    out
}

fn show_value(value: &RawValue) -> String {
    format!("{:?} (page {})", value.text, value.place.page)
}

fn show_form(form: &FormData) -> String {
    let mut out = format!("{:?} {:?} {:?} pages {:?}\n", form.form, form.form_version, form.language, form.pages);
    for (column, value) in &form.header {
        writeln!(out, "{column}: {}", show_value(value)).unwrap();
    }
    for (code, currency) in &form.counters {
        writeln!(out, "counter: {} {:?}", code.text, currency.as_ref().map(|value| &value.text)).unwrap();
    }
    for row in &form.rows {
        writeln!(out, "{}[{}] section {} block {}", row.table.as_str(), row.row, row.section.as_str(), row.block)
            .unwrap();
        for (column, value) in &row.fields {
            writeln!(out, "    {column}: {}", show_value(value)).unwrap();
        }
        for run in &row.runs {
            let values: Vec<&str> = run.values.iter().map(|value| value.text.as_str()).collect();
            writeln!(out, "    {values:?} over {:?}", run.columns).unwrap();
        }
    }
    out
}

fn show_record(reading: &Reading) -> String {
    serde_json::to_string_pretty(&reading.filing).unwrap()
}

fn show_findings(reading: &Reading) -> String {
    let mut out = String::new();
    for finding in &reading.findings {
        let table = finding.table.map_or("", |table| table.as_str());
        let row = finding.row.map_or_else(String::new, |row| format!("[{row}]"));
        let column = finding.column.as_deref().map_or_else(String::new, |column| format!(".{column}"));
        let (severity, code) = (finding.severity.as_str(), finding.code.as_str());
        writeln!(out, "{severity} {code} {table}{row}{column}: {}", finding.message).unwrap();
    }
    out
}

#[test]
fn samples_read_as_they_did() {
    for sample in SAMPLES {
        snapshots(sample);
    }
}
