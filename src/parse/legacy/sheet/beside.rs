//! Values that stand to the right of their labels.

use super::strip::{Found, Strip, Unit};
use crate::finding::BBox;

/// Distributes units over the labels to the left of them; gives the units of each label, and those of none.
///
/// What stands beside a label's lines is its value. What stands between two labels goes on the value that it is nearest
/// to; where there is none, it belongs to the nearer label.
pub(super) fn distribute(strip: &Strip, labels: &[Found], units: Vec<Unit>) -> (Vec<Vec<Unit>>, Vec<Unit>) {
    let mut values: Vec<Vec<Unit>> = vec![Vec::new(); labels.len()];
    let mut loose = Vec::new();
    let mut left_over = Vec::new();
    for unit in units {
        let near = nearest(strip, labels, &unit.bbox);
        match near {
            Some((label, distance)) if distance <= 0.1 * unit.bbox.height() => values[label].push(unit),
            Some(_) => loose.push(unit),
            None => left_over.push(unit),
        }
    }
    // Line after line, from the values outward: each unit may carry the next.
    loose.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    while let Some(at) = nearest_to_values(&values, &loose) {
        let unit = loose.remove(at);
        let label = neighbour(&values, &unit).or_else(|| nearest(strip, labels, &unit.bbox).map(|(label, _)| label));
        match label {
            Some(label) => values[label].push(unit),
            None => left_over.push(unit),
        }
    }
    (values, left_over)
}

/// The label left of a box that is nearest in height, and how far it is; of equals the rightmost.
fn nearest(strip: &Strip, labels: &[Found], bbox: &BBox) -> Option<(usize, f32)> {
    let size = bbox.height();
    let left = labels.iter().enumerate().filter_map(|(at, label)| {
        let edge = strip.right_edge(label, bbox);
        (edge <= bbox.x0 + 0.5 * size).then(|| (at, apart(&label.bbox, bbox), edge))
    });
    let best = left.min_by(|a, b| {
        let close = (a.1 - b.1).abs() < 0.2 * size;
        if close { b.2.total_cmp(&a.2) } else { a.1.total_cmp(&b.1) }
    });
    best.map(|(at, distance, _)| (at, distance))
}

/// How far the middle of a box lies above or below another box.
fn apart(label: &BBox, bbox: &BBox) -> f32 {
    (label.y0 - bbox.center_y()).max(bbox.center_y() - label.y1).max(0.0)
}

/// The loose unit that is nearest to any value.
fn nearest_to_values(values: &[Vec<Unit>], loose: &[Unit]) -> Option<usize> {
    let distance = |unit: &Unit| {
        values.iter().flatten().map(|value| between(&value.bbox, &unit.bbox)).fold(f32::INFINITY, f32::min)
    };
    let best = loose.iter().enumerate().min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
    best.map(|(at, _)| at)
}

/// The label whose value stands right above or below a unit, when it is closer than a line.
fn neighbour(values: &[Vec<Unit>], unit: &Unit) -> Option<usize> {
    let distances = values.iter().enumerate().filter_map(|(label, units)| {
        let nearest = units.iter().map(|value| between(&value.bbox, &unit.bbox)).reduce(f32::min)?;
        Some((label, nearest))
    });
    let best = distances.min_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, distance)| *distance < 0.6 * unit.bbox.height()).map(|(label, _)| label)
}

/// The blank height between two boxes that stand one above the other, or nothing beside each other.
fn between(a: &BBox, b: &BBox) -> f32 {
    let size = b.height();
    if a.x1 < b.x0 - 3.0 * size || b.x1 < a.x0 - 3.0 * size {
        return f32::INFINITY;
    }
    (a.y0 - b.y1).max(b.y0 - a.y1).max(0.0)
}
