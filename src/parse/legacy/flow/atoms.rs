//! The words of a text as atoms: labels of the form, figures, dates, empty slots, and the issuer's own words.
//!
//! What is glued is cut (`N/AN/A`), what is one thing goes together (`( 13 / 10 / 2009 )`).

use super::super::super::RawValue;
use super::super::super::stream::{Range, Stream};
use super::glue;
use super::vocabulary::{Mark, Vocabulary};
use crate::spec::label::fold;

/// What an atom is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A label of the form.
    Label(Mark),
    /// The number of a row, `3.`.
    Item(u32),
    /// A number, or a word for nil.
    Figure,
    /// A number that stands in the midst of words, `due 2023`: words, unless a column wants it.
    Weak,
    /// A number with its currency, `HK$1.22`.
    Money,
    /// A number with its currency in brackets, `($1,000)`: a reduction, or part of a description.
    Bracketed,
    /// N/A, or a line to write on.
    Nothing,
    /// A currency without a number.
    Currency,
    /// A date, brackets included.
    Date,
    /// A date slot that nobody filled.
    Slot,
    /// The form's `(Note 1)`.
    Note,
    /// The issuer's `(Remark 1)`, a footnote mark.
    Remark,
    /// `units`, 份.
    Units,
    /// `(1)`, `(2)`: the line of a class.
    Line(u32),
    /// A sign between words.
    Sign,
    /// Other words.
    Text,
}

/// A word, or several that are one thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Atom {
    pub(super) kind: Kind,
    /// Where its folded characters stand in the stream.
    pub(super) range: Range,
    /// The token that it begins in.
    pub(super) token: usize,
    /// The line of that token.
    pub(super) line: u32,
    /// Its left edge on the raster.
    pub(super) left: f32,
    /// Its right edge on the raster.
    pub(super) right: f32,
}

impl Atom {
    /// Whether it fills a column of figures: a figure, money or N/A.
    pub(super) fn is_cell(&self) -> bool {
        matches!(self.kind, Kind::Figure | Kind::Money | Kind::Nothing)
    }

    /// Whether it says something that has to be placed.
    pub(super) fn states(&self) -> bool {
        matches!(
            self.kind,
            Kind::Figure | Kind::Money | Kind::Bracketed | Kind::Weak | Kind::Date | Kind::Text | Kind::Currency
        )
    }

    pub(super) fn label(&self) -> Option<Mark> {
        if let Kind::Label(mark) = self.kind { Some(mark) } else { None }
    }
}

/// A piece of a word, as the cuts of [`glue`] leave it.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    folded: String,
    range: Range,
    token: usize,
}

/// Signs that stand for nothing by themselves.
const SIGNS: [char; 10] = [':', '|', '.', ',', ';', '*', '#', '•', '·', '@'];

/// The atoms of a range.
pub(super) fn read(stream: &Stream, range: Range, vocabulary: &Vocabulary) -> Vec<Atom> {
    let labels = vocabulary.find(stream, range);
    let mut atoms = Vec::new();
    let mut at = range.start;
    for (label, mark) in labels {
        words(stream, Range { start: at, end: label.start }, &mut atoms);
        atoms.push(atom(stream, Kind::Label(mark), label));
        at = label.end;
    }
    words(stream, Range { start: at, end: range.end }, &mut atoms);
    in_context(stream, &mut atoms);
    without_loose_signs(&atoms)
}

/// The value of one atom, or of several that stand side by side in the stream.
pub(super) fn value(stream: &Stream, atoms: &[Atom]) -> Option<RawValue> {
    let mut pieces = atoms.chunk_by(|a, b| a.range.end == b.range.start).filter_map(|run| {
        let range = Range { start: run.first()?.range.start, end: run.last()?.range.end };
        stream.value(range)
    });
    let mut value = pieces.next()?;
    for piece in pieces {
        super::super::super::builder::append(&mut value, &piece);
    }
    let text = value.text.trim_end_matches(|c: char| c == '|' || c.is_whitespace());
    value.text = text.trim_start_matches(|c: char| matches!(c, ':' | '：' | '|') || c.is_whitespace()).to_owned();
    (!value.text.is_empty()).then_some(value)
}

fn atom(stream: &Stream, kind: Kind, range: Range) -> Atom {
    let token = stream.token_at(range.start).unwrap_or(0);
    let line = stream.tokens.get(token).map_or(0, |token| token.line);
    let (left, right) = edges(stream, range, token);
    Atom { kind, range, token, line, left, right }
}

/// Where a part of a token stands on the raster: its share of the token's characters.
fn edges(stream: &Stream, range: Range, token: usize) -> (f32, f32) {
    let bbox = stream.tokens.get(token).and_then(|token| token.place.bbox).unwrap_or_default();
    let whole = stream.tokens.get(token).map_or(1, |token| token.text.chars().count().max(1));
    let (first, last) = stream.characters(range, token);
    let share = |count: usize| bbox.x0 + bbox.width() * ratio(count, whole);
    (share(first), share(last))
}

fn ratio(count: usize, whole: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX)) / f32::from(u16::try_from(whole).unwrap_or(u16::MAX))
}

fn words(stream: &Stream, range: Range, atoms: &mut Vec<Atom>) {
    let pieces: Vec<Piece> = stream.words(range).iter().flat_map(|word| pieces_of(word)).collect();
    let mut at = 0;
    while at < pieces.len() {
        let (kind, count) = classify(&pieces[at..]);
        let end = pieces[at + count - 1].range.end;
        atoms.push(atom(stream, kind, Range { start: pieces[at].range.start, end }));
        at += count;
    }
}

fn pieces_of(word: &super::super::super::stream::WordAt<'_>) -> Vec<Piece> {
    let mut at = word.range.start;
    glue::cut(word.text)
        .into_iter()
        .map(|text| {
            let folded = fold(text);
            let range = Range { start: at, end: at + folded.len() };
            at = range.end;
            Piece { text: text.to_owned(), folded: folded.into_iter().collect(), range, token: word.token }
        })
        .collect()
}

/// What the first pieces are, and how many of them.
fn classify(pieces: &[Piece]) -> (Kind, usize) {
    let first = &pieces[0];
    if first.folded.chars().all(|c| SIGNS.contains(&c)) {
        return (Kind::Sign, 1);
    }
    if let Some(count) = nothing(pieces) {
        return (Kind::Nothing, count);
    }
    let torn = || torn_number(pieces).map(|count| (Kind::Figure, count));
    date(pieces).or_else(|| brackets(pieces)).or_else(torn).unwrap_or_else(|| (single(first), 1))
}

/// How many pieces of a cell are one number whose thousands damage parted: `2,079, 745,151`.
fn torn_number(pieces: &[Piece]) -> Option<usize> {
    let number = |piece: &Piece| glue::is_number(&piece.folded) && piece.folded.contains(',');
    let joined = |pair: &[Piece]| {
        let (before, after) = (&pair[0], &pair[1]);
        before.token == after.token
            && number(before)
            && number(after)
            && (before.folded.ends_with(',') || after.folded.starts_with(','))
    };
    let count = 1 + pieces.windows(2).take_while(|pair| joined(pair)).count();
    (count > 1).then_some(count)
}

/// Signs say something only behind a word.
fn without_loose_signs(atoms: &[Atom]) -> Vec<Atom> {
    let is_word = |atom: &Atom| matches!(atom.kind, Kind::Text | Kind::Weak);
    let keeps = |(at, atom): (usize, &Atom)| {
        let before = at.checked_sub(1).and_then(|before| atoms.get(before));
        (atom.kind != Kind::Sign || before.is_some_and(is_word)).then_some(*atom)
    };
    atoms.iter().enumerate().filter_map(keeps).collect()
}

fn nothing(pieces: &[Piece]) -> Option<usize> {
    let first = pieces[0].folded.as_str();
    if ["n/a", "na", "n.a.", "n.a", "不適用", "不不不", "notapplicable", "(n/a)", "n/a.", "不適用。"].contains(&first)
        || !first.is_empty() && first.chars().all(|c| c == '_')
    {
        return Some(1);
    }
    let second = pieces.get(1).map(|next| next.folded.as_str());
    matches!((first, second), ("not", Some("applicable")) | ("n/", Some("a")) | ("n", Some("/a"))).then_some(2)
}

/// A date or an empty slot at the front, however blanks cut it.
fn date(pieces: &[Piece]) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut best = None;
    // Brackets may be torn over cells, plain dates stand in one.
    let open = pieces[0].folded.starts_with('(');
    let near = pieces.iter().take_while(|piece| open || piece.token == pieces[0].token);
    for (count, piece) in near.enumerate().take(11) {
        text.push_str(&piece.folded);
        if is_slot(&text) {
            best = Some((Kind::Slot, count + 1));
        } else if is_date(&text) {
            best = Some((Kind::Date, count + 1));
        } else if text.chars().count() > 24 {
            break;
        }
    }
    best
}

fn is_slot(text: &str) -> bool {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inside.is_some_and(|inside| inside.contains('/') && inside.chars().all(|c| matches!(c, '/' | '_' | '.')))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether folded characters are one date: `(13/10/2009)`, `2june2010`, `2011年2月1日`.
fn is_date(text: &str) -> bool {
    let text = text.trim_start_matches(':');
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    for sign in ['/', '-', '.'] {
        let parts: Vec<&str> = text.split(sign).collect();
        if let [a, b, c] = parts[..]
            && (digits(a, 2) && digits(b, 2) && is_year(c) || is_year(a) && digits(b, 2) && digits(c, 2))
        {
            return true;
        }
    }
    is_named_date(text) || is_chinese_date(text)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && matches!(text.get(..2), Some("19" | "20")) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_named_date(text: &str) -> bool {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ',' | '.'));
    let (front, year) = match text.char_indices().rev().nth(3) {
        Some((at, _)) => text.split_at(at),
        None => return false,
    };
    let name = letters.trim_start_matches("st").trim_start_matches("nd").trim_start_matches("rd");
    let name = name.trim_start_matches("th");
    let month = MONTHS.iter().any(|month| name.starts_with(month)) && (3..=11).contains(&letters.len());
    let day = front.chars().filter(char::is_ascii_digit).count();
    plain && month && is_year(year) && (1..=2).contains(&day)
}

fn is_chinese_date(text: &str) -> bool {
    let numeral = |c: char| c.is_ascii_digit() || "〇零○一二三四五六七八九十廿卅".contains(c);
    let Some((year, rest)) = text.split_once('年') else { return false };
    let Some((month, rest)) = rest.split_once('月') else { return false };
    let Some(day) = rest.strip_suffix(['日', '號']) else { return false };
    [year, month, day].iter().all(|part| !part.is_empty() && part.chars().all(numeral))
}

/// A group in brackets at the front.
fn brackets(pieces: &[Piece]) -> Option<(Kind, usize)> {
    if !pieces[0].folded.starts_with('(') {
        return None;
    }
    let mut text = String::new();
    let mut depth = 0_i32;
    // Brackets that a cell does not close are words.
    let cell = pieces.iter().take_while(|piece| piece.token == pieces[0].token);
    for (count, piece) in cell.enumerate() {
        text.push_str(&piece.folded);
        depth += i32::try_from(piece.folded.matches('(').count()).unwrap_or(0);
        depth -= i32::try_from(piece.folded.matches(')').count()).unwrap_or(0);
        if depth <= 0 {
            // Words within brackets are parted by blanks: `(HKD 889,850,000.00)` is part of a description.
            let kind = kind_of_brackets(&text);
            return Some((if kind == Kind::Bracketed && count > 0 { Kind::Text } else { kind }, count + 1));
        }
    }
    None
}

fn kind_of_brackets(text: &str) -> Kind {
    let Some(inside) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else {
        return if glue::is_number(text) { Kind::Figure } else { Kind::Text };
    };
    let starts = |words: &[&str]| words.iter().any(|word| inside.starts_with(word));
    if starts(&["note", "註", "附註", "seenote"]) && inside.chars().count() <= 12 {
        return Kind::Note;
    }
    if starts(&["remark", "seeremark", "備註", "見備註"]) && inside.chars().count() <= 16 {
        return Kind::Remark;
    }
    match inside {
        "1" | "2" | "3" => return Kind::Line(inside.parse().unwrap_or(1)),
        "" => return Kind::Slot,
        _ => {}
    }
    if glue::is_number(text) || glue::is_number(inside) {
        Kind::Figure
    } else if glue::is_money(inside) {
        Kind::Bracketed
    } else {
        Kind::Text
    }
}

fn single(piece: &Piece) -> Kind {
    let folded = piece.folded.as_str();
    if let Some(number) = glue::item(folded) {
        return Kind::Item(number);
    }
    if !glue::is_balanced(folded) {
        return Kind::Text;
    }
    if glue::is_number(folded) || ["nil", "nil.", "零", "無", "-", "--", "---"].contains(&folded) {
        return Kind::Figure;
    }
    if glue::is_money(folded) {
        return Kind::Money;
    }
    if ["units", "unit", "份"].contains(&folded) {
        return Kind::Units;
    }
    if glue::is_currency(&piece.text) {
        return Kind::Currency;
    }
    Kind::Text
}

/// Numbers without thousands in the midst of words are words: `Tranche 1 (HKD …)`, `due 2023`.
fn in_context(stream: &Stream, atoms: &mut [Atom]) {
    for at in 0..atoms.len() {
        let atom = atoms[at];
        let text = || value(stream, &atoms[at..=at]).map_or(String::new(), |value| value.text);
        let beside =
            |other: Option<&Atom>| other.is_some_and(|other| other.kind == Kind::Text && other.token == atom.token);
        let before = at.checked_sub(1).and_then(|before| atoms.get(before));
        let after = atoms.get(at + 1);
        let weak = match atom.kind {
            Kind::Line(_) => beside(before) || beside(after),
            Kind::Figure => {
                let text = text();
                let bare = text.chars().filter(char::is_ascii_digit).count() <= 4
                    && text.chars().all(|c| c.is_ascii_digit() || glue::is_dash(c));
                bare && (beside(after) || beside(before) && !in_row(atoms, at))
            }
            _ => false,
        };
        if weak {
            atoms[at].kind = Kind::Weak;
        }
    }
}

/// Whether further cells follow this one without a border: `shares 500 N/A N/A`.
fn in_row(atoms: &[Atom], at: usize) -> bool {
    atoms.get(at + 1).is_some_and(|next| next.is_cell() && next.token == atoms[at].token)
}
