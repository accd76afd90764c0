//! Labels among the words of the strip: their words side by side, or one below the other where a line or a column breaks
//! them.

use super::{Area, Found, Strip, Word, item_number, page_numbers, ratio};
use crate::finding::BBox;
use crate::spec::form::Labels;
use crate::spec::label::bare;

/// How far beside the words above it the next line of a label may begin, in font sizes: right below, and only where
/// that leads nowhere a little beside.
const REACHES: [f32; 2] = [0.0, 1.5];

/// Labels of fewer letters stand on one line; a Chinese character counts for two.
const BROKEN: usize = 8;

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

impl Strip {
    /// The first place of any spelling of a label, unused words only; its words are used from now on.
    pub(in super::super) fn find(&mut self, labels: &Labels, area: Area) -> Option<Found> {
        let matched = self.first_match(labels, area, |_| true)?;
        Some(self.claim(matched))
    }

    /// The first place of any spelling of a label, its words left to others.
    pub(in super::super) fn seek(&self, labels: &Labels, area: Area) -> Option<Found> {
        let matched = self.first_match(labels, area, |_| true)?;
        let bbox = matched.words.iter().map(|at| self.words[*at].bbox).reduce(BBox::union)?;
        Some(Found { words: matched.words, bbox })
    }

    /// Every place of any spelling of a label.
    pub(in super::super) fn find_all(&mut self, labels: &Labels, area: Area) -> Vec<Found> {
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
    pub(in super::super) fn find_lines(&mut self, labels: &Labels) {
        for line in &self.lines {
            let words = line.iter().map(|at| &self.words[*at]).filter(|word| !word.used);
            let text: Vec<char> = words.flat_map(|word| word.bare.iter().copied()).collect();
            let alone = labels.all().any(|label| {
                let label = label.bare.as_slice();
                let rest = text.strip_prefix(label).or_else(|| text.strip_suffix(label));
                rest.is_some_and(|rest| {
                    rest.is_empty() || page_numbers::is_page_number(&rest.iter().collect::<String>())
                })
            });
            if alone {
                line.iter().for_each(|at| self.words[*at].used = true);
            }
        }
    }

    /// The first place of a label that begins a line: nothing but used words, numbers and punctuation before it.
    pub(in super::super) fn find_at_front(&mut self, labels: &Labels, area: Area) -> Option<Found> {
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
    pub(in super::super) fn find_all_at_front(&mut self, labels: &Labels, area: Area) -> Vec<Found> {
        let mut out = Vec::new();
        let mut rest = area;
        while let Some(found) = self.find_at_front(labels, rest) {
            rest.y0 = found.bbox.y0.max(rest.y0);
            out.push(found);
        }
        out
    }

    pub(in super::super) fn begins_line(&self, at: usize) -> bool {
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
        let words = self.lines_between(area.y0, area.y1).iter().flatten().copied();
        let may_start = |word: &Word| !word.used && begins(word) && area.holds(&word.bbox);
        words.filter(|at| may_start(&self.words[*at])).collect()
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
        } else if shared == word.bare.len() && self.extend_behind(at, &rest[shared..], area, matched) {
            return true;
        }
        matched.words.pop();
        false
    }

    /// Looks for the rest of a label behind a word, then below what is matched so far.
    fn extend_behind(&self, at: usize, rest: &[char], area: Area, matched: &mut Matched) -> bool {
        let word = &self.words[at];
        let size = word.bbox.height();
        let says = |at: &usize| !self.words[*at].used && !self.words[*at].bare.is_empty();
        let line = &self.lines[word.line];
        let behind = line.iter().skip_while(|other| **other != at).skip(1).copied().find(says);
        let gap = behind.map_or(f32::INFINITY, |next| self.words[next].bbox.x0 - word.bbox.x1);
        let behind_within = |gaps: std::ops::Range<f32>, matched: &mut Matched| {
            behind.filter(|_| gaps.contains(&gap)).is_some_and(|next| self.extend(next, rest, area, matched))
        };
        // A wide gap parts columns more often than the words of a justified line.
        behind_within(f32::NEG_INFINITY..size, matched)
            || self.below(word, rest, area, matched).into_iter().any(|next| self.extend(next, rest, area, matched))
            || behind_within(size..3.0 * size, matched)
    }

    /// The words below what is matched so far with which the rest of a label may begin.
    fn below(&self, word: &Word, rest: &[char], area: Area, matched: &Matched) -> Vec<usize> {
        // Short labels stand on one line.
        let lines = if matched.width < BROKEN { 0 } else { 6 };
        let next = self.lines.iter().skip(word.line + 1).take(lines).flatten().copied();
        let mut out: Vec<usize> =
            next.filter(|at| !self.words[*at].used && self.words[*at].bare.first() == rest.first()).collect();
        let around = matched.words.iter().map(|at| self.words[*at].bbox).reduce(BBox::union).unwrap_or(word.bbox);
        let size = word.bbox.height();
        let reach = matched.reach * size;
        out.retain(|at| {
            let bbox = &self.words[*at].bbox;
            let drop = bbox.center_y() - word.bbox.center_y();
            let near = bbox.x0 < around.x1 + reach && bbox.x1 > around.x0 - reach;
            near && drop > 0.3 * size && drop < 2.2 * size && area.holds(bbox)
        });
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
        let marks: Vec<usize> = self.lines_between(bbox.y0, bbox.y1).iter().flatten().copied().filter(inside).collect();
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
}
