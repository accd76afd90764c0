//! Page numbers at the edges of the pages.

use super::Strip;
use crate::spec::label::bare;

impl Strip {
    /// Takes the page numbers off: `- 1 -`, `Page 2 of 9`, and bare numbers that count the pages. A bare number as the
    /// last line of one page may be a figure.
    pub(in super::super) fn take_page_numbers(&mut self) {
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
        let says = |line: &&Vec<usize>| {
            line.iter().any(|at| {
                !self.words[*at].used && !self.words[*at].bare.is_empty() && area.holds(&self.words[*at].bbox)
            })
        };
        let lines: Vec<&Vec<usize>> = self.lines_between(area.y0, area.y1).iter().filter(says).collect();
        let read = |line: &&Vec<usize>| {
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
pub(super) fn is_page_number(text: &str) -> bool {
    let bare: String = bare(text).into_iter().collect();
    let rest = ["page", "p", "第"].iter().find_map(|front| bare.strip_prefix(front)).unwrap_or(&bare);
    let number = rest.trim_end_matches('頁').replace("頁共", "of");
    let parts: Vec<&str> = number.split("of").collect();
    let small = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (1..=2).contains(&parts.len()) && parts.iter().all(small)
}
