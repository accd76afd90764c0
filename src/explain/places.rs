//! Where the values stand on the drawn pages.
//!
//! A PDF's provenance has boxes. Text has none: there, and for text that no field claims, the words are searched for
//! among those of the page, and the first place where they stand whole is taken; of a value that stands in several
//! places, a nil above all, the first behind something that only its row says.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::form::{Cell, Form, Row, State};
use crate::extract::Word;
use crate::extract::draw::{DrawnPage, Picture};
use crate::finding::{BBox, Code, Finding, Provenance};

/// A spot on a page and what stands there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    /// The box, in points from the top left of the page.
    pub(super) bbox: BBox,
    /// The words in it, where it was found by its words.
    pub(super) words: Range<usize>,
    /// The values, by address; for text that nothing claims the finding.
    pub(super) names: Vec<String>,
    /// The same in words, for whoever points at it or hears it.
    pub(super) says: Vec<String>,
    /// The worst state among them.
    pub(super) state: State,
}

/// The spots of all pages.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By page, in the order of the values.
    spots: BTreeMap<u32, Vec<Spot>>,
    /// Values, by address, whose words stand in several places: theirs may be another than the one that is marked.
    doubtful: BTreeSet<String>,
}

impl Places {
    /// Finds the spots of all forms of a file.
    pub(super) fn find(forms: &[Form<'_>], pages: &[DrawnPage]) -> Self {
        let mut places = Self::default();
        let searched: BTreeMap<u32, Searched> = pages.iter().map(|page| (page.number, Searched::new(page))).collect();
        for form in forms {
            form.tables.iter().flat_map(|(_, rows)| rows).for_each(|row| places.take_row(row, &searched));
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

    /// Whether the spot of a value is the first of several that it might be.
    pub(super) fn is_doubtful(&self, address: &str) -> bool {
        self.doubtful.contains(address)
    }

    /// Whether a value or a finding has a spot.
    pub(super) fn has(&self, name: &str) -> bool {
        self.spots.values().flatten().any(|spot| spot.names.iter().any(|other| other == name))
    }

    fn take_row(&mut self, row: &Row<'_>, searched: &BTreeMap<u32, Searched>) {
        let page_of = |provenance: &Provenance| searched.get(&provenance.place.page);
        let read = || row.cells.iter().filter_map(|cell| Some((cell, cell.provenance?, page_of(cell.provenance?)?)));
        let mut anchors: BTreeMap<u32, usize> = BTreeMap::new();
        for (_, provenance, page) in read().filter(|(_, _, page)| page.is_text) {
            if let Some(at) = page.only_place(&provenance.raw_text) {
                anchors.entry(page.number).and_modify(|first| *first = at.min(*first)).or_insert(at);
            }
        }
        for (cell, provenance, page) in read() {
            let from = anchors.get(&page.number).copied().unwrap_or(0);
            let place = match provenance.place.bbox {
                Some(bbox) if !page.is_text => Some((bbox, 0..0)),
                _ => page.find(&provenance.raw_text, from),
            };
            if let Some((bbox, words)) = place {
                if !words.is_empty() && page.only_place(&provenance.raw_text).is_none() {
                    self.doubtful.insert(cell.address.clone());
                }
                let (names, says) = (vec![cell.address.clone()], vec![says(cell)]);
                self.push(page.number, Spot { bbox, words, names, says, state: cell.state });
            }
        }
    }

    fn take_unclaimed(&mut self, finding: &Finding, name: String, searched: &BTreeMap<u32, Searched>) {
        if finding.code != Code::UnclaimedText {
            return;
        }
        let text = finding.actual.as_deref().or_else(|| finding.message.split('`').nth(1)).unwrap_or_default();
        let mut pages = searched.values().filter(|page| finding.page.is_none_or(|number| number == page.number));
        let found = pages.find_map(|page| Some((page.number, page.find(text, 0)?)));
        if let Some((page, (bbox, words))) = found {
            let says = vec![finding.message.clone()];
            self.push(page, Spot { bbox, words, names: vec![name], says, state: State::Unclaimed });
        }
    }

    /// Values that stand in one place, an amount and its currency, share a spot.
    fn push(&mut self, page: u32, spot: Spot) {
        let spots = self.spots.entry(page).or_default();
        match spots.iter_mut().find(|other| (&other.words, other.bbox) == (&spot.words, spot.bbox)) {
            Some(other) => {
                other.names.extend(spot.names);
                other.says.extend(spot.says);
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

    /// The words that make up a text: the first behind a place that begin and end with it, or else the first anywhere,
    /// or else the first that hold it. Places are counted in letters.
    fn find(&self, text: &str, from: usize) -> Option<(BBox, Range<usize>)> {
        let wanted: Vec<char> = folded(text).collect();
        let last = wanted.len().checked_sub(1)?;
        let is_whole = |&at: &usize| self.is_whole(at, last);
        let behind = self.places(&wanted).filter(|at| *at >= from).find(is_whole);
        let first = behind.or_else(|| self.places(&wanted).find(is_whole)).or_else(|| self.places(&wanted).next())?;
        let words = self.letters[first].1..self.letters[first + last].1 + 1;
        let bbox = self.words[words.clone()].iter().map(|word| word.bbox).reduce(BBox::union)?;
        Some((bbox, words))
    }

    /// Where a text stands whole; `None` where it does so nowhere or more than once.
    fn only_place(&self, text: &str) -> Option<usize> {
        let wanted: Vec<char> = folded(text).collect();
        let last = wanted.len().checked_sub(1)?;
        let mut whole = self.places(&wanted).filter(|&at| self.is_whole(at, last));
        whole.next().filter(|_| whole.next().is_none())
    }

    /// Where letters stand.
    fn places<'s>(&'s self, wanted: &'s [char]) -> impl Iterator<Item = usize> + 's {
        let is_at = |at: &usize| wanted.iter().zip(&self.letters[*at..]).all(|(c, (letter, _))| c == letter);
        (0..(self.letters.len() + 1).saturating_sub(wanted.len())).filter(is_at)
    }

    /// Whether a word begins at a letter and one ends at the letter so far behind it.
    fn is_whole(&self, at: usize, last: usize) -> bool {
        let word = |at: usize| self.letters.get(at).map(|(_, word)| *word);
        (at == 0 || word(at - 1) != word(at)) && word(at + last) != word(at + last + 1)
    }
}

/// `issued_shares.1.closing_issued: 5,090,155,173`.
fn says(cell: &Cell<'_>) -> String {
    format!("{}: {}", cell.address, cell.text.as_deref().unwrap_or("null"))
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
        let words = |text: &str| searched.find(text, 0).map(|(_, words)| words);
        assert_eq!(words("0"), Some(1..2), "not the end of 10,000");
        assert_eq!(words("Class A"), Some(2..4));
        assert_eq!(words("已發行股份"), Some(4..6), "none between two CJK words");
        assert_eq!(words("7,00"), Some(6..7), "better a word that holds it than none");
        assert_eq!((words("8"), words(" ")), (None, None));
        let (bbox, _) = searched.find("Class A", 0).unwrap();
        assert_eq!((bbox.x0, bbox.x1), (2.0, 4.0));
    }

    #[test]
    fn of_several_places_the_first_behind_the_row_is_taken() {
        let page = page(&["First", "0", "Second", "0", "5"]);
        let searched = Searched::new(&page);
        let row = searched.only_place("Second").unwrap();
        let words = |text: &str| searched.find(text, row).map(|(_, words)| words);
        assert_eq!((searched.only_place("0"), searched.only_place("Third")), (None, None));
        assert_eq!((words("0"), words("First")), (Some(3..4), Some(0..1)), "or else the first anywhere");
    }
}
