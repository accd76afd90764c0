//! The market as files: a mirror of PDFs, its index, and the list of what was planted.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::{Filed, Kind, Plan, Planted, market};
use crate::filing::{Language, Table};
use crate::synth::{DrawOptions, Fonts, draw_pdf};

/// The folder of the filings, the index of their publication, and the list of what was planted.
const FILINGS: &str = "filings";
const INDEX: &str = "index.csv";
const PLANTED: &str = "planted.csv";

/// What [`write()`] wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Filings.
    pub filings: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How often each kind was planted.
    pub planted: BTreeMap<Kind, u64>,
}

/// Draws the market below `out`: `filings/` as a mirror holds them, `index.csv` and `planted.csv`, whose paths are
/// relative to `filings`. The same plan gives the same files.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write(plan: &Plan, out: &Path) -> io::Result<Written> {
    let folder = out.join(FILINGS);
    fs::create_dir_all(&folder)?;
    let mut index = csv::Writer::from_path(out.join(INDEX))?;
    index.write_record(["path", "published_at", "stock_code", "title"])?;
    let mut planted = csv::Writer::from_path(out.join(PLANTED))?;
    planted.write_record(PLANTED_COLUMNS)?;
    let mut written = Written::default();
    for series in market(plan) {
        for filed in &series.filings {
            written.bytes += draw(filed, &folder)?;
            written.filings += 1;
            let published_at = filed.published_at.strftime("%Y-%m-%d %H:%M").to_string();
            let code = filed.filing.stock_code.as_deref().unwrap_or_default();
            index.write_record([&filed.path, &published_at, code, &filed.title])?;
        }
        for one in &series.planted {
            planted.write_record(record(one))?;
            *written.planted.entry(one.kind).or_default() += 1;
        }
    }
    index.flush()?;
    planted.flush()?;
    Ok(written)
}

fn draw(filed: &Filed, folder: &Path) -> io::Result<u64> {
    let drawn = draw_pdf(&filed.filing, filed.version, &DrawOptions { fonts: Fonts::Plain });
    let path = folder.join(&filed.path);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, &drawn.bytes)?;
    Ok(drawn.bytes.len() as u64)
}

const PLANTED_COLUMNS: [&str; 13] = [
    "path",
    "stock_code",
    "month_end",
    "language",
    "kind",
    "expects",
    "table",
    "row",
    "column",
    "right",
    "wrong",
    "ratio",
    "note",
];

fn record(planted: &Planted) -> [String; 13] {
    [
        planted.path.clone(),
        planted.stock_code.clone(),
        planted.month_end.to_string(),
        planted.language.map_or("both", Language::as_str).to_owned(),
        planted.kind.as_str().to_owned(),
        planted.kind.expects().as_str().to_owned(),
        planted.table.map_or("", Table::as_str).to_owned(),
        planted.row.map_or_else(String::new, |row| row.to_string()),
        planted.column.clone().unwrap_or_default(),
        planted.right.clone(),
        planted.wrong.clone(),
        planted.ratio.map_or_else(String::new, |(old, new)| format!("{old}:{new}")),
        planted.note.clone(),
    ]
}
