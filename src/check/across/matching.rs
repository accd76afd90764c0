//! Which rows of two returns are about the same thing: the same class of shares, the same scheme.
//!
//! Issuers reword the particulars of a scheme, change the order of rows, and classes have other labels on other versions
//! of the form. So every pair of rows gets a score, and the best pairs are taken first, each row once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::cells::Cell;
use super::balances::principal;
use super::sheet::Sheet;
use crate::filing::{Table, Value};

/// More pairs than this are not scored one by one: rows are paired by their text alone.
const MOST_PAIRS: usize = 40_000;

/// How alike the particulars of two rows must be, in thousandths.
const ALIKE: usize = 600;

/// Rows that belong together, and those that have no counterpart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pairing {
    pub pairs: Vec<(u32, u32)>,
    /// Rows of the first return alone.
    pub first_only: Vec<u32>,
    /// Rows of the second return alone.
    pub second_only: Vec<u32>,
}

/// Pairs rows by score, the highest first, and of equal ones those that stand nearest to each other's place; rows
/// without a score for each other are never paired.
pub(super) fn best(firsts: u32, seconds: u32, score: impl Fn(u32, u32) -> Option<i64>) -> Pairing {
    let mut scored: Vec<(Reverse<i64>, u32, u32, u32)> = Vec::new();
    for first in 1..=firsts {
        let seconds = (1..=seconds).filter_map(|second| Some((second, score(first, second)?)));
        scored.extend(seconds.map(|(second, score)| (Reverse(score), first.abs_diff(second), first, second)));
    }
    scored.sort_unstable();
    complete(firsts, seconds, scored.into_iter().map(|(_, _, first, second)| (first, second)))
}

/// Takes pairs in this order, each row once, and says which rows are left.
pub(super) fn complete(firsts: u32, seconds: u32, wanted: impl IntoIterator<Item = (u32, u32)>) -> Pairing {
    let mut first_only: BTreeSet<u32> = (1..=firsts).collect();
    let mut second_only: BTreeSet<u32> = (1..=seconds).collect();
    let mut pairs = Vec::new();
    for (first, second) in wanted {
        if first_only.contains(&first) && second_only.remove(&second) {
            first_only.remove(&first);
            pairs.push((first, second));
        }
    }
    pairs.sort_unstable();
    let [first_only, second_only] = [first_only, second_only].map(|rows| rows.into_iter().collect());
    Pairing { pairs, first_only, second_only }
}

/// Whether so many rows are too many to look at every pair of them.
pub(super) fn are_too_many(firsts: u32, seconds: u32) -> bool {
    usize::try_from(u64::from(firsts) * u64::from(seconds)).is_ok_and(|pairs| pairs > MOST_PAIRS)
}

/// Pairs the rows of a table that carry balances from one month to the next.
pub(super) fn month_to_month(table: Table, earlier: &Sheet, later: &Sheet) -> Pairing {
    match table {
        Table::AuthorisedCapital | Table::IssuedShares => classes(table, earlier, later),
        _ => particulars(table, earlier, later),
    }
}

fn classes(table: Table, earlier: &Sheet, later: &Sheet) -> Pairing {
    let [firsts, seconds] = [earlier, later].map(|sheet| sheet.filing.row_count(table));
    if are_too_many(firsts, seconds) {
        return complete(firsts, seconds, (1..=firsts.min(seconds)).map(|row| (row, row)));
    }
    let [of_earlier, of_later] =
        [earlier, later].map(|sheet| sheet.rows(table).map(|row| Class::of(sheet, table, row)).collect::<Vec<_>>());
    best(firsts, seconds, |first, second| {
        let alike = of_earlier[first as usize - 1].likeness(&of_later[second as usize - 1]);
        let goes_on = goes_on(table, (earlier, first), (later, second));
        // A balance alone tells which class it is, unless the types say that it is another.
        alike.map(|score| if goes_on { score + 5 } else { score }).filter(|score| *score > 0)
    })
}

/// The class of shares that a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    /// `share_class`.
    family: String,
    share_type: String,
    code: String,
    description: String,
}

impl Class {
    pub(super) fn of(sheet: &Sheet, table: Table, row: u32) -> Self {
        let word = |column: &'static str| sheet.value(Cell { table, row, column }).to_string();
        Self {
            family: word("share_class"),
            share_type: word("share_type"),
            code: word("class_stock_code"),
            description: word("class_description"),
        }
    }

    /// Class and type, which every section prints.
    pub(super) fn key(&self) -> (String, String) {
        (self.family.clone(), self.share_type.clone())
    }

    /// For people.
    pub(super) fn name(&self) -> String {
        let words = [&self.family, &self.share_type, &self.code].map(String::as_str);
        let stated: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if stated.is_empty() { "of shares without a name".to_owned() } else { stated.join(" ") }
    }

    /// How sure it is that both are the same class; `None` where they cannot be.
    fn likeness(&self, other: &Self) -> Option<i64> {
        let same = |one: &str, two: &str| !one.is_empty() && one == two;
        let differ = |one: &str, two: &str| !one.is_empty() && !two.is_empty() && one != two;
        if self.family == other.family && differ(&self.share_type, &other.share_type) {
            return None;
        }
        let mut score = 0;
        if same(&self.family, &other.family) {
            score += if self.share_type == other.share_type { 30 } else { 10 };
        }
        if same(&self.code, &other.code) {
            score += 20;
        }
        if same(&self.description, &other.description) {
            score += 3;
        }
        Some(score)
    }
}

/// Whether a balance that is not nil opens as it closed.
fn goes_on(table: Table, (earlier, first): (&Sheet, u32), (later, second): (&Sheet, u32)) -> bool {
    let closing = principal(table, earlier, first, |balance| balance.closing);
    let opening = principal(table, later, second, |balance| balance.opening);
    closing == opening && closing.is_some_and(|units| units != 0)
}

/// Pairs schemes, warrants, convertibles and receipts: by their particulars, by their balance, and between languages
/// by what is left in its order.
fn particulars(table: Table, earlier: &Sheet, later: &Sheet) -> Pairing {
    let [firsts, seconds] = [earlier, later].map(|sheet| sheet.filing.row_count(table));
    let is_same_language = earlier.filing.language == later.filing.language;
    let [of_earlier, of_later] = [earlier, later]
        .map(|sheet| sheet.rows(table).map(|row| tokens(sheet, table, row, is_same_language)).collect::<Vec<_>>());
    if are_too_many(firsts, seconds) {
        return complete(firsts, seconds, by_text(&of_earlier, &of_later));
    }
    let mut pairing = best(firsts, seconds, |first, second| {
        let alike = likeness(&of_earlier[first as usize - 1], &of_later[second as usize - 1]);
        let goes_on = goes_on(table, (earlier, first), (later, second));
        let score = alike + if goes_on { 250 } else { 0 };
        (alike >= ALIKE || goes_on).then_some(i64::try_from(score).unwrap_or(i64::MAX))
    });
    if !is_same_language && pairing.first_only.len() == pairing.second_only.len() {
        let left = pairing.first_only.drain(..).zip(pairing.second_only.drain(..));
        pairing.pairs.extend(left);
    }
    pairing
}

/// Rows of the same text, the n-th with the n-th.
fn by_text(firsts: &[Tokens], seconds: &[Tokens]) -> Vec<(u32, u32)> {
    let mut places: BTreeMap<&Tokens, VecDeque<u32>> = BTreeMap::new();
    for (row, tokens) in (1..).zip(seconds) {
        places.entry(tokens).or_default().push_back(row);
    }
    let pair = |(row, tokens)| Some((row, places.get_mut(tokens)?.pop_front()?));
    (1..).zip(firsts).filter_map(pair).collect()
}

/// The words of a row's particulars; numbers and dates say more than words.
type Tokens = BTreeSet<String>;

fn tokens(sheet: &Sheet, table: Table, row: u32, with_words: bool) -> Tokens {
    let text = |column: &'static str| sheet.value(Cell { table, row, column });
    let mut tokens = Tokens::new();
    for column in ["scheme", "description", "ratio_text"] {
        if let Value::Text(text) = text(column) {
            tokens.extend(words(&text).filter(|word| with_words || is_number(word)));
        }
    }
    let marks = ["general_meeting_date", "expiry_date", "warrant_stock_code", "convertible_stock_code"];
    tokens
        .extend(marks.into_iter().filter(|column| !text(column).is_null()).map(|column| format!("#{}", text(column))));
    tokens
}

/// Words of letters, numbers without their commas and leading noughts, and Chinese characters by twos.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut last: Option<char> = None;
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| *c != ',') {
        let of_kind = |of: fn(&char) -> bool| of(&c) && last.as_ref().is_some_and(of);
        let goes_on = of_kind(char::is_ascii_digit) || of_kind(|c| c.is_alphabetic() && !is_ideograph(*c));
        match words.last_mut() {
            Some(word) if goes_on => word.push(c),
            _ if is_ideograph(c) => words.push(last.filter(|c| is_ideograph(*c)).into_iter().chain([c]).collect()),
            _ if c.is_alphanumeric() => words.push(c.to_string()),
            _ => {}
        }
        last = Some(c);
    }
    words.into_iter().map(|word| if is_number(&word) { word.trim_start_matches('0').to_owned() } else { word })
}

fn is_ideograph(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{f900}'..='\u{faff}').contains(&c)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || c == '#')
}

/// The share of what both say in what either says, in thousandths; numbers, dates and codes weigh threefold.
fn likeness(one: &Tokens, other: &Tokens) -> usize {
    let weight = |token: &String| if is_number(token) { 3 } else { 1 };
    let total = |tokens: &Tokens| tokens.iter().map(weight).sum::<usize>();
    let both: usize = one.intersection(other).map(weight).sum();
    (2000 * both).checked_div(total(one) + total(other)).unwrap_or(0)
}

/// A row as a message names it: by its particulars where it has some, else by its class.
pub(super) fn row_name(sheet: &Sheet, table: Table, row: u32) -> String {
    let particulars = ["scheme", "description", "event_text"].map(|column| sheet.value(Cell { table, row, column }));
    let text = particulars.iter().map(Value::to_string).find(|text| !text.is_empty());
    text.map_or_else(
        || format!("the class {}", Class::of(sheet, table, row).name()),
        |text| format!("{:?}", shortened(&text)),
    )
}

fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        let tokens = |text| words(text).collect::<Tokens>();
        likeness(&tokens(one), &tokens(other)) >= ALIKE
    }

    #[test]
    fn a_reworded_scheme_is_the_same_and_another_year_is_another() {
        let long = "2021 Share Option Scheme (Adopted by the Company on 31 August 2021, as amended from time to time)";
        assert!(alike("Share Option Scheme adopted on 31 August 2021", long));
        assert!(alike("購股權計劃採納於 (03/11/2003)", "股份期權計劃採納於 (3/11/2003)"));
        assert!(alike("Convertible Notes (HKD 889,850,000.00)", "Convertible notes (HK$889850000.00)"));
        assert!(!alike("2021 Share Option Scheme", "2011 Share Option Scheme"));
        assert!(!alike(
            "Convertible Notes Tranche 1 (HKD 889,850,000)",
            "Convertible Notes Tranche 2 (HKD 290,000,000)"
        ));
    }

    #[test]
    fn the_best_pairs_are_taken_first_and_each_row_once() {
        let scores = [[5, 9], [8, 7]];
        let score = |first: u32, second: u32| Some(scores[first as usize - 1][second as usize - 1]);
        assert_eq!(best(2, 2, score).pairs, [(1, 2), (2, 1)]);
        let pairing = best(2, 3, |first, second| (first == 2).then_some(i64::from(second)));
        assert_eq!(pairing, Pairing { pairs: vec![(2, 3)], first_only: vec![1], second_only: vec![1, 2] });
    }
}
