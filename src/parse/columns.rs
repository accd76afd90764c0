//! Which column of a form table is which: by its title, else by its bracketed mark, else by its place in the order.

use super::RawValue;
use super::builder::{Builder, Draft};
use super::grid::{cell_text, is_close, value_of};
use super::join::join;
use super::shape::{Shape, shape};
use crate::filing::Table;
use crate::finding::{BBox, Code, Finding, Place};
use crate::layout::{Cell, Segment};
use crate::spec::form::{ColumnSpec, SectionSpec};
use crate::spec::label::fold;

/// A column with its place across the page.
#[derive(Debug, Clone)]
pub(super) struct Column<'a> {
    pub(super) spec: &'a ColumnSpec,
    x0: f32,
    x1: f32,
}

/// Whether a folded text is a known column title of the section.
pub(super) fn is_title(section: &SectionSpec, folded: &[char]) -> bool {
    section.columns.iter().any(|column| by_title(column, folded) || by_mark(column, folded))
}

fn by_title(column: &ColumnSpec, folded: &[char]) -> bool {
    let bare = without_mark(folded);
    column.labels.all().any(|label| is_close(folded, label) || bare == without_mark(&label.folded))
}

fn by_mark(column: &ColumnSpec, folded: &[char]) -> bool {
    column.mark.as_ref().is_some_and(|mark| folded.len() > mark.folded.len() && folded.ends_with(&mark.folded))
}

/// A title without the brackets at its end: `(a1)`, `(note 3)`.
fn without_mark(folded: &[char]) -> &[char] {
    let opens = folded
        .iter()
        .rposition(|c| *c == '(')
        .filter(|at| *at > 4 && folded.len() - at < 20 && folded.ends_with(&[')']));
    opens.map_or(folded, |at| &folded[..at])
}

/// Places the columns of a section over the cells of a head.
pub(super) fn place<'a>(
    section: &'a SectionSpec,
    cells: &[&Cell],
    builder: &mut Builder,
    table: Table,
) -> Vec<Column<'a>> {
    let top: Vec<&Cell> = titles(cells);
    let texts: Vec<Vec<char>> = top.iter().map(|cell| fold(&cell_text(cell))).collect();
    let mut taken: Vec<Option<&'a ColumnSpec>> = vec![None; top.len()];
    for marked in [false, true] {
        let rule = if marked { by_mark } else { by_title };
        for column in &section.columns {
            if taken.iter().flatten().any(|other| other.key == column.key) {
                continue;
            }
            let at = (0..top.len()).find(|at| taken[*at].is_none() && rule(column, &texts[*at]));
            if let Some(at) = at {
                taken[at] = Some(column);
                if marked {
                    builder.findings.push(note(Code::ColumnByMark, table, column, &cell_text(top[at]), "its mark"));
                }
            }
        }
    }
    by_order(section, &top, &mut taken, builder, table);
    top.iter()
        .zip(taken)
        .filter_map(|(cell, spec)| spec.map(|spec| Column { spec, x0: cell.bbox.x0, x1: cell.bbox.x1 }))
        .collect()
}

/// Unknown titles between known ones are the columns between those, when they are as many.
fn by_order<'a>(
    section: &'a SectionSpec,
    top: &[&Cell],
    taken: &mut [Option<&'a ColumnSpec>],
    builder: &mut Builder,
    table: Table,
) {
    let index = |spec: &ColumnSpec| section.columns.iter().position(|column| column.key == spec.key);
    // The first cell of a balance's head is blank: it stands over the row labels.
    let blank = |at: usize| cell_text(top[at]).is_empty();
    let mut at = 0;
    while at < top.len() {
        if taken[at].is_some() || blank(at) {
            at += 1;
            continue;
        }
        let end = (at..top.len()).find(|next| taken[*next].is_some()).unwrap_or(top.len());
        let from =
            taken[..at].iter().rev().flatten().next().and_then(|spec| index(spec)).map_or(0, |before| before + 1);
        let to = taken.get(end).copied().flatten().and_then(index).unwrap_or(section.columns.len());
        if to.saturating_sub(from) == end - at {
            for (cell, column) in (at..end).zip(&section.columns[from..to]) {
                taken[cell] = Some(column);
                builder.findings.push(note(
                    Code::ColumnByOrder,
                    table,
                    column,
                    &cell_text(top[cell]),
                    "its place in the order",
                ));
            }
        } else {
            for cell in &top[at..end] {
                let message = format!("the column `{}` is not known, and what it holds is not read", cell_text(cell));
                let mut finding = Finding::new(Code::UnclaimedText, message);
                finding.table = Some(table);
                finding.severity = crate::finding::Severity::Error;
                builder.findings.push(finding);
            }
        }
        at = end;
    }
}

fn note(code: Code, table: Table, column: &ColumnSpec, title: &str, how: &str) -> Finding {
    let name = column.values.first().map_or("", String::as_str);
    let mut finding =
        Finding::new(code, format!("the column `{title}` is not a known title; taken for `{name}` by {how}"));
    finding.table = Some(table);
    finding
}

/// The cells of a head that name columns: where two levels stand over one another, the upper.
fn titles<'t>(cells: &[&'t Cell]) -> Vec<&'t Cell> {
    let top = cells.iter().map(|cell| cell.bbox.y0).fold(f32::INFINITY, f32::min);
    let mut titles: Vec<&Cell> = cells.iter().copied().filter(|cell| cell.bbox.y0 - top < 4.0).collect();
    titles.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    titles
}

/// The columns of a balance that prints no head: as many as there are cells, from left to right.
pub(super) fn without_head<'a>(section: &'a SectionSpec, cells: &[&Cell]) -> Vec<Column<'a>> {
    section
        .columns
        .iter()
        .filter(|column| column.heading_optional)
        .zip(cells)
        .map(|(spec, cell)| Column { spec, x0: cell.bbox.x0, x1: cell.bbox.x1 })
        .collect()
}

/// Whether a cell lies in a column; one that spans several lies in none.
pub(super) fn holds(columns: &[Column<'_>], index: usize, cell: &Cell) -> bool {
    let column = &columns[index];
    column.x0 - 3.0 <= cell.bbox.x0 && cell.bbox.x1 <= column.x1 + 3.0
}

/// Whether a cell lies in any column.
pub(super) fn any_holds(columns: &[Column<'_>], cell: &Cell) -> bool {
    (0..columns.len()).any(|index| holds(columns, index, cell))
}

/// Fills columns of a table from the cells under one title.
pub(super) fn fill(draft: &mut Draft, names: &[String], cells: &[&Cell], page: u32) {
    if let [name] = names {
        for value in cells.iter().filter_map(|cell| value_of(cell, page)) {
            draft.put(name, value);
        }
    } else {
        let segments: Vec<&Segment> = cells.iter().flat_map(|cell| cell.segments()).collect();
        fill_segments(draft, names, &segments);
    }
}

/// Fills columns from pieces of text: of two columns the first is a currency, the second a figure.
pub(super) fn fill_segments(draft: &mut Draft, names: &[String], segments: &[&Segment]) {
    let ([first, second], false) = (names, segments.is_empty()) else {
        if let ([name], Some(value)) = (names, value_of_segments(segments)) {
            draft.put(name, value);
        }
        return;
    };
    let words: Vec<(&str, Place)> =
        segments.iter().flat_map(|segment| segment.text.split_whitespace().map(|word| (word, segment.place))).collect();
    let split = words.iter().take_while(|(word, _)| shape(word) == Shape::Currency).count();
    // A price can come as one text, `HK$0.65 per share`: both columns are told from it.
    let (currency, figure) = words.split_at(split);
    put_words(draft, first, currency);
    put_words(draft, second, figure);
}

fn put_words(draft: &mut Draft, name: &str, words: &[(&str, Place)]) {
    let Some((_, place)) = words.first() else { return };
    let bbox = words.iter().filter_map(|(_, place)| place.bbox).reduce(BBox::union);
    let text = join(words.iter().map(|(word, _)| *word));
    let place = Place { page: place.page, bbox };
    match draft.fields.get(name) {
        // The currency stands in every row of a balance.
        Some(known) if known.text == text => {}
        _ => draft.put(name, RawValue { text, place }),
    }
}

/// Pieces of text as one value.
pub(super) fn value_of_segments(segments: &[&Segment]) -> Option<RawValue> {
    let first = segments.first()?;
    let bbox = segments.iter().map(|segment| segment.bbox()).reduce(BBox::union);
    let text = join(segments.iter().map(|segment| segment.text.as_str()));
    (!text.is_empty()).then_some(RawValue { text, place: Place { page: first.place.page, bbox } })
}
