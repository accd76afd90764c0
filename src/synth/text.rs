//! Pages → text, in the styles in which monthly returns are found as text.

use std::fmt::Write as _;

use super::band::{Piece, Run};
use super::edition::Edition;
use super::flow::Sheet;
use super::metrics::is_han;

/// How a text rendering shows lines and cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStyle {
    /// One line per form line, cells split by tabs.
    Tabs,
    /// One line per form line, cells between pipes.
    Pipes,
    /// As the page looks, on a raster: cells are split by runs of blanks, and stand on several lines where they wrap.
    Spaces,
    /// One cell per line.
    CellPerLine,
    /// One line per page, with the foot moved to its front.
    RunPerPage,
}

impl TextStyle {
    /// Every style.
    pub const ALL: [Self; 5] = [Self::Tabs, Self::Pipes, Self::Spaces, Self::CellPerLine, Self::RunPerPage];
}

/// Renders the pages of a form.
pub(super) fn render(sheets: &[Sheet], edition: Edition, style: TextStyle) -> String {
    let pages = sheets.len();
    let mut out = String::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let foot = edition.page_foot(at + 1, pages);
        let version = format!("v {}", edition.version.number());
        match style {
            TextStyle::RunPerPage => {
                let _ = writeln!(out, "{}", run(sheet, edition, at + 1, pages));
            }
            TextStyle::CellPerLine => {
                let mut lines = vec!["FF301".to_owned()];
                lines.extend(texts(sheet));
                lines.extend([foot, version]);
                out.push_str(&lines.join("\n"));
                out.push_str("\n\n");
            }
            TextStyle::Spaces => {
                let _ = writeln!(out, "{:>170}\n", "FF301");
                raster(sheet, COLUMN, &mut out);
                let _ = write!(out, "\n{foot:>90}{version:>80}\n\u{c}");
            }
            TextStyle::Tabs | TextStyle::Pipes => {
                out.push_str("FF301\n\n");
                for cells in lines(sheet) {
                    out.push_str(&line(&cells, style));
                }
                let _ = writeln!(out, "\n{foot} {version}\n");
            }
        }
    }
    out
}

/// A page as one run of text, its foot in front.
pub(super) fn run(sheet: &Sheet, edition: Edition, page: usize, pages: usize) -> String {
    let words: Vec<String> = texts(sheet).collect();
    format!("FF301 {} v {} {}", edition.page_foot(page, pages), edition.version.number(), words.join(" "))
}

/// What stands on a page above and below its content.
pub(super) struct Margin {
    pub head: Vec<String>,
    pub foot: Vec<String>,
}

/// A page as one run of text, its head and foot in front.
pub(super) fn run_of(sheet: &Sheet, Margin { head, foot }: &Margin) -> String {
    let words: Vec<String> = head.iter().chain(foot).cloned().chain(texts(sheet)).collect();
    words.join(" ")
}

/// Renders pages with their own heads and feet; a column of the raster is `column` points wide.
pub(super) fn render_pages(sheets: &[Sheet], margins: &[Margin], style: TextStyle, column: f32) -> String {
    let mut out = String::new();
    for (sheet, margin) in sheets.iter().zip(margins) {
        let Margin { head, foot } = margin;
        match style {
            TextStyle::RunPerPage => {
                let _ = writeln!(out, "{}", run_of(sheet, margin));
            }
            TextStyle::CellPerLine => {
                let lines: Vec<String> = head.iter().cloned().chain(texts(sheet)).chain(foot.iter().cloned()).collect();
                let _ = writeln!(out, "{}\n", lines.join("\n"));
            }
            TextStyle::Spaces => {
                let _ = writeln!(out, "{:>120}\n", head.join("   "));
                raster(sheet, column, &mut out);
                let _ = write!(out, "\n{:>60}\n\u{c}", foot.join("   "));
            }
            TextStyle::Tabs | TextStyle::Pipes => {
                let _ = writeln!(out, "{}\n", head.join(" "));
                for cells in lines(sheet) {
                    out.push_str(&line(&cells, style));
                }
                let _ = writeln!(out, "\n{}\n", foot.join(" "));
            }
        }
    }
    out
}

/// The texts of a page in reading order, without the empty ones.
fn texts(sheet: &Sheet) -> impl Iterator<Item = String> + '_ {
    lines(sheet).into_iter().flatten().filter(|text| !text.is_empty())
}

/// The cells of a page line by line: a band's sub-rows, each from left to right, empty cells among them.
fn lines(sheet: &Sheet) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for band in sheet.pieces.chunk_by(|(a, _), (b, _)| a == b) {
        let rows = band.iter().map(|(_, piece)| piece.row).max().unwrap_or(0);
        let row_of = |row: usize| {
            let mut pieces: Vec<&Piece> = band.iter().map(|(_, piece)| piece).filter(|p| p.row == row).collect();
            pieces.sort_by(|a, b| a.x.total_cmp(&b.x));
            pieces
        };
        let first: Vec<f32> = row_of(0).iter().map(|piece| piece.x).collect();
        for row in 0..=rows {
            let pieces = row_of(row);
            // A sub-row begins under the cell of the first row that it belongs to.
            let indent = pieces.first().map_or(0, |piece| first.iter().filter(|&&x| x < piece.x - 1.0).count());
            let mut cells = vec![String::new(); if row == 0 { 0 } else { indent }];
            cells.extend(pieces.iter().map(|piece| piece.text()));
            lines.push(cells);
        }
    }
    lines
}

fn line(cells: &[String], style: TextStyle) -> String {
    if cells.iter().all(String::is_empty) {
        return String::new();
    }
    if style == TextStyle::Pipes && cells.len() > 1 {
        return format!("| {} |\n", cells.join(" | "));
    }
    format!("{}\n", cells.join("\t").trim_end())
}

/// Width of a column of the raster in points, on the paper of FF301.
const COLUMN: f32 = 4.6;

/// The column of a raster of this width in which `x` lies.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place on the page: small and not negative"
)]
fn column(x: f32, width: f32) -> usize {
    (x / width) as usize
}

/// Sets the runs of a page on a raster, line by line.
fn raster(sheet: &Sheet, width: f32, out: &mut String) {
    let mut runs: Vec<&Run> = sheet.pieces.iter().flat_map(|(_, piece)| &piece.runs).collect();
    runs.sort_by(|a, b| a.y.total_cmp(&b.y));
    for row in runs.chunk_by_mut(|a, b| b.y - a.y < 2.0) {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut line = String::new();
        let mut columns = 0;
        for run in row.iter() {
            let start = column(run.x, width);
            let gap = if columns == 0 { start } else { start.saturating_sub(columns).max(2) };
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(&run.text);
            columns += gap + run.text.chars().map(|c| 1 + usize::from(is_han(c))).sum::<usize>();
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
