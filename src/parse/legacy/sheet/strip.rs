//! All pages one below the other, as words: labels are found among them wherever lines and columns break them.
//!
//! Every word is used once, as part of a label or of a value. What is left over in the end nothing has claimed.

mod labels;
mod page_numbers;

use super::super::super::{RawValue, join};
use crate::finding::{BBox, Place};
use crate::layout::{Rule, Sheet, Span};
use crate::spec::label::{fold, is_cjk, is_spoken};

/// Points from the top of one page to the top of the next on the strip; more than any page is high.
const PAGE: f32 = 4000.0;
/// Ends of rules closer than this, in points, touch.
const SNAP: f32 = 1.5;

/// A word on the strip.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As printed.
    pub(super) text: String,
    /// Its folded letters and digits: punctuation does not tell labels apart.
    pub(super) bare: Vec<char>,
    /// Whether it can be a whole figure; see [`is_figure`].
    pub(super) figure: bool,
    /// Its box on the strip.
    pub(super) bbox: BBox,
    /// Whether a label or a value has claimed it.
    pub(super) used: bool,
    /// The line it stands on, as an index of [`Strip::lines`].
    line: usize,
}

impl Word {
    fn new(text: &str, bbox: BBox, line: usize) -> Self {
        let mut bare = fold(text);
        let figure = is_folded_figure(text, &bare);
        bare.retain(|c| is_spoken(*c));
        Self { text: text.to_owned(), bare, figure, bbox, used: false, line }
    }
}

/// A part of the strip, from `y0` down to `y1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) y0: f32,
    pub(super) y1: f32,
}

impl Area {
    pub(super) fn holds(self, bbox: &BBox) -> bool {
        (self.y0..self.y1).contains(&bbox.center_y())
    }
}

/// A label that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its words.
    pub(super) words: Vec<usize>,
    /// The box around them.
    pub(super) bbox: BBox,
}

/// Words that stand close together on one line.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) words: Vec<usize>,
    pub(super) bbox: BBox,
}

/// The pages of a document as one strip.
#[derive(Debug, Default)]
pub(super) struct Strip {
    pub(super) words: Vec<Word>,
    /// Words by line, top to bottom and left to right.
    pub(super) lines: Vec<Vec<usize>>,
    /// For each line, the lowest middle of a word down to it, and the highest from it on: both only grow.
    reaches: Vec<(f32, f32)>,
    /// Horizontal rules, pieces joined.
    across: Vec<Span>,
    /// Vertical rules, pieces joined.
    down: Vec<Span>,
    /// Number of each page in its order on the strip.
    pages: Vec<u32>,
}

impl Strip {
    pub(super) fn new(sheets: &[Sheet]) -> Self {
        let mut strip = Self::default();
        let mut across = Vec::new();
        let mut down = Vec::new();
        let mut sheet_top = 0.0;
        for sheet in sheets {
            strip.pages.push(sheet.page);
            // A sheet of HTML can begin far down its page.
            let end = sheet.lines.last().map_or(0.0, |line| line.bbox().y1);
            let start = sheet.lines.first().filter(|_| end > PAGE).map_or(0.0, |line| line.bbox().y0 - 20.0);
            let top = sheet_top - start;
            for line in &sheet.lines {
                strip.lines.push(Vec::new());
                for segment in &line.segments {
                    let bbox = segment.bbox();
                    strip.push(&segment.text, BBox { y0: bbox.y0 + top, y1: bbox.y1 + top, ..bbox });
                }
            }
            for rule in &sheet.rules {
                match *rule {
                    Rule::Horizontal { y, x0, x1 } => across.push(Span { at: y + top, from: x0, to: x1 }),
                    Rule::Vertical { x, y0, y1 } => down.push(Span { at: x, from: y0 + top, to: y1 + top }),
                }
            }
            sheet_top += PAGE;
        }
        strip.across = Span::merged(across.into_iter(), SNAP);
        strip.down = Span::merged(down.into_iter(), SNAP);
        strip.measure();
        strip
    }

    /// Finds out how far the lines reach.
    fn measure(&mut self) {
        let middles = |line: &Vec<usize>| line.iter().map(|at| self.words[*at].bbox.center_y()).collect::<Vec<f32>>();
        let middles: Vec<Vec<f32>> = self.lines.iter().map(middles).collect();
        let mut lowest = f32::NEG_INFINITY;
        let mut highest = f32::INFINITY;
        let down = middles.iter().map(|line| {
            lowest = line.iter().copied().fold(lowest, f32::max);
            (lowest, highest)
        });
        self.reaches = down.collect();
        for ((_, reach), line) in self.reaches.iter_mut().zip(&middles).rev() {
            highest = line.iter().copied().fold(highest, f32::min);
            *reach = highest;
        }
    }

    /// The end of the strip.
    pub(super) fn end(&self) -> f32 {
        self.words.iter().map(|word| word.bbox.y1).fold(0.0, f32::max) + 1.0
    }

    fn push(&mut self, text: &str, bbox: BBox) {
        // The number of an item may touch its text: `1.股份期權計劃`.
        let split = item_number_length(text);
        if split == 0 {
            self.push_word(text, bbox);
            return;
        }
        let (number, rest) = text.split_at(split);
        let share = ratio(number.chars().count(), text.chars().count());
        let cut = bbox.x0 + bbox.width() * share;
        self.push_word(number, BBox { x1: cut, ..bbox });
        self.push_word(rest, BBox { x0: cut, ..bbox });
    }

    fn push_word(&mut self, text: &str, bbox: BBox) {
        let line = self.lines.len() - 1;
        self.lines[line].push(self.words.len());
        self.words.push(Word::new(text, bbox, line));
    }

    /// The lines that may have words between two heights, both included.
    fn lines_between(&self, y0: f32, y1: f32) -> &[Vec<usize>] {
        let first = self.reaches.partition_point(|(lowest, _)| *lowest < y0);
        let end = self.reaches.partition_point(|(_, highest)| *highest <= y1);
        &self.lines[first..end.max(first)]
    }

    /// The words of an area, line after line.
    pub(super) fn words_in(&self, area: Area) -> impl Iterator<Item = usize> {
        let words = self.lines_between(area.y0, area.y1).iter().flatten().copied();
        words.filter(move |at| area.holds(&self.words[*at].bbox))
    }

    /// The right edge of a label beside a box: that of its words on the same height, or else its left edge.
    pub(super) fn right_edge(&self, label: &Found, bbox: &BBox) -> f32 {
        let beside = label.words.iter().map(|at| &self.words[*at].bbox);
        let edges = beside.filter(|word| word.y0 < bbox.y1 && bbox.y0 < word.y1).map(|word| word.x1);
        edges.fold(f32::NAN, f32::max).max(label.bbox.x0)
    }

    // --- Values -----------------------------------------------------------------------------------------------------

    /// The unused words of an area in units: side by side, with gaps below `gap` font sizes; two figures are two units.
    pub(super) fn units(&self, area: Area, gap: f32) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        for line in self.lines_between(area.y0, area.y1) {
            let mut open = false;
            for &at in line {
                let word = &self.words[at];
                if word.used || !area.holds(&word.bbox) {
                    open = open && word.bare.is_empty();
                    continue;
                }
                match units.last_mut() {
                    Some(unit) if open && self.goes_on(unit, at, gap) => {
                        unit.words.push(at);
                        unit.bbox = unit.bbox.union(word.bbox);
                    }
                    _ => units.push(Unit { words: vec![at], bbox: word.bbox }),
                }
                open = true;
            }
        }
        units
    }

    fn goes_on(&self, unit: &Unit, at: usize, gap: f32) -> bool {
        let (word, size) = (&self.words[at], self.words[at].bbox.height());
        let space = word.bbox.x0 - unit.bbox.x1;
        let figures = word.figure && unit.words.last().is_some_and(|last| self.words[*last].figure);
        if space >= gap * size || space <= -size || figures {
            return false;
        }
        let ruled = self.down.iter().any(|rule| {
            rule.from <= word.bbox.center_y()
                && word.bbox.center_y() <= rule.to
                && unit.bbox.x1 - 1.0 <= rule.at
                && rule.at <= word.bbox.x0 + 1.0
        });
        !ruled
    }

    /// Words as a value; used from now on. `None` when there are none.
    pub(super) fn take(&mut self, words: &[usize]) -> Option<RawValue> {
        for at in words {
            self.words[*at].used = true;
        }
        self.value(words)
    }

    /// Words as a value.
    pub(super) fn value(&self, words: &[usize]) -> Option<RawValue> {
        let lines = self.value_lines(words);
        let first = lines.first()?;
        let bbox = lines.iter().filter(|line| line.place.page == first.place.page).filter_map(|line| line.place.bbox);
        let place = Place { page: first.place.page, bbox: bbox.reduce(BBox::union) };
        let text = join(lines.iter().map(|line| line.text.as_str()));
        // The colon of the label may stand apart from it.
        Some(RawValue { text: text.trim_start_matches([':', '：', ' ']).to_owned(), place })
    }

    /// Words as lines of text, top to bottom; words on slightly different heights make one line.
    pub(super) fn value_lines(&self, words: &[usize]) -> Vec<RawValue> {
        let mut words: Vec<&Word> = words.iter().map(|at| &self.words[*at]).collect();
        words.sort_by(|a, b| a.bbox.center_y().total_cmp(&b.bbox.center_y()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
        let mut lines: Vec<Vec<&Word>> = Vec::new();
        for word in words {
            match lines.last_mut() {
                Some(line) if word.bbox.center_y() - line[0].bbox.center_y() < 0.5 * line[0].bbox.height() => {
                    line.push(word);
                }
                _ => lines.push(vec![word]),
            }
        }
        lines.into_iter().map(|line| self.line(line)).collect()
    }

    fn line(&self, mut words: Vec<&Word>) -> RawValue {
        words.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let mut text = String::new();
        let mut end = f32::INFINITY;
        for word in &words {
            if word.bbox.x0 - end > 0.12 * word.bbox.height() {
                text.push(' ');
            }
            text.push_str(&word.text);
            end = word.bbox.x1;
        }
        let bbox = words.iter().map(|word| word.bbox).reduce(BBox::union).unwrap_or_default();
        RawValue { text, place: self.place(bbox) }
    }

    /// A box on the strip as a place on its page.
    pub(super) fn place(&self, bbox: BBox) -> Place {
        let index = self.page_index(bbox.center_y());
        let top = ratio(index, 1) * PAGE;
        let page = self.pages.get(index).copied().unwrap_or_default();
        Place { page, bbox: Some(BBox { y0: bbox.y0 - top, y1: bbox.y1 - top, ..bbox }) }
    }

    /// Which page of the strip a height lies on, counted from 0.
    pub(super) fn page_index(&self, y: f32) -> usize {
        (1..self.pages.len()).take_while(|page| ratio(*page, 1) * PAGE <= y).count()
    }

    /// A page of the strip, counted from 0.
    pub(super) fn page_area(&self, index: usize) -> Area {
        Area { y0: ratio(index, 1) * PAGE, y1: ratio(index + 1, 1) * PAGE }
    }

    // --- Rules ------------------------------------------------------------------------------------------------------

    /// The closed cell around a box, as far as its sides tell: the nearest vertical rules left and right of its middle.
    pub(super) fn cell_sides(&self, bbox: &BBox) -> Option<(f32, f32)> {
        let (x, y) = (bbox.center_x(), bbox.center_y());
        let beside = |rule: &&Span| rule.from <= y && y <= rule.to;
        let left = self.down.iter().filter(beside).map(|rule| rule.at).filter(|at| *at < x).fold(f32::NAN, f32::max);
        let right = self.down.iter().filter(beside).map(|rule| rule.at).filter(|at| *at > x).fold(f32::NAN, f32::min);
        (left.is_finite() && right.is_finite()).then_some((left, right))
    }

    /// The rule right under a box, from end to end.
    pub(super) fn underline(&self, bbox: &BBox) -> Option<(f32, f32)> {
        let size = bbox.height().max(4.0);
        let x = bbox.center_x();
        // The rules are sorted by height.
        let first = self.across.partition_point(|rule| rule.at < bbox.y1 - size);
        let near = self.across[first..].iter().take_while(|rule| rule.at <= bbox.y1 + size);
        let under = near.filter(|rule| {
            let drop = rule.at - bbox.y1;
            rule.from <= x && x <= rule.to && drop > -0.4 * size && drop < 0.9 * size
        });
        under.min_by(|a, b| a.at.total_cmp(&b.at)).map(|rule| (rule.from, rule.to))
    }

    /// The lowest rule of at least `width` points between two heights.
    pub(super) fn last_rule_across(&self, area: Area, width: f32) -> Option<f32> {
        let inside = self.across.iter().filter(|rule| area.y0 <= rule.at && rule.at <= area.y1);
        inside.filter(|rule| rule.to - rule.from >= width).map(|rule| rule.at).reduce(f32::max)
    }
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// The bytes of an item's number at the front of a text that goes on behind it: `1.` of `1.供股`.
fn item_number_length(text: &str) -> usize {
    let opened = text.starts_with(['(', '（']);
    let start = if opened { text.chars().next().map_or(0, char::len_utf8) } else { 0 };
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[start + digits..];
    let mark = rest.chars().next().filter(|c| matches!(c, '.' | ')' | '）' | '、')).map_or(0, char::len_utf8);
    let behind = rest[mark..].chars().next();
    let text_behind = behind.is_some_and(|c| c.is_alphabetic() || is_cjk(c));
    let closed = !opened || rest.starts_with([')', '）']);
    if (1..=2).contains(&digits) && mark > 0 && text_behind && closed { start + digits + mark } else { 0 }
}

/// The number of an item that a word consists of: `1.`, `(2)`, `3)`.
pub(super) fn item_number(text: &str) -> Option<u32> {
    let inner = text.trim_start_matches(['(', '（']);
    let digits = inner.trim_end_matches(['.', ')', '）', '、']);
    let closed = digits.len() < inner.len();
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (closed && plain).then(|| digits.parse().ok()).flatten()
}

/// Words in the place of a figure: there is none.
const NONES: [&str; 10] = ["n/a", "na", "nil", "不適用", "不不不", "無", "零", "-", "--", "nil."];

/// Whether a word can be a whole figure, or says that there is none.
pub(super) fn is_figure(text: &str) -> bool {
    is_folded_figure(text, &fold(text))
}

fn is_folded_figure(text: &str, folded: &[char]) -> bool {
    let digits = folded.iter().filter(|c| c.is_ascii_digit()).count();
    if digits == 0 {
        return folded.len() <= 4 && NONES.iter().any(|word| word.chars().eq(folded.iter().copied()));
    }
    let letters = folded.iter().filter(|c| c.is_alphabetic()).count();
    let slot = folded.iter().any(|c| matches!(c, '/' | '年' | '月' | '日'));
    let item = item_number(text).is_some() && !text.starts_with(['(', '（']);
    letters <= 3 && letters < digits && !slot && !item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Line, Segment};

    /// A sheet whose lines hold words at these heights.
    fn sheet(page: u32, lines: &[&[f32]]) -> Sheet {
        let segment = |y: f32| {
            let bbox = BBox { x0: 0.0, y0: y, x1: 10.0, y1: y + 8.0 };
            Segment { text: "word".to_owned(), place: Place { page, bbox: Some(bbox) } }
        };
        let line = |heights: &&[f32]| Line { segments: heights.iter().map(|y| segment(*y)).collect() };
        Sheet { page, lines: lines.iter().map(line).collect(), rules: Vec::new() }
    }

    #[test]
    fn the_words_of_an_area_are_found_where_lines_are_uneven_or_out_of_order() {
        let first = sheet(1, &[&[10.0, 14.0, 9.0], &[12.0], &[40.0, 38.0], &[30.0], &[], &[60.0]]);
        let strip = Strip::new(&[first, sheet(2, &[&[5.0], &[50.0, 52.0]])]);
        for y0 in (0..4_080_u16).filter(|y| y % 4_000 < 80) {
            for height in 0..30 {
                let area = Area { y0: f32::from(y0), y1: f32::from(y0 + height) };
                let all = strip.lines.iter().flatten().copied();
                let inside: Vec<usize> = all.filter(|at| area.holds(&strip.words[*at].bbox)).collect();
                assert_eq!(strip.words_in(area).collect::<Vec<_>>(), inside, "{area:?}");
            }
        }
    }
}
