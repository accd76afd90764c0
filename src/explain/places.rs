//! Where the values stand on the drawn pages.
//!
//! A PDF's provenance has boxes. Text has none: there, and for text that no field claims, the words are searched for
//! among those of the page, and the first place where they stand whole is taken.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::form::{Cell, Form, State};
use crate::extract::Word;
use crate::extract::draw::{DrawnPage, Picture};
use crate::finding::{BBox, Code, Finding};

/// A spot on a page and what stands there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    /// The box, in points from the top left of the page.
    pub(super) bbox: BBox,
    /// The words in it, where it was found by its words.
    pub(super) words: Range<usize>,
    /// The values, by address; for text that nothing claims the finding.
    pub(super) names: Vec<String>,
    /// The worst state among them.
    pub(super) state: State,
}

/// The spots of all pages.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By page, in the order of the values.
    spots: BTreeMap<u32, Vec<Spot>>,
}

impl Places {
    /// Finds the spots of all forms of a file.
    pub(super) fn find(forms: &[Form<'_>], pages: &[DrawnPage]) -> Self {
        let mut places = Self::default();
        let searched: BTreeMap<u32, Searched> = pages.iter().map(|page| (page.number, Searched::new(page))).collect();
        for form in forms {
            form.cells().for_each(|cell| places.take_cell(cell, &searched));
            for (position, finding) in form.findings.iter().enumerate() {
                let name = form.finding_id(position);
                places.take_unclaimed(finding, name, &searched);
            }
        }
        places
    }

    /// The spots of a page.
    pub(super) fn on(&self, page: u32) -> &[Spot] {
        self.spots.get(&page).map_or(&[], Vec::as_slice)
    }

    /// Whether a value or a finding has a spot.
    pub(super) fn has(&self, name: &str) -> bool {
        self.spots.values().flatten().any(|spot| spot.names.iter().any(|other| other == name))
    }

    fn take_cell(&mut self, cell: &Cell<'_>, searched: &BTreeMap<u32, Searched>) {
        let Some(provenance) = cell.provenance else { return };
        let Some(page) = searched.get(&provenance.place.page) else { return };
        let place = match provenance.place.bbox {
            Some(bbox) if !page.is_text => Some((bbox, 0..0)),
            _ => page.find(&provenance.raw_text),
        };
        if let Some((bbox, words)) = place {
            self.push(page.number, Spot { bbox, words, names: vec![cell.address.clone()], state: cell.state });
        }
    }

    fn take_unclaimed(&mut self, finding: &Finding, name: String, searched: &BTreeMap<u32, Searched>) {
        if finding.code != Code::UnclaimedText {
            return;
        }
        let text = finding.actual.as_deref().or_else(|| finding.message.split('`').nth(1)).unwrap_or_default();
        let pages = searched.values().filter(|page| finding.page.is_none_or(|number| number == page.number));
        let found = pages.filter_map(|page| Some((page.number, page.find(text)?))).next();
        if let Some((page, (bbox, words))) = found {
            self.push(page, Spot { bbox, words, names: vec![name], state: State::Unclaimed });
        }
    }

    /// Values that stand in one place, an amount and its currency, share a spot.
    fn push(&mut self, page: u32, spot: Spot) {
        let spots = self.spots.entry(page).or_default();
        match spots.iter_mut().find(|other| (&other.words, other.bbox) == (&spot.words, spot.bbox)) {
            Some(other) => {
                other.names.extend(spot.names);
                other.state = other.state.min(spot.state);
            }
            None => spots.push(spot),
        }
    }
}

/// A page whose words can be searched for a text.
struct Searched<'p> {
    number: u32,
    is_text: bool,
    words: &'p [Word],
    /// The characters of the words without white space, each with the word that it belongs to.
    letters: Vec<(char, usize)>,
}

impl<'p> Searched<'p> {
    fn new(page: &'p DrawnPage) -> Self {
        let letters = page.words.iter().enumerate().flat_map(|(at, word)| folded(&word.text).map(move |c| (c, at)));
        Self {
            number: page.number,
            is_text: page.picture == Picture::Words,
            words: &page.words,
            letters: letters.collect(),
        }
    }

    /// The words that make up a text: the first that begin and end with it, or else the first that hold it.
    fn find(&self, text: &str) -> Option<(BBox, Range<usize>)> {
        let wanted: Vec<char> = folded(text).collect();
        let last = wanted.len().checked_sub(1)?;
        let is_at = |&at: &usize| wanted.iter().zip(&self.letters[at..]).all(|(c, (letter, _))| c == letter);
        let word = |at: usize| self.letters.get(at).map(|(_, word)| *word);
        let is_whole = |&at: &usize| (at == 0 || word(at - 1) != word(at)) && word(at + last) != word(at + last + 1);
        let mut found = (0..self.letters.len().saturating_sub(last)).filter(is_at);
        let first = found.clone().find(is_whole).or_else(|| found.next())?;
        let words = self.letters[first].1..self.letters[first + last].1 + 1;
        let bbox = self.words[words.clone()].iter().map(|word| word.bbox).reduce(BBox::union)?;
        Some((bbox, words))
    }
}

/// The characters that count when words are compared.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().filter(|character| !character.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(words: &[&str]) -> DrawnPage {
        let word = |(at, text): (u8, &&str)| Word {
            text: (*text).to_owned(),
            bbox: BBox { x0: f32::from(at), y0: 0.0, x1: f32::from(at) + 1.0, y1: 1.0 },
            size: 1.0,
        };
        let words = (0..).zip(words).map(word).collect();
        DrawnPage { number: 1, width: 100.0, height: 100.0, picture: Picture::Words, words }
    }

    #[test]
    fn a_text_is_found_where_it_stands_whole() {
        let page = page(&["10,000", "0", "Class", "A", "已發行", "股份", "7,000"]);
        let searched = Searched::new(&page);
        let words = |text: &str| searched.find(text).map(|(_, words)| words);
        assert_eq!(words("0"), Some(1..2), "not the end of 10,000");
        assert_eq!(words("Class A"), Some(2..4));
        assert_eq!(words("已發行股份"), Some(4..6), "none between two CJK words");
        assert_eq!(words("7,00"), Some(6..7), "better a word that holds it than none");
        assert_eq!((words("8"), words(" ")), (None, None));
        let (bbox, _) = searched.find("Class A").unwrap();
        assert_eq!((bbox.x0, bbox.x1), (2.0, 4.0));
    }
}
