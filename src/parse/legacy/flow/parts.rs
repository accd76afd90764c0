//! Which part of the text is which part of the form.

use std::collections::BTreeSet;

use super::super::super::stream::{Range, Stream, Token};
use crate::spec::form::{FormSpec, Labels, SectionSpec};
use crate::spec::label::{find_approximately, fold};

/// The sections that were found, with their bodies, and what stands below them.
pub(super) struct Parts<'s> {
    /// Section, heading and body, in order.
    found: Vec<(&'s SectionSpec, Range, Range)>,
    /// The totals over all sections.
    pub(super) grand: Option<Range>,
    /// What stands behind the label of the remarks.
    pub(super) remarks: Option<Range>,
}

impl<'s> Parts<'s> {
    /// Finds the parts.
    pub(super) fn of(spec: &'s FormSpec, stream: &Stream) -> Self {
        let headings = locate(spec, stream);
        let all = stream.all();
        let starts: Vec<usize> = headings.iter().flatten().map(|range| range.start).collect();
        let found: Vec<(&SectionSpec, Range)> =
            spec.sections.iter().zip(&headings).filter_map(|(section, range)| Some((section, (*range)?))).collect();
        let signature = found.iter().find(|(section, _)| section.key == "V").map_or(all.end, |(_, range)| range.start);
        let last = found.iter().rev().find(|(section, _)| section.key != "V").map_or(0, |(_, range)| range.end);
        let below = Range { start: last, end: signature };
        let grand = first(spec.grand.iter().map(|total| &total.labels), stream, below);
        let remarks = first([&spec.remarks], stream, Range { start: grand.map_or(last, |grand| grand.start), ..below });
        let tail = [grand, remarks].into_iter().flatten().map(|range| range.start).min().unwrap_or(signature);
        let body = |(at, &(section, heading)): (usize, &(&'s SectionSpec, Range))| {
            let next = starts.get(at + 1).copied().unwrap_or(all.end);
            let end = if heading.start < tail { next.min(tail) } else { next };
            (section, heading, Range { start: heading.end, end })
        };
        let end_of_grand = remarks.map_or(signature, |remarks| remarks.start);
        Self {
            found: found.iter().enumerate().map(body).collect(),
            grand: grand.map(|grand| Range { start: grand.start, end: end_of_grand.max(grand.start) }),
            remarks: remarks.map(|remarks| Range { start: remarks.end, end: signature.max(remarks.end) }),
        }
    }

    /// A section with its body.
    pub(super) fn section(&self, key: &str) -> Option<(&'s SectionSpec, Range)> {
        self.found.iter().find(|(section, ..)| section.key == key).map(|(section, _, body)| (*section, *body))
    }

    /// What stands before the first block: renderings put values of the head behind the first heading.
    pub(super) fn head(&self, spec: &FormSpec, stream: &Stream) -> Range {
        let Some((section, heading, body)) = self.found.first() else { return stream.all() };
        if section.key != "I" {
            return Range { start: 0, end: heading.start };
        }
        let code: Vec<char> = fold("Stock code");
        let chinese: Vec<char> = fold("股份代號");
        let block = [code, chinese].iter().filter_map(|label| stream.find_exact(label, *body)).map(|at| at.start).min();
        // What stands before the title is the rendering's own.
        let before = Range { start: 0, end: heading.start };
        let titles = spec.title.all().flat_map(|label| stream.find_all(&label.folded, before));
        let start = titles.map(|title| title.start).max().unwrap_or(0);
        Range { start, end: block.unwrap_or(heading.end) }
    }

    /// The sections that were not found.
    pub(super) fn missing(&self, spec: &'s FormSpec) -> Vec<&'s SectionSpec> {
        spec.sections.iter().filter(|section| self.section(&section.key).is_none()).collect()
    }
}

fn first<'l>(labels: impl IntoIterator<Item = &'l Labels>, stream: &Stream, within: Range) -> Option<Range> {
    let exact = |labels: &Labels| {
        let found = labels.all().filter_map(|label| stream.find_exact(&label.folded, within));
        found.min_by_key(|range| (range.start, std::cmp::Reverse(range.end)))
    };
    labels.into_iter().filter_map(exact).min_by_key(|range| range.start)
}

/// How many headings are found up to a place, and where the one before it stands: section and place.
type Chain = (usize, Option<(usize, usize)>);

/// The headings of the sections: of all ways to find them in their order the one that finds the most.
fn locate(spec: &FormSpec, stream: &Stream) -> Vec<Option<Range>> {
    let places: Vec<Vec<Range>> = spec.sections.iter().map(|section| candidates(section, stream)).collect();
    // For every section and place: how many are found up to there, and where the one before it stands.
    let mut best: Vec<Vec<Chain>> = Vec::new();
    for (section, ranges) in places.iter().enumerate() {
        let of_place = |range: &Range| {
            let before = (0..section).flat_map(|s| (0..places[s].len()).map(move |at| (s, at)));
            let fitting = before.filter(|(s, at)| places[*s][*at].end <= range.start);
            // Of equals the latest section, and its first place.
            let previous = fitting.max_by_key(|(s, at)| (best[*s][*at].0, *s, std::cmp::Reverse(*at)));
            (previous.map_or(0, |(s, at)| best[s][at].0) + 1, previous)
        };
        let row = ranges.iter().map(of_place).collect();
        best.push(row);
    }
    let all = best.iter().enumerate().flat_map(|(s, row)| (0..row.len()).map(move |at| (s, at)));
    let mut at = all.max_by_key(|(s, at)| (best[*s][*at].0, std::cmp::Reverse(*s), std::cmp::Reverse(*at)));
    let mut out = vec![None; places.len()];
    while let Some((section, place)) = at {
        out[section] = Some(places[section][place]);
        at = best[section][place].1;
    }
    find_damaged(spec, stream, &mut out);
    out
}

fn candidates(section: &SectionSpec, stream: &Stream) -> Vec<Range> {
    let mut out: Vec<Range> = section
        .heading
        .all()
        .flat_map(|label| stream.find_all(&label.folded, stream.all()))
        .filter(|range| stream.starts_word(range.start) && !is_quoted(stream, *range) && is_own(stream, *range))
        .collect();
    out.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    out.dedup_by(|later, earlier| later.start < earlier.end);
    out
}

/// Whether quotation marks stand around a heading: the form names it there.
fn is_quoted(stream: &Stream, range: Range) -> bool {
    let before = range.start.checked_sub(1).map(|at| stream.chars(Range { start: at, end: at + 1 })[0]);
    matches!(before, Some('"' | '\'' | '「' | '“'))
}

/// Whether a heading without its number is not the tail of another: `Other Movements in Issued Share Capital`.
fn is_own(stream: &Stream, range: Range) -> bool {
    let front: String = stream.chars(Range { start: range.start.saturating_sub(9), end: range.start }).iter().collect();
    !["other", "detailsof", "orderin"].iter().any(|word| front.ends_with(word))
}

/// Headings that are nowhere whole are looked for damaged, between their neighbours.
fn find_damaged(spec: &FormSpec, stream: &Stream, headings: &mut [Option<Range>]) {
    for at in 0..headings.len() {
        if headings[at].is_some() {
            continue;
        }
        let start = headings[..at].iter().rev().flatten().next().map_or(0, |range| range.end);
        let end = headings[at + 1..].iter().flatten().next().map_or(stream.all().end, |range| range.start);
        let within = Range { start, end };
        headings[at] = spec.sections[at].heading.all().filter(|label| label.folded.len() >= 16).find_map(|label| {
            let (from, to) = find_approximately(&label.folded, stream.chars(within), label.tolerance())?;
            let found = Range { start: start + from, end: start + to };
            (!is_quoted(stream, found) && is_own(stream, found)).then_some(found)
        });
    }
}

/// The text without page heads, feet and page numbers.
///
/// Gives the lines before which a page begins, too.
pub(super) fn without_furniture(spec: &FormSpec, stream: &Stream) -> (Stream, BTreeSet<u32>) {
    let lines: Vec<&[Token]> = stream.tokens.chunk_by(|a, b| a.line == b.line).collect();
    let texts: Vec<String> = lines.iter().map(|line| text_of(line)).collect();
    let numbers = page_numbers(&texts);
    let mut out = Stream::default();
    let mut starts = BTreeSet::new();
    let (mut turned, mut page) = (false, 0);
    for (at, line) in lines.iter().enumerate() {
        if numbers.contains(&at) || is_furniture(spec, &texts[at]) {
            turned = true;
            continue;
        }
        if std::mem::take(&mut turned) || line[0].place.page != page {
            starts.insert(line[0].line);
            page = line[0].place.page;
        }
        for (index, token) in line.iter().enumerate() {
            // Only a page in one run has its head on the line of its text.
            let text = if index == 0 { behind_furniture(spec, &token.text) } else { &token.text };
            if text.len() < token.text.len() {
                starts.insert(token.line);
            }
            out.push_text(text, token.place, token.line);
        }
    }
    (out, starts)
}

/// What stands behind the head or foot of a page that a rendering puts at the front of the page's run of text.
fn behind_furniture<'t>(spec: &FormSpec, text: &'t str) -> &'t str {
    let mut rest = text;
    loop {
        let labels = spec.furniture.iter().flat_map(|field| field.labels.all());
        let behind = labels.filter_map(|label| behind_label(rest, &label.folded)).min_by_key(|behind| behind.len());
        match behind.or_else(|| behind_number(rest, rest.len() < text.len())) {
            Some(behind) if behind.len() < rest.len() => rest = behind,
            _ => return rest,
        }
    }
}

/// Whether the head of a page that is one run of text prints the form's edition.
pub(super) fn prints_edition(spec: &FormSpec, stream: &Stream) -> bool {
    let edition = spec.furniture.iter().filter(|field| field.key == "edition").flat_map(|field| field.labels.all());
    let editions: Vec<&[char]> = edition.map(|label| label.folded.as_slice()).collect();
    stream.tokens.iter().any(|token| {
        let head = fold(&token.text[..token.text.len() - behind_furniture(spec, &token.text).len()]);
        editions.iter().any(|edition| head.windows(edition.len()).any(|part| part == *edition))
    })
}

/// What stands behind a label at the front of a text.
fn behind_label<'t>(text: &'t str, label: &[char]) -> Option<&'t str> {
    let mut wanted = label;
    for (at, c) in text.char_indices() {
        if wanted.is_empty() {
            return Some(&text[at..]);
        }
        for folded in fold(&c.to_string()) {
            wanted = wanted.strip_prefix(&[folded])?;
        }
    }
    wanted.is_empty().then_some("")
}

/// What stands behind the number of a page: `- 3 -`, or a bare number behind other furniture and before words.
fn behind_number(text: &str, furnished: bool) -> Option<&str> {
    let trimmed = text.trim_start();
    let dashed = trimmed.strip_prefix('-').map(str::trim_start);
    let number = dashed.unwrap_or(trimmed);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let rest = number[digits..].trim_start();
    if !(1..=2).contains(&digits) {
        return None;
    }
    match dashed {
        Some(_) => rest.strip_prefix('-'),
        None => {
            (furnished && number[digits..].starts_with(' ') && rest.starts_with(char::is_alphabetic)).then_some(rest)
        }
    }
}

fn text_of(line: &[Token]) -> String {
    line.iter().flat_map(|token| fold(&token.text)).collect()
}

/// Whether a line is a page head or foot, with or without the number of the page.
fn is_furniture(spec: &FormSpec, line: &str) -> bool {
    let mut rest = line.to_owned();
    for label in spec.furniture.iter().flat_map(|field| field.labels.all()) {
        rest = rest.replace(&label.folded.iter().collect::<String>(), "");
    }
    rest.len() < line.len()
        && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '|' | '.'))
        && rest.chars().filter(char::is_ascii_digit).count() <= 2
}

/// Lines that hold nothing but a page number: `- 3 -`, or bare numbers that count the pages one by one.
fn page_numbers(lines: &[String]) -> BTreeSet<usize> {
    let bare: Vec<(usize, u32)> = lines
        .iter()
        .enumerate()
        .filter(|(_, text)| text.len() <= 2)
        .filter_map(|(at, text)| Some((at, text.parse().ok()?)))
        .collect();
    let mut counted = Vec::new();
    for (at, number) in bare {
        if counted.last().map_or(number <= 2, |(_, before)| number == before + 1) {
            counted.push((at, number));
        }
    }
    let marked = |text: &str| {
        let inside = text.strip_prefix('-').and_then(|text| text.strip_suffix('-'));
        inside.is_some_and(|inside| (1..=2).contains(&inside.len()) && inside.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut out: BTreeSet<usize> = (0..lines.len()).filter(|at| marked(&lines[*at])).collect();
    if counted.len() >= 3 {
        out.extend(counted.into_iter().map(|(at, _)| at));
    }
    out
}
