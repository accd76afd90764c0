//! Columns: where their headings stand, and which of them a figure stands in.

use super::strip::{Area, Found, Strip, Unit};
use crate::finding::BBox;
use crate::spec::form::ColumnSpec;

/// About the height of a line, in points.
const LINE: f32 = 12.0;

/// The headings of a table, as often as its pages print them.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Column of the spec, where its heading stands.
    headings: Vec<(usize, Found)>,
    /// Columns whose heading is new, found by their order.
    pub(super) by_order: Vec<usize>,
    /// Columns that were not found at all.
    pub(super) missing: Vec<usize>,
}

/// Where a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placing {
    /// In this column.
    Sure(usize),
    /// Nearest to the first, but hardly farther from the second.
    Doubtful(usize, usize),
}

impl Columns {
    /// Finds the headings of a section. `body` is where its rows begin: only above it a new heading is looked for.
    pub(super) fn find(strip: &mut Strip, specs: &[ColumnSpec], area: Area) -> Self {
        let mut columns = Self::default();
        // Longest first: `Nominal value at close of the month` before what may begin like it.
        let mut order: Vec<usize> = (0..specs.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(specs[*at].labels.all().map(|label| label.folded.len()).max()));
        for at in order {
            let found = strip.find_all(&specs[at].labels, area);
            if !specs[at].values.is_empty() {
                columns.headings.extend(found.into_iter().map(|found| (at, found)));
            }
        }
        let wanted = specs.iter().enumerate().filter(|(_, spec)| !spec.values.is_empty()).map(|(at, _)| at);
        columns.missing = wanted.filter(|at| !columns.headings.iter().any(|(known, _)| known == at)).collect();
        columns
    }

    /// Finds the headings again where further pages repeat them: there the long ones stand above the short ones' words.
    pub(super) fn repeat(&mut self, strip: &mut Strip, specs: &[ColumnSpec], area: Area) {
        let length = |spec: &ColumnSpec| spec.labels.all().map(|label| label.folded.len()).max();
        let Some(longest) = specs.iter().filter(|spec| !spec.values.is_empty()).max_by_key(|spec| length(spec)) else {
            return;
        };
        for page in strip.page_index(area.y0)..=strip.page_index(area.y1) {
            let page = strip.page_area(page);
            let part = Area { y0: area.y0.max(page.y0), y1: area.y1.min(page.y1) };
            if let Some(found) = strip.seek(&longest.labels, part) {
                let again = Self::find(strip, specs, Area { y0: part.y0, y1: found.bbox.y1 + 2.0 * LINE });
                self.headings.extend(again.headings);
            }
        }
    }

    /// Takes the blocks of new headings for the columns that are missing, when there are as many between the same
    /// neighbours.
    pub(super) fn fill_by_order(&mut self, strip: &mut Strip, area: Area) {
        if self.missing.is_empty() {
            return;
        }
        let mut blocks = blocks(strip, area);
        blocks.retain(|block| {
            self.headings.iter().all(|(_, found)| found.bbox.x1 < block.bbox.x0 || block.bbox.x1 < found.bbox.x0)
        });
        let left_of =
            |x: f32| self.headings.iter().filter(|(_, found)| found.bbox.center_x() < x).map(|(at, _)| *at).max();
        let right_of =
            |x: f32| self.headings.iter().filter(|(_, found)| found.bbox.center_x() > x).map(|(at, _)| *at).min();
        let mut found = Vec::new();
        for &at in &self.missing {
            let between = |block: &&Unit| {
                let x = block.bbox.center_x();
                left_of(x).is_none_or(|left| left < at) && right_of(x).is_none_or(|right| at < right)
            };
            let siblings: Vec<usize> = self.missing.clone();
            let rank = siblings.iter().filter(|other| {
                **other < at && !self.headings.iter().any(|(known, _)| **other < *known && *known < at)
            });
            let rank = rank.count();
            let fitting: Vec<&Unit> = blocks.iter().filter(between).collect();
            let alike = siblings.iter().filter(|other| {
                let (low, high) = (at.min(**other), at.max(**other));
                !self.headings.iter().any(|(known, _)| low < *known && *known < high)
            });
            if fitting.len() == alike.count()
                && let Some(block) = fitting.get(rank)
            {
                found.push((at, Found { words: block.words.clone(), bbox: block.bbox }));
            }
        }
        for (at, block) in found {
            for word in &block.words {
                strip.words[*word].used = true;
            }
            self.by_order.push(at);
            self.missing.retain(|missing| *missing != at);
            self.headings.push((at, block));
        }
    }

    /// The headings that hold for a row at some height: for each column the last above it, else the first.
    pub(super) fn at(&self, y: f32) -> Vec<(usize, BBox)> {
        let mut out: Vec<(usize, BBox)> = Vec::new();
        let mut sorted: Vec<&(usize, Found)> = self.headings.iter().collect();
        sorted.sort_by(|a, b| a.1.bbox.y0.total_cmp(&b.1.bbox.y0));
        for (at, found) in sorted {
            match out.iter_mut().find(|(known, _)| known == at) {
                Some(known) if found.bbox.y0 <= y => known.1 = found.bbox,
                Some(_) => {}
                None => out.push((*at, found.bbox)),
            }
        }
        out.sort_by(|a, b| a.1.center_x().total_cmp(&b.1.center_x()));
        out
    }

    /// Which column a unit stands in; `None` when there are no columns.
    pub(super) fn place(&self, strip: &Strip, unit: &Unit) -> Option<Placing> {
        place(strip, &self.at(unit.bbox.center_y()), &unit.bbox)
    }
}

/// Which of these columns a box stands in: by the cell that closes around it, the line under it, or its own width.
pub(super) fn place(strip: &Strip, columns: &[(usize, BBox)], bbox: &BBox) -> Option<Placing> {
    for sides in [strip.cell_sides(bbox), strip.underline(bbox)].into_iter().flatten() {
        if let Some(at) = only_within(columns, sides) {
            return Some(Placing::Sure(at));
        }
    }
    nearest(columns, bbox)
}

/// The only column whose heading has its middle between two sides, or the only one that reaches in far enough.
fn only_within(columns: &[(usize, BBox)], (left, right): (f32, f32)) -> Option<usize> {
    let centered = || columns.iter().filter(|(_, heading)| (left..=right).contains(&heading.center_x()));
    if centered().count() == 1 {
        return centered().next().map(|(at, _)| *at);
    }
    let reaching = || {
        columns.iter().filter(|(_, heading)| {
            let shared = heading.x1.min(right) - heading.x0.max(left);
            shared > 0.5 * heading.width().min(right - left)
        })
    };
    (centered().count() == 0 && reaching().count() == 1).then(|| reaching().next().map(|(at, _)| *at)).flatten()
}

fn nearest(columns: &[(usize, BBox)], bbox: &BBox) -> Option<Placing> {
    let shared = |heading: &BBox| (heading.x1.min(bbox.x1) - heading.x0.max(bbox.x0)).max(0.0);
    let distance = |heading: &BBox| (heading.center_x() - bbox.center_x()).abs();
    let mut ranked: Vec<&(usize, BBox)> = columns.iter().collect();
    ranked.sort_by(|a, b| {
        let by_share = shared(&b.1).total_cmp(&shared(&a.1));
        by_share.then(distance(&a.1).total_cmp(&distance(&b.1)))
    });
    let [first, rest @ ..] = ranked.as_slice() else { return None };
    let Some(second) = rest.iter().min_by(|a, b| distance(&a.1).total_cmp(&distance(&b.1))) else {
        return Some(Placing::Sure(first.0));
    };
    let most = rest.iter().map(|column| shared(&column.1)).fold(0.0, f32::max);
    let clear = if shared(&first.1) > 0.0 { most < 0.3 * shared(&first.1) } else { false };
    let sure = clear || distance(&second.1) > 1.5 * distance(&first.1) && most <= shared(&first.1);
    Some(if sure { Placing::Sure(first.0) } else { Placing::Doubtful(first.0, second.0) })
}

/// The unused words of an area in blocks: what stands above or beside each other without a gap.
fn blocks(strip: &Strip, area: Area) -> Vec<Unit> {
    let mut blocks: Vec<Unit> = Vec::new();
    for unit in strip.units(area, 0.5) {
        if unit.words.iter().all(|at| strip.words[*at].bare.is_empty()) {
            continue;
        }
        match blocks.iter_mut().find(|block| block.bbox.x0 < unit.bbox.x1 && unit.bbox.x0 < block.bbox.x1) {
            Some(block) => {
                block.bbox = block.bbox.union(unit.bbox);
                block.words.extend(unit.words);
            }
            None => blocks.push(unit),
        }
    }
    blocks.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    blocks
}
