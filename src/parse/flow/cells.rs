//! The cells of a record, told from the look of its words.

use crate::parse::RawValue;
use crate::parse::record::split_item;
use crate::parse::shape::{Shape, is_item, shape};
use crate::parse::stream::WordAt;
use crate::spec::day::is_one_date;
use crate::spec::label::fold;

/// The cells of a record: a text, perhaps a currency and a price, dates and figures.
#[derive(Debug, Default)]
pub(super) struct Cells<'w> {
    pub(super) text: Vec<WordAt<'w>>,
    pub(super) currency: Option<WordAt<'w>>,
    pub(super) price: Price,
    pub(super) dates: Vec<Vec<WordAt<'w>>>,
    pub(super) figures: Vec<WordAt<'w>>,
    /// Some cells stand so close that no border shows between them.
    pub(super) glued: bool,
    /// The text shows no borders between cells: what is text and what is figure is told from the order alone.
    pub(super) borderless: bool,
}

/// Whether the first figure is a price.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Price {
    /// No currency stands before it, or a date stands between the two: the cell of the price is blank.
    #[default]
    Blank,
    /// It stands behind the currency, but so it would behind a blank price where no date is printed.
    Possible,
    /// It stands in the cell of the currency, or between the currency and a date.
    Printed,
}

impl<'w> Cells<'w> {
    /// Sorts the words of a record by the cells that they can belong to.
    pub(super) fn split(words: &[WordAt<'w>]) -> Self {
        let mut groups: Vec<&[WordAt<'w>]> = words.chunk_by(|a, b| a.token == b.token).collect();
        if groups.len() > 1 {
            return Self::by_cells(&mut groups);
        }
        Self::from_behind(words)
    }

    fn by_cells(groups: &mut [&[WordAt<'w>]]) -> Self {
        let mut cells = Self::default();
        for group in groups {
            let group = match group {
                [first, rest @ ..] if is_item(&fold(first.text).into_iter().collect::<String>()) => {
                    cells.text.push(*first);
                    rest
                }
                _ => group,
            };
            cells.take(group);
        }
        cells
    }

    /// One cell, or several that stand so close that no border shows between them: `2.30 08 May 2025`.
    fn take(&mut self, cell: &[WordAt<'w>]) {
        if let [year] = cell
            && is_year(year.text)
            && let Some(open) = self.open_date()
        {
            open.push(*year);
            return;
        }
        let pieces = pieces(cell).filter(|pieces| self.takes_currencies(pieces));
        let Some(pieces) = pieces else {
            self.text.extend_from_slice(cell);
            return;
        };
        self.glued |= pieces.iter().any(|(piece, _)| *piece == Piece::Date) && pieces.len() > 1;
        for (at, (piece, words)) in pieces.iter().enumerate() {
            match piece {
                Piece::Date => self.take_date(words),
                Piece::Currency => self.currency = words.first().copied(),
                Piece::Figure => {
                    let beside = at > 0 && pieces[at - 1].0 == Piece::Currency;
                    if beside && pieces.len() == 2 {
                        self.price = Price::Printed;
                    } else if self.currency.is_some() && self.figures.is_empty() && self.dates.is_empty() {
                        self.price = Price::Possible;
                    }
                    self.figures.extend_from_slice(words);
                }
            }
        }
    }

    /// What ends in a day and a month, and so goes on with a year on the next line: a date, or the text.
    fn open_date(&mut self) -> Option<&mut Vec<WordAt<'w>>> {
        let ends_open = |words: &[WordAt<'_>]| is_day_and_month(&words[words.len().saturating_sub(2)..]);
        let date = self.dates.iter_mut().find(|date| ends_open(date));
        date.or(Some(&mut self.text).filter(|text| ends_open(text)))
    }

    /// Whether the currencies of a cell can be the one of the record: there is one, and it stands before the figures.
    fn takes_currencies(&self, pieces: &[(Piece, &[WordAt<'w>])]) -> bool {
        let count = pieces.iter().filter(|(piece, _)| *piece == Piece::Currency).count();
        count == 0 || count == 1 && self.currency.is_none() && pieces[0].0 == Piece::Currency
    }

    /// A figure before the first date is the price, whether or not a currency is printed.
    fn take_date(&mut self, date: &[WordAt<'w>]) {
        if let Some((price, nils)) = self.figures.split_last()
            && self.dates.is_empty()
            && nils.iter().all(|word| word.text == "-")
        {
            self.price = Price::Printed;
            self.figures = vec![*price];
        }
        self.dates.push(date.to_vec());
    }

    /// Without borders: the figures close the record, before them dates, before them a price.
    fn from_behind(words: &[WordAt<'w>]) -> Self {
        let mut cells = Self { borderless: true, ..Self::default() };
        let mut end = words.len();
        let figures =
            |end: usize| words[..end].iter().rev().take_while(|word| shape(word.text) == Shape::Number).count();
        let count = figures(end);
        // A date may end in what looks like figures: `08 May 2025`, `June 2, 2024`, `2025-05-08`.
        let reach = (end - count).saturating_sub(MOST_WORDS)..end;
        let dates = reach.map(|at| (at, date_length(&words[at..end]))).filter(|(_, length)| *length > 0);
        let ends = dates.map(|(at, length)| at + length).filter(|behind| *behind > end - count);
        let behind_dates = ends.max().unwrap_or(end - count);
        cells.figures = words[behind_dates..end].to_vec();
        end = behind_dates;
        while let Some(length) =
            (1..=MOST_WORDS.min(end)).find(|length| date_length(&words[end - length..end]) == *length)
        {
            cells.dates.insert(0, words[end - length..end].to_vec());
            end -= length;
        }
        let price = figures(end);
        if end > price && shape(words[end - price - 1].text) == Shape::Currency {
            let mut behind = words[end - price..end].to_vec();
            cells.price = match (price, cells.dates.is_empty()) {
                (1.., _) => Price::Printed,
                (0, true) if !cells.figures.is_empty() => Price::Possible,
                (0, _) => Price::Blank,
            };
            behind.append(&mut cells.figures);
            cells.figures = behind;
            cells.currency = Some(words[end - price - 1]);
            end -= price + 1;
        }
        cells.text = words[..end].to_vec();
        cells
    }
}

/// What a part of a cell can be, besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Currency,
    Date,
    Figure,
}

/// A cell as currencies, figures and dates; `None` when it holds anything else.
fn pieces<'c, 'w>(cell: &'c [WordAt<'w>]) -> Option<Vec<(Piece, &'c [WordAt<'w>])>> {
    let mut pieces = Vec::new();
    let mut rest = cell;
    while let Some(first) = rest.first() {
        let (piece, length) = match (date_length(rest), shape(first.text)) {
            (length @ 1.., _) => (Piece::Date, length),
            (0, _) if is_day_and_month(rest) => (Piece::Date, 2),
            (0, Shape::Number) => (Piece::Figure, 1),
            (0, Shape::Currency) => (Piece::Currency, 1),
            (0, Shape::Text) => return None,
        };
        pieces.push((piece, &rest[..length]));
        rest = &rest[length..];
    }
    Some(pieces)
}

/// A date takes no more words than this: `2024 年 11 月 3 日`.
const MOST_WORDS: usize = 6;

/// How many words a date at the front takes; 0 when none stands there.
pub(super) fn date_length(words: &[WordAt<'_>]) -> usize {
    let mut text = String::new();
    for (count, word) in (1..=MOST_WORDS).zip(words) {
        text.push_str(word.text);
        if is_one_date(&text) {
            return count;
        }
        text.push(' ');
    }
    // Damaged, it is still the cell of a date.
    let in_words = words.len() >= 3 && is_day_and_month(&words[..2]) && is_year(words[2].text);
    let slashed = words.first().is_some_and(|first| {
        let mut parts = first.text.split('/');
        parts.clone().count() == 3 && parts.all(|part| is_digits(part, 4))
    });
    match (in_words, slashed) {
        (true, _) => 3,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// The first line of a date that its cell broke: `29 September`.
fn is_day_and_month(words: &[WordAt<'_>]) -> bool {
    let [day, month] = words else { return false };
    let start: String = month.text.to_lowercase().chars().take(3).collect();
    is_digits(day.text, 2) && month.text.chars().all(char::is_alphabetic) && MONTHS.contains(&start.as_str())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && is_digits(text, 4) && (text.starts_with("19") || text.starts_with("20"))
}

fn is_digits(text: &str, most: usize) -> bool {
    !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Columns of plain records that hold a figure.
pub(super) fn is_figure_column(name: &str) -> bool {
    !name.ends_with("_date") && !name.ends_with("_text") && !name.ends_with("currency") && name != "price"
}

/// Pieces of text without the number of the row in front.
pub(super) fn without_item(mut pieces: Vec<RawValue>) -> Vec<RawValue> {
    if let Some(first) = pieces.first_mut()
        && let Some((_, rest)) = split_item(&first.text)
    {
        first.text = rest.to_owned();
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Whether commas stand where they part thousands.
pub(super) fn is_grouped(text: &str) -> bool {
    let bare = text.trim_start_matches(['-', '(']).trim_end_matches(')');
    let whole = bare.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}
