//! The inside of a numbered record in a ruled table: particulars, movements, labelled details.

use super::builder::Draft;
use super::columns::value_of_segments;
use super::grid::{is_close, value_of};
use super::shape::item_number;
use crate::finding::{BBox, Code};
use crate::layout::{Cell, Segment};
use crate::spec::form::{Field, SectionSpec};
use crate::spec::label::fold;

/// The text of a record, its number left out.
pub(super) fn read_particulars(draft: &mut Draft, column: &str, cells: &[&Cell], page: u32) {
    for cell in cells {
        let Some(mut value) = value_of(cell, page) else {
            continue;
        };
        if let Some((_, rest)) = split_item(&value.text) {
            if rest.is_empty() {
                continue;
            }
            value.text = String::from(rest);
        }
        draft.put(column, value);
    }
}

/// Parts `1). Scheme` into its number and the rest; `None` without a number in front.
pub(super) fn split_item(text: &str) -> Option<(u32, &str)> {
    let front = text.split_whitespace().next()?;
    if let Some(number) = item_number(&front.chars().collect::<String>()) {
        return Some((number, text.trim_start()[front.len()..].trim_start()));
    }
    // Glued: `1).Scheme`.
    let end = front.find(").").map(|at| at + 2)?;
    item_number(&front[..end]).map(|number| (number, text.trim_start()[end..].trim_start()))
}

/// The movement sub-rows: a word on the left, its figure on the right.
pub(super) fn read_movements(section: &SectionSpec, draft: &mut Draft, cells: &[&Cell], page: u32) {
    let Some(left) = cells.iter().map(|cell| cell.bbox.x0).reduce(f32::min) else {
        return;
    };
    let (mut labels, figures): (Vec<&Cell>, Vec<&Cell>) =
        cells.iter().copied().partition(|cell| cell.bbox.x0 - left < 4.0);
    labels.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    let mut open = None;
    for label in labels {
        let beside: Vec<&Segment> = figures
            .iter()
            .filter(|cell| label.bbox.y0 <= cell.bbox.center_y() && cell.bbox.center_y() < label.bbox.y1)
            .flat_map(|cell| cell.segments())
            .collect();
        let Some(text) = value_of(label, page) else {
            if let Some(value) = value_of_segments(&beside) {
                let message = format!("the figure `{}` has no kind of movement", value.text);
                draft.unclaimed("other", &value.text, message);
            }
            continue;
        };
        open = read_movement(section, draft, open, &text, value_of_segments(&beside));
    }
}

/// Files one movement; gives the column whose own words may follow on the next line.
pub(super) fn read_movement(
    section: &SectionSpec,
    draft: &mut Draft,
    open: Option<String>,
    label: &super::RawValue,
    figure: Option<super::RawValue>,
) -> Option<String> {
    let folded = fold(&label.text);
    let known = section.movements.iter().find(|field| field.labels.all().any(|known| is_close(&folded, known)));
    if let (None, Some(words), None) = (known, &open, &figure) {
        draft.put(words, label.clone());
        return open;
    }
    if let Some(field) = known {
        if field.named {
            draft.put(&field.values[1], label.clone());
        }
        put_figure(draft, &field.values[0], figure);
        field.values.get(1).filter(|_| !field.named).cloned()
    } else {
        // A kind of movement of the issuer's own: the figure goes to `other`, the word with it.
        let other = section.movements.iter().find(|field| field.key == "other")?;
        if figure.is_some() {
            draft.note(
                Code::UnknownWord,
                &other.values[0],
                format!("`{}` is no kind of movement of this form", label.text),
            );
        }
        draft.put(&other.values[1], label.clone());
        put_figure(draft, &other.values[0], figure);
        None
    }
}

fn put_figure(draft: &mut Draft, column: &str, figure: Option<super::RawValue>) {
    let Some(figure) = figure else { return };
    if let Some(known) = draft.fields.get(column) {
        let message = format!("two figures for one kind of movement: `{}` and `{}`", known.text, figure.text);
        draft.unclaimed(column, &figure.text, message);
    }
    draft.put(column, figure);
}

/// Which lines of a label column are which label: each with the box around its lines.
pub(super) fn label_boxes<'s>(section: &'s SectionSpec, lines: &[&Segment]) -> Vec<(&'s Field, BBox)> {
    let mut out: Vec<(&Field, BBox)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let longest = (1..=4.min(lines.len() - at)).rev().find_map(|count| {
            let text: Vec<char> = lines[at..at + count].iter().flat_map(|line| fold(&line.text)).collect();
            let field = section.details.iter().find(|field| field.labels.all().any(|label| is_close(&text, label)))?;
            Some((field, count))
        });
        match longest {
            Some((field, count)) => {
                let bbox = lines[at..at + count].iter().map(|line| line.bbox()).reduce(BBox::union).unwrap_or_default();
                out.push((field, bbox));
                at += count;
            }
            None => at += 1,
        }
    }
    out
}
