//! All pages one below the other, as words: labels are found among them wherever lines and columns break them.
//!
//! Every word is used once, as part of a label or of a value. What is left over in the end nothing has claimed.

use super::super::super::{RawValue, join};
use crate::finding::{BBox, Place};
use crate::layout::{Rule, Sheet, Span};
use crate::spec::form::Labels;
use crate::spec::label::{bare, fold, is_cjk, is_spoken};

/// Points from the top of one page to the top of the next on the strip; more than any page is high.
const PAGE: f32 = 4000.0;
/// Ends of rules closer than this, in points, touch.
const SNAP: f32 = 1.5;

/// How far beside the words above it the next line of a label may begin, in font sizes: right below, and only where
/// that leads nowhere a little beside.
const REACHES: [f32; 2] = [0.0, 1.5];

/// Labels of fewer letters stand on one line; a Chinese character counts for two.
const BROKEN: usize = 8;

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
    /// For each line, how high and how low the middles of its words lie.
    spans: Vec<(f32, f32)>,
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
                strip.spans.push((f32::INFINITY, f32::NEG_INFINITY));
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
        strip
    }

    /// The end of the strip.
    pub(super) fn end(&self) -> f32 {
        self.words.iter().map(|word| word.bbox.y1).fold(0.0, f32::max) + 1.0
    }

    fn push(&mut self, text: &str, bbox: BBox) {
        // The number of an item may touch its text: `1.股份期權計劃`.
        let split = item_number_length(text);
        let (number, rest) = text.split_at(split);
        let share = ratio(number.chars().count(), text.chars().count());
        let cut = bbox.x0 + bbox.width() * share;
        if !number.is_empty() {
            self.push_word(number, BBox { x1: cut, ..bbox });
        }
        self.push_word(rest, BBox { x0: cut, ..bbox });
    }

    fn push_word(&mut self, text: &str, bbox: BBox) {
        let line = self.lines.len() - 1;
        self.lines[line].push(self.words.len());
        let (middle, (top, bottom)) = (bbox.center_y(), self.spans[line]);
        self.spans[line] = (top.min(middle), bottom.max(middle));
        self.words.push(Word::new(text, bbox, line));
    }

    /// The lines that may have words between two heights, both included.
    fn lines_between(&self, y0: f32, y1: f32) -> impl Iterator<Item = &[usize]> {
        let near = self.spans.iter().zip(&self.lines).filter(move |((top, bottom), _)| *bottom >= y0 && *top <= y1);
        near.map(|(_, line)| line.as_slice())
    }

    /// The words of an area, line after line.
    pub(super) fn words_in(&self, area: Area) -> impl Iterator<Item = usize> {
        let words = self.lines_between(area.y0, area.y1).flatten().copied();
        words.filter(move |at| area.holds(&self.words[*at].bbox))
    }

    // --- Labels -----------------------------------------------------------------------------------------------------

    /// The first place of any spelling of a label, unused words only; its words are used from now on.
    pub(super) fn find(&mut self, labels: &Labels, area: Area) -> Option<Found> {
        let matched = self.first_match(labels, area, |_| true)?;
        Some(self.claim(matched))
    }

    /// The first place of any spelling of a label, its words left to others.
    pub(super) fn seek(&self, labels: &Labels, area: Area) -> Option<Found> {
        let matched = self.first_match(labels, area, |_| true)?;
        let bbox = matched.words.iter().map(|at| self.words[*at].bbox).reduce(BBox::union)?;
        Some(Found { words: matched.words, bbox })
    }

    /// Every place of any spelling of a label.
    pub(super) fn find_all(&mut self, labels: &Labels, area: Area) -> Vec<Found> {
        let starts = self.starts(labels, area);
        for reach in REACHES {
            let mut out = Vec::new();
            for &at in &starts {
                if let Some(matched) = self.match_any(at, labels, area, reach) {
                    out.push(self.claim(matched));
                }
            }
            if !out.is_empty() {
                return out;
            }
        }
        Vec::new()
    }

    /// Takes the lines that a label fills alone, or with a page number beside it.
    pub(super) fn find_lines(&mut self, labels: &Labels) {
        for line in &self.lines {
            let words = line.iter().map(|at| &self.words[*at]).filter(|word| !word.used);
            let text: Vec<char> = words.flat_map(|word| word.bare.iter().copied()).collect();
            let alone = labels.all().any(|label| {
                let label = label.bare.as_slice();
                let rest = text.strip_prefix(label).or_else(|| text.strip_suffix(label));
                rest.is_some_and(|rest| rest.is_empty() || is_page_number(&rest.iter().collect::<String>()))
            });
            if alone {
                line.iter().for_each(|at| self.words[*at].used = true);
            }
        }
    }

    /// The first place of a label that begins a line: nothing but used words, numbers and punctuation before it.
    pub(super) fn find_at_front(&mut self, labels: &Labels, area: Area) -> Option<Found> {
        let matched = self.first_match(labels, area, |at| self.begins_line(at))?;
        Some(self.claim(matched))
    }

    fn first_match(&self, labels: &Labels, area: Area, may_start: impl Fn(usize) -> bool) -> Option<Matched> {
        let starts = self.starts(labels, area);
        let mut matches = REACHES.into_iter().flat_map(|reach| starts.iter().map(move |at| (*at, reach)));
        matches.find_map(|(at, reach)| {
            let matched = self.match_any(at, labels, area, reach)?;
            may_start(at).then_some(matched)
        })
    }

    /// Every place of a label that begins a line.
    pub(super) fn find_all_at_front(&mut self, labels: &Labels, area: Area) -> Vec<Found> {
        let mut out = Vec::new();
        let mut rest = area;
        while let Some(found) = self.find_at_front(labels, rest) {
            rest.y0 = found.bbox.y0.max(rest.y0);
            out.push(found);
        }
        out
    }

    pub(super) fn begins_line(&self, at: usize) -> bool {
        let mut before = self.lines[self.words[at].line].iter().take_while(|word| **word != at);
        before.all(|word| {
            let word = &self.words[*word];
            word.used || word.bare.is_empty() || item_number(&word.text).is_some()
        })
    }

    /// Unused words of an area that begin like a label, line after line.
    fn starts(&self, labels: &Labels, area: Area) -> Vec<usize> {
        let fronts: Vec<char> = labels.all().filter_map(|label| label.bare.first().copied()).collect();
        let begins = |word: &Word| word.bare.first().is_some_and(|c| fronts.contains(c));
        self.words_in(area).filter(|at| !self.words[*at].used && begins(&self.words[*at])).collect()
    }

    fn match_any(&self, at: usize, labels: &Labels, area: Area, reach: f32) -> Option<Matched> {
        let word = &self.words[at];
        if word.used || word.bare.is_empty() {
            return None;
        }
        let fitting = labels.all().map(|label| &label.bare).filter(|label| label.first() == word.bare.first());
        fitting.filter_map(|label| self.match_at(at, label, area, reach)).max_by_key(|matched| matched.length)
    }

    fn match_at(&self, at: usize, label: &[char], area: Area, reach: f32) -> Option<Matched> {
        let width = label.iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let mut matched = Matched { words: Vec::new(), cut: None, length: label.len(), width, reach };
        self.extend(at, label, area, &mut matched).then_some(matched)
    }

    /// Takes a word as the next part of a label, and looks for the rest behind or below it.
    fn extend(&self, at: usize, rest: &[char], area: Area, matched: &mut Matched) -> bool {
        let word = &self.words[at];
        let shared = word.bare.iter().zip(rest).take_while(|(a, b)| a == b).count();
        if word.used || shared == 0 || shared < word.bare.len().min(rest.len()) {
            return false;
        }
        matched.words.push(at);
        if shared == rest.len() {
            // A label may end within a word, but not within a Latin one.
            let within_word = word.bare.get(shared).is_some_and(|next| {
                next.is_ascii_alphanumeric() && rest.last().is_some_and(char::is_ascii_alphanumeric)
            });
            if !within_word {
                matched.cut = (shared < word.bare.len()).then_some(shared);
                return true;
            }
        } else if shared == word.bare.len() {
            let rest = &rest[shared..];
            if self.followers(at, matched, area).into_iter().any(|next| self.extend(next, rest, area, matched)) {
                return true;
            }
        }
        matched.words.pop();
        false
    }

    /// The words that may go on a label behind this one: its neighbour, then the words below what is matched so far.
    fn followers(&self, at: usize, matched: &Matched, area: Area) -> Vec<usize> {
        let word = &self.words[at];
        let size = word.bbox.height();
        let says = |at: &usize| !self.words[*at].used && !self.words[*at].bare.is_empty();
        let line = &self.lines[word.line];
        let behind = line.iter().skip_while(|other| **other != at).skip(1).copied().find(says);
        let gap = behind.map_or(f32::INFINITY, |next| self.words[next].bbox.x0 - word.bbox.x1);
        let mut out: Vec<usize> = behind.filter(|_| gap < size).into_iter().collect();
        let around = matched.words.iter().map(|at| self.words[*at].bbox).reduce(BBox::union).unwrap_or(word.bbox);
        // Short labels stand on one line.
        let below = if matched.width < BROKEN { 0 } else { 6 };
        for below in self.lines.iter().skip(word.line + 1).take(below) {
            for &next in below.iter().filter(|next| says(next)) {
                let bbox = &self.words[next].bbox;
                let drop = bbox.center_y() - word.bbox.center_y();
                let reach = matched.reach * size;
                let near = bbox.x0 < around.x1 + reach && bbox.x1 > around.x0 - reach;
                if near && drop > 0.3 * size && drop < 2.2 * size && area.holds(bbox) {
                    out.push(next);
                }
            }
        }
        // A wide gap parts columns more often than the words of a justified line.
        out.extend(behind.filter(|_| (size..3.0 * size).contains(&gap)));
        out
    }

    fn claim(&mut self, matched: Matched) -> Found {
        let Matched { mut words, cut, .. } = matched;
        if let (Some(cut), Some(last)) = (cut, words.last().copied()) {
            self.split(last, cut);
        }
        // A colon or a bracket behind the label belongs to it.
        if let Some(last) = words.last().copied() {
            let line = &self.lines[self.words[last].line];
            let behind = line.iter().skip_while(|other| **other != last).skip(1).copied();
            let marks = behind.take_while(|at| {
                let word = &self.words[*at];
                word.bare.is_empty() && word.text.chars().all(|c| matches!(c, ':' | '：' | ')' | '）' | '.'))
            });
            words.extend(marks.collect::<Vec<_>>());
        }
        for at in &words {
            self.words[*at].used = true;
        }
        let bbox = words.iter().map(|at| self.words[*at].bbox).reduce(BBox::union).unwrap_or_default();
        // A dash or a stroke between its words says nothing either.
        let inside = |at: &usize| {
            let word = &self.words[*at];
            word.bare.is_empty()
                && (bbox.x0..=bbox.x1).contains(&word.bbox.center_x())
                && (bbox.y0..=bbox.y1).contains(&word.bbox.center_y())
        };
        let marks: Vec<usize> = self.lines_between(bbox.y0, bbox.y1).flatten().copied().filter(inside).collect();
        for at in marks {
            self.words[at].used = true;
        }
        Found { words, bbox }
    }

    /// Splits a word behind so many bare characters, trailing punctuation included: the rest is a word of its own.
    fn split(&mut self, at: usize, count: usize) {
        let word = &self.words[at];
        let mut seen = 0;
        let mut byte = word.text.len();
        for (position, c) in word.text.char_indices() {
            let says = bare(c.encode_utf8(&mut [0; 4])).len();
            let closes = matches!(c, ':' | '：' | '.' | ')' | '）');
            if seen >= count && !closes {
                byte = position;
                break;
            }
            seen += says;
        }
        let (front, rest) = word.text.split_at(byte);
        if rest.is_empty() {
            return;
        }
        let cut = word.bbox.x0 + word.bbox.width() * ratio(front.chars().count(), word.text.chars().count());
        let (line, bbox) = (word.line, word.bbox);
        let front = Word::new(front, BBox { x1: cut, ..bbox }, line);
        let rest = Word::new(rest, BBox { x0: cut, ..bbox }, line);
        let index = self.words.len();
        self.words.push(rest);
        self.words[at] = front;
        let position = self.lines[line].iter().position(|other| *other == at).unwrap_or(0);
        self.lines[line].insert(position + 1, index);
    }

    /// The right edge of a label beside a box: that of its words on the same height, or else its left edge.
    pub(super) fn right_edge(&self, label: &Found, bbox: &BBox) -> f32 {
        let beside = label.words.iter().map(|at| &self.words[*at].bbox);
        let edges = beside.filter(|word| word.y0 < bbox.y1 && bbox.y0 < word.y1).map(|word| word.x1);
        edges.fold(f32::NAN, f32::max).max(label.bbox.x0)
    }

    /// Takes the page numbers off: `- 1 -`, `Page 2 of 9`, and bare numbers that count the pages. A bare number as the
    /// last line of one page may be a figure.
    pub(super) fn take_page_numbers(&mut self) {
        let found: Vec<PageNumber> = (0..self.pages.len()).flat_map(|page| self.page_numbers(page)).collect();
        let counts = |number: &PageNumber| {
            let same = |other: &&PageNumber| other.first() == number.first() && other.page != number.page;
            number.first().is_some() && found.iter().any(|other| same(&other))
        };
        for number in found.iter().filter(|number| number.is_dressed || counts(number)) {
            number.words.iter().for_each(|at| self.words[*at].used = true);
        }
    }

    /// What may be the number of a page: its first or last line.
    fn page_numbers(&self, page: usize) -> Vec<PageNumber> {
        let area = self.page_area(page);
        let says = |line: &&[usize]| {
            line.iter().any(|at| {
                !self.words[*at].used && !self.words[*at].bare.is_empty() && area.holds(&self.words[*at].bbox)
            })
        };
        let lines: Vec<&[usize]> = self.lines_between(area.y0, area.y1).filter(says).collect();
        let read = |line: &&[usize]| {
            let words: Vec<usize> = line.iter().copied().filter(|at| !self.words[*at].used).collect();
            let text: String = words.iter().flat_map(|at| self.words[*at].text.chars()).collect();
            is_page_number(&text).then(|| PageNumber {
                page,
                is_dressed: is_dressed(&text),
                number: text.parse().ok(),
                words,
            })
        };
        lines.first().into_iter().chain(lines.last()).filter_map(read).collect()
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
        let under = self.across.iter().filter(|rule| {
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

/// Words that make up a label.
struct Matched {
    words: Vec<usize>,
    /// How many bare characters of the last word belong to it, when not all do.
    cut: Option<usize>,
    /// Bare characters of the spelling.
    length: usize,
    /// The same in letters, of which a Chinese character counts for two.
    width: usize,
    /// How far beside the words above the next line may stand, in font sizes.
    reach: f32,
}

/// A line that may be the number of its page.
struct PageNumber {
    /// The page, counted from 0.
    page: usize,
    /// Whether it says so itself, by dashes or words.
    is_dressed: bool,
    /// The number, where it is bare.
    number: Option<usize>,
    words: Vec<usize>,
}

impl PageNumber {
    /// The number that the first page has if this is the number of its page.
    fn first(&self) -> Option<usize> {
        self.number?.checked_sub(self.page)
    }
}

/// Whether a number says by words, or by dashes on both sides, that it is that of a page; `-10` and `(10)` are figures.
fn is_dressed(text: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '–' | '—');
    text.chars().any(char::is_alphabetic) || text.starts_with(is_dash) && text.ends_with(is_dash)
}

/// Whether a line is a page number and nothing else.
fn is_page_number(text: &str) -> bool {
    let bare: String = bare(text).into_iter().collect();
    let rest = ["page", "p", "第"].iter().find_map(|front| bare.strip_prefix(front)).unwrap_or(&bare);
    let number = rest.trim_end_matches('頁').replace("頁共", "of");
    let parts: Vec<&str> = number.split("of").collect();
    let small = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (1..=2).contains(&parts.len()) && parts.iter().all(small)
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
        return NONES.iter().any(|word| word.chars().eq(folded.iter().copied()));
    }
    let letters = folded.iter().filter(|c| c.is_alphabetic()).count();
    let slot = folded.iter().any(|c| matches!(c, '/' | '年' | '月' | '日'));
    let item = item_number(text).is_some() && !text.starts_with(['(', '（']);
    letters <= 3 && letters < digits && !slot && !item
}
