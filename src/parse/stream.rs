//! A run of segments as one stream of folded characters, in which labels are found wherever a page, a line or a cell
//! breaks them.

use std::cell::OnceCell;

use super::RawValue;
use super::index::Index;
use super::join::join;
use crate::finding::{BBox, Place};
use crate::layout::Segment;
use crate::spec::form::Labels;
use crate::spec::label::{Label, find_approximately, find_exactly, fold_each, is_cjk};

/// A piece of text with its place; a cell of a line, or a line of a cell.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) place: Place,
    /// The line it stands on, counted over the whole stream.
    pub(super) line: u32,
}

/// Tokens with their folded characters.
#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    pub(super) tokens: Vec<Token>,
    /// The folded characters of all tokens.
    folded: Vec<char>,
    /// For each folded character its token and the byte in that token's text at which it begins.
    origin: Vec<(u32, u32)>,
    /// What stands where; made when first asked for.
    index: OnceCell<Index>,
}

/// A range of fewer characters is looked through from end to end: that is done before the index is asked.
const SHORT: usize = 200;

/// A range of folded characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Range {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Range {
    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A word of a token that lies in a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WordAt<'a> {
    pub(super) text: &'a str,
    pub(super) token: usize,
    /// Where its folded characters stand.
    pub(super) range: Range,
}

impl Stream {
    /// Appends a segment.
    pub(super) fn push(&mut self, segment: &Segment, line: u32) {
        self.push_text(&segment.text, segment.place, line);
    }

    /// Appends a text.
    pub(super) fn push_text(&mut self, text: &str, place: Place, line: u32) {
        let token = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
        let (folded, origin) = (&mut self.folded, &mut self.origin);
        fold_each(text, |byte, c| {
            folded.push(c);
            origin.push((token, u32::try_from(byte).unwrap_or(u32::MAX)));
        });
        self.tokens.push(Token { text: text.to_owned(), place, line });
        self.index.take();
    }

    /// Appends what can be read of a segment: without blanks around it, and nothing when nothing is left.
    pub(super) fn push_read(&mut self, segment: &Segment, line: u32) {
        let start = self.folded.len();
        let text = segment.text.trim();
        self.push_text(text, segment.place, line);
        // What no reader sees may stand before the text, or make up all of it.
        let first = self.origin.get(start).map(|&(_, byte)| byte as usize);
        if first != Some(0) {
            self.split_off(self.tokens.len() - 1, start);
            if let Some(byte) = first {
                self.push_text(&text[byte..], segment.place, line);
            }
        }
    }

    /// Takes off the tokens from `token` on, the first of which begins with the folded character at `start`.
    pub(super) fn split_off(&mut self, token: usize, start: usize) -> Self {
        let mut origin = self.origin.split_off(start);
        origin.iter_mut().for_each(|(of, _)| *of -= u32::try_from(token).unwrap_or(u32::MAX));
        let (tokens, folded) = (self.tokens.split_off(token), self.folded.split_off(start));
        self.index.take();
        Self { tokens, folded, origin, index: OnceCell::new() }
    }

    /// Everything.
    pub(super) fn all(&self) -> Range {
        Range { start: 0, end: self.folded.len() }
    }

    /// The folded characters of a range; none where it ends before it starts, as what is left behind a label may.
    pub(super) fn chars(&self, range: Range) -> &[char] {
        let end = range.end.min(self.folded.len());
        &self.folded[range.start.min(end)..end]
    }

    /// Whether a word begins at this folded character.
    pub(super) fn starts_word(&self, at: usize) -> bool {
        let Some(&(token, byte)) = self.origin.get(at) else {
            return true;
        };
        let before = &self.tokens[token as usize].text[..byte as usize];
        before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() || is_cjk(c))
    }

    /// Whether a token begins at this folded character.
    pub(super) fn starts_token(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.token_at(at) != self.token_at(before))
    }

    /// The token at a folded character.
    pub(super) fn token_at(&self, at: usize) -> Option<usize> {
        self.origin.get(at).map(|&(token, _)| token as usize)
    }

    /// The first place in `within` where exactly these folded characters stand.
    pub(super) fn find_exact(&self, pattern: &[char], within: Range) -> Option<Range> {
        let start = self.find_start(pattern, within)?;
        Some(Range { start, end: start + pattern.len() })
    }

    fn find_start(&self, pattern: &[char], within: Range) -> Option<usize> {
        let chars = self.chars(within);
        if chars.len() >= SHORT
            && let Some(places) = self.index.get_or_init(|| Index::new(&self.folded)).places(pattern, within.start)
        {
            let last = within.start + chars.len().checked_sub(pattern.len())?;
            return places.take_while(|at| *at <= last).find(|at| self.folded[*at..].starts_with(pattern));
        }
        find_exactly(pattern, chars).map(|at| within.start + at)
    }

    /// Every place in `within` where exactly these folded characters stand, without overlaps.
    pub(super) fn find_all(&self, pattern: &[char], within: Range) -> Vec<Range> {
        let mut out = Vec::new();
        let mut rest = within;
        while let Some(found) = self.find_exact(pattern, rest) {
            rest.start = found.end;
            out.push(found);
        }
        out
    }

    /// The first place of any spelling of a label: the longest spelling at that place. Exact before damaged.
    pub(super) fn find(&self, labels: &Labels, within: Range) -> Option<Range> {
        let exact = labels
            .all()
            .filter_map(|label| self.find_exact(&label.folded, within))
            .min_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        exact.or_else(|| {
            let damaged = |label: &Label| {
                let (start, end) = find_approximately(&label.folded, self.chars(within), label.tolerance())?;
                Some(Range { start: within.start + start, end: within.start + end })
            };
            labels.all().filter(|label| label.tolerance() > 0).filter_map(damaged).min_by_key(|range| range.start)
        })
    }

    /// The words in a range, each with the part of it that lies inside.
    pub(super) fn words(&self, range: Range) -> Vec<WordAt<'_>> {
        let mut out: Vec<WordAt<'_>> = Vec::new();
        let mut at = range.start;
        while at < range.end.min(self.folded.len()) {
            let (token, byte) = self.origin[at];
            let text = &self.tokens[token as usize].text;
            let start = byte as usize;
            let limit = self.limit_byte(range, token);
            let end = text[start..limit].find(char::is_whitespace).map_or(limit, |length| start + length);
            let mut next = at;
            while next < range.end
                && self.origin[next].0 == token
                && (self.origin[next].1 as usize) < end.max(start + 1)
            {
                next += 1;
            }
            out.push(WordAt {
                text: &text[start..end.max(start)],
                token: token as usize,
                range: Range { start: at, end: next },
            });
            at = next.max(at + 1);
        }
        out
    }

    /// The byte of a token's text at which a range ends.
    fn limit_byte(&self, range: Range, token: u32) -> usize {
        match self.origin.get(range.end) {
            Some(&(t, byte)) if t == token => byte as usize,
            _ => self.tokens[token as usize].text.len(),
        }
    }

    /// How many characters of a token's text stand before a range, and before its end.
    pub(super) fn characters(&self, range: Range, token: usize) -> (usize, usize) {
        let text = &self.tokens[token].text;
        let number = u32::try_from(token).unwrap_or(u32::MAX);
        let first = self.origin.get(range.start).map_or(0, |&(_, byte)| byte as usize);
        let last = self.limit_byte(range, number);
        (text[..first].chars().count(), text[..last.max(first)].chars().count())
    }

    /// The text of a range, a piece for each token in it.
    pub(super) fn pieces(&self, range: Range) -> Vec<(&str, &Token)> {
        let mut out: Vec<(&str, &Token)> = Vec::new();
        let mut at = range.start;
        while at < range.end.min(self.folded.len()) {
            let (token, byte) = self.origin[at];
            let limit = self.limit_byte(range, token);
            let whole = &self.tokens[token as usize];
            let piece = whole.text[byte as usize..limit.max(byte as usize)].trim();
            if !piece.is_empty() {
                out.push((piece, whole));
            }
            while at < range.end && at < self.origin.len() && self.origin[at].0 == token {
                at += 1;
            }
        }
        out
    }

    /// Whether a cell border runs through a sentence here: damage that no rule can mend.
    pub(super) fn is_torn(&self, range: Range) -> bool {
        self.pieces(range).windows(2).any(|pair| {
            let [(before, left), (after, right)] = pair else {
                return false;
            };
            let ends = before.chars().next_back().is_some_and(char::is_alphabetic);
            ends && left.line == right.line && after.starts_with(char::is_lowercase)
        })
    }

    /// The text of a range as a value; `None` when nothing stands there.
    pub(super) fn value(&self, range: Range) -> Option<RawValue> {
        let pieces = self.pieces(range);
        let first = pieces.first()?;
        let page = first.1.place.page;
        let bbox = pieces
            .iter()
            .filter(|(_, token)| token.place.page == page)
            .filter_map(|(_, token)| token.place.bbox)
            .reduce(BBox::union);
        let text = join(pieces.iter().map(|(text, _)| *text));
        Some(RawValue { text, place: Place { page, bbox } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(texts: &[&str]) -> Stream {
        let mut stream = Stream::default();
        for (line, text) in (0..).zip(texts) {
            stream.push_text(text, Place { page: 1, bbox: None }, line);
        }
        stream
    }

    #[test]
    fn finds_a_label_over_line_breaks_and_gives_what_follows() {
        let stream = stream(&["Date Sub", "mitted : 03 January", "2024 Title"]);
        let label = stream.find_exact(&Label::new("Date Submitted:").folded, stream.all()).unwrap();
        let title = stream.find_exact(&Label::new("Title").folded, stream.all()).unwrap();
        let value = stream.value(Range { start: label.end, end: title.start }).unwrap();
        assert_eq!(value.text, "03 January 2024");
    }

    #[test]
    fn words_keep_to_the_range() {
        let stream = stream(&["Total A (Ordinary shares): 1,000 USD"]);
        let label = stream.find_exact(&Label::new("shares):").folded, stream.all()).unwrap();
        let words: Vec<&str> =
            stream.words(Range { start: label.end, end: stream.all().end }).iter().map(|word| word.text).collect();
        assert_eq!(words, ["1,000", "USD"]);
    }
}
