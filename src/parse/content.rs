//! The layout as the parser walks it: one stream of text with the ruled tables at their places in it, page heads and
//! feet taken off.

use super::furniture::{self, Furniture};
use super::stream::{Range, Stream};
use crate::layout::{Cell, Item, Layout, Line, Table};
use crate::spec::label::fold;

/// A layout without furniture.
#[derive(Debug, Default)]
pub(super) struct Content<'a> {
    /// All text that stands in no form table.
    pub(super) stream: Stream,
    /// The form tables, each with the length of the stream where it stands.
    pub(super) tables: Vec<(usize, &'a Table)>,
    /// The version number that heads and feet print: the commonest, the first of equals.
    pub(super) version: Option<String>,
    /// The number of pages that the feet claim.
    pub(super) pages_claimed: Option<u32>,
    /// Whether a page carries the mark `FF301`.
    pub(super) mark: bool,
    lines: u32,
    versions: Vec<(String, usize)>,
}

/// Whether an item is the `v` of a foot whose other pieces are the lines beside it.
fn is_lone_v(items: &[Item], at: usize) -> bool {
    let line = |at: Option<usize>| match at.and_then(|at| items.get(at)) {
        Some(Item::Line(line)) => line.segments.as_slice(),
        _ => &[],
    };
    let [only] = line(Some(at)) else { return false };
    let folded = |at: Option<usize>| line(at).iter().flat_map(|segment| fold(&segment.text)).collect::<Vec<char>>();
    only.text.trim() == "v" && furniture::is_foot_beside([&folded(at.checked_sub(1)), &folded(Some(at + 1))])
}

impl<'a> Content<'a> {
    /// Reads a layout; `is_form` says which tables are part of the form's grid, the others are text.
    pub(super) fn new(layout: &'a Layout, is_form: impl Fn(&Table) -> bool) -> Self {
        let mut content = Self::default();
        for (at, item) in layout.items.iter().enumerate() {
            match item {
                Item::Line(_) if is_lone_v(&layout.items, at) => {}
                Item::Line(line) => content.push_line(line),
                Item::Table(table) if is_form(table) => content.tables.push((content.stream.all().end, table)),
                Item::Table(table) => table.cells.iter().for_each(|cell| content.push_cell(cell)),
            }
        }
        content.version = content.versions.iter().rev().max_by_key(|(_, count)| *count).map(|(text, _)| text.clone());
        content
    }

    fn push_cell(&mut self, cell: &Cell) {
        cell.lines.iter().for_each(|line| self.push_line(line));
    }

    fn push_line(&mut self, line: &Line) {
        let (token, start) = (self.stream.tokens.len(), self.stream.all().end);
        for segment in &line.segments {
            self.stream.push_read(segment, self.lines);
        }
        let whole = Range { start, end: self.stream.all().end };
        if let Some((furniture, rest)) = furniture::strip(self.stream.chars(whole)) {
            self.note(furniture);
            let line = self.stream.split_off(token, start);
            for (text, token) in line.pieces(rest) {
                self.stream.push_text(text, token.place, token.line);
            }
        }
        self.lines += 1;
    }

    fn note(&mut self, furniture: Furniture) {
        self.mark |= furniture.mark;
        if let Some((_, pages)) = furniture.page {
            self.pages_claimed = self.pages_claimed.max(Some(pages));
        }
        if let Some(version) = furniture.version {
            match self.versions.iter_mut().find(|(known, _)| *known == version) {
                Some((_, count)) => *count += 1,
                None => self.versions.push((version, 1)),
            }
        }
    }
}
