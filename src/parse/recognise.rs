//! Is this a monthly return, of which form, version and language? Everything else is turned away by name.

use super::content::Content;
use super::stream::{Range, Stream};
use crate::filing::{Form, Language};
use crate::finding::{Code, FilingError, Finding, RejectCode};
use crate::layout::Layout;
use crate::spec::form::{FormSpec, Forms, Labels};
use crate::spec::label::{Label, find_approximately, fold, tolerance};

/// What a document was told to be.
#[derive(Debug)]
pub(super) struct Recognised<'s> {
    pub(super) spec: &'s FormSpec,
    /// The number that the page prints, or that the file's information names.
    pub(super) version: Option<String>,
    pub(super) language: Language,
    pub(super) findings: Vec<Finding>,
}

/// Documents that lie in the same folders, by the words of their titles.
const LOOK_ALIKES: &[(&str, &str)] = &[
    ("Next Day Disclosure Return", "a next day disclosure return"),
    ("翌日披露報表", "a next day disclosure return"),
    (
        "Collective Investment Scheme listed under Chapter 20",
        "a monthly return of a collective investment scheme (REIT)",
    ),
    ("根據《上市規則》第二十章上市的集體投資計劃", "a monthly return of a collective investment scheme (REIT)"),
    ("Name of Scheme:", "a monthly return of a collective investment scheme (REIT)"),
];

/// How many folded characters from the front a title may lie away.
const TITLE_REACH: usize = 1500;

/// Recognises the form.
///
/// # Errors
/// `not_a_monthly_return` for anything else, `unknown_form_version` for returns that no spec can read.
pub(super) fn recognise<'s>(
    content: &Content<'_>,
    layout: &Layout,
    forms: &'s Forms,
) -> Result<Recognised<'s>, FilingError> {
    let stream = &content.stream;
    let front = Range { start: 0, end: stream.all().end.min(TITLE_REACH) };
    let any = forms.specs.first().ok_or_else(|| FilingError::new(RejectCode::Internal, "no form specs"))?;
    let headings = headings_found(any, stream);
    let titled = find_title(&any.title, stream, front);
    if titled.is_none()
        && let Some(legacy) = legacy(forms, stream, front).filter(|legacy| headings_found(legacy, stream) > headings)
    {
        return Ok(recognised_legacy(legacy, stream, layout));
    }
    if titled.is_none() && headings < 4 {
        turn_away(stream, front)?;
    }
    let printed = content.version.clone().or_else(|| released(layout));
    let mut findings = Vec::new();
    let spec = match &printed {
        Some(version) => match forms.for_version(Form::Ff301, version) {
            Some(spec) => spec,
            None => nearest(forms, version, &mut findings)?,
        },
        None => by_headings(forms, stream, &mut findings)?,
    };
    if let Some(claimed) = content.pages_claimed.filter(|claimed| layout.has_points && *claimed > layout.pages) {
        let message =
            format!("the foot says {claimed} pages, the file has {}; ask the source for the whole file", layout.pages);
        findings.push(Finding::new(Code::PagesMissing, message).values(claimed, layout.pages));
    }
    findings.extend(undecodable(layout));
    Ok(Recognised { spec, version: printed, language: language(any, stream), findings })
}

fn undecodable(layout: &Layout) -> Option<Finding> {
    let message = format!("{} characters of the file have no known meaning; look at the page", layout.undecodable);
    (layout.undecodable > 0).then(|| Finding::new(Code::UndecodableText, message))
}

/// The spec of the Word template used until July 2021, when this is one: its title stands at the front with two of its
/// headings, or four headings tell it.
fn legacy<'s>(forms: &'s Forms, stream: &Stream, front: Range) -> Option<&'s FormSpec> {
    let spec = forms.specs.iter().find(|spec| spec.form == Form::LegacyEquity)?;
    let wanted = if find_title(&spec.title, stream, front).is_some() { 2 } else { 4 };
    (headings_found(spec, stream) >= wanted).then_some(spec)
}

fn recognised_legacy<'s>(spec: &'s FormSpec, stream: &Stream, layout: &Layout) -> Recognised<'s> {
    let edition = spec.furniture.iter().find(|field| field.key == "edition");
    // `31 March 2019` is a date: the edition begins or ends its cell, and no digit stands before or behind it.
    let prints = |label: &&Label| {
        let digit = |at: Range| stream.chars(at).iter().any(char::is_ascii_digit);
        stream.find_all(&label.folded, stream.all()).into_iter().any(|found| {
            let before = Range { start: found.start.saturating_sub(1), end: found.start };
            let behind = Range { start: found.end, end: found.end + 1 };
            let (front, end) = (stream.starts_token(found.start), stream.starts_token(found.end));
            // A number in another cell is that of the page.
            match (front, end) {
                (true, true) => true,
                (true, false) => !digit(behind),
                (false, true) => !digit(before),
                (false, false) => false,
            }
        })
    };
    let version = edition.filter(|field| field.labels.all().any(|label| prints(&label)));
    Recognised {
        spec,
        version: version.and_then(|_| spec.versions.first().cloned()),
        language: language(spec, stream),
        findings: undecodable(layout).into_iter().collect(),
    }
}

fn find_title(title: &Labels, stream: &Stream, front: Range) -> Option<Range> {
    // The front of a title is enough: its end is often torn.
    let found = title.all().find_map(|label| {
        let part = &label.folded[..label.folded.len().min(40)];
        find_approximately(part, stream.chars(front), tolerance(part.len()))
    });
    found.map(|(start, end)| Range { start, end })
}

/// How many of a form's section headings stand in a document.
fn headings_found(spec: &FormSpec, stream: &Stream) -> usize {
    let found = |labels: &Labels| labels.all().any(|label| stream.find_exact(&label.folded, stream.all()).is_some());
    spec.sections.iter().filter(|section| found(&section.heading)).count()
}

/// Says what a document is that is no FF301.
fn turn_away(stream: &Stream, front: Range) -> Result<(), FilingError> {
    for (words, what) in LOOK_ALIKES {
        if stream.find_exact(&fold(words), front).is_some() {
            let message = format!("this is {what}, not a monthly return of an equity issuer; nothing to do");
            return Err(FilingError::new(RejectCode::NotAMonthlyReturn, message));
        }
    }
    let opening: String = stream
        .tokens
        .iter()
        .map(|token| token.text.trim())
        .filter(|text| !text.is_empty())
        .take(3)
        .collect::<Vec<_>>()
        .join(" ");
    let opening: String = opening.chars().take(80).collect();
    let message = format!("no title and no section headings of a monthly return; it begins with `{opening}`");
    Err(FilingError::new(RejectCode::NotAMonthlyReturn, message))
}

/// The version in a PDF's information dictionary: `1.0.2` of `1.0.2.0.20230303`.
fn released(layout: &Layout) -> Option<String> {
    let release = layout.release_version.as_deref()?;
    let parts: Vec<&str> = release.split('.').take(3).collect();
    let plain =
        parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    plain.then(|| parts.join("."))
}

fn nearest<'s>(forms: &'s Forms, version: &str, findings: &mut Vec<Finding>) -> Result<&'s FormSpec, FilingError> {
    let spec = forms.nearest(Form::Ff301, version).ok_or_else(|| {
        FilingError::new(RejectCode::UnknownFormVersion, format!("FF301 v{version} is not known, and no spec is near"))
    })?;
    let message = format!("FF301 v{version} is not known; read as v{} ({})", spec.versions[0], spec.name);
    findings.push(Finding::new(Code::UnknownFormVersion, message).values(&spec.versions[0], version));
    Ok(spec)
}

/// Without a version number the newest spec whose headings and column titles are all there: what a version added is
/// what tells it.
fn by_headings<'s>(
    forms: &'s Forms,
    stream: &Stream,
    findings: &mut Vec<Finding>,
) -> Result<&'s FormSpec, FilingError> {
    let score = |spec: &FormSpec| {
        let columns = spec.sections.iter().flat_map(|section| section.columns.iter().map(|column| &column.labels));
        let details = spec.sections.iter().flat_map(|section| section.details.iter().map(|detail| &detail.labels));
        let totals = spec.grand.iter().map(|total| &total.labels);
        let class = class_order(spec, stream);
        let found =
            |labels: &Labels| labels.all().any(|label| stream.find_exact(&label.folded, stream.all()).is_some());
        columns.chain(details).chain(totals).filter(|labels| found(labels)).count() + class
    };
    let best = forms.specs.iter().filter(|spec| spec.form == Form::Ff301).max_by_key(|spec| score(spec));
    let spec = best.ok_or_else(|| FilingError::new(RejectCode::UnknownFormVersion, "no spec for FF301"))?;
    let message = format!("no version is printed; read as v{} ({}) by its headings", spec.versions[0], spec.name);
    findings.push(Finding::new(Code::MissingFormVersion, message));
    Ok(spec)
}

/// One when the label that opens a class block in this spec does open one here: `1. Type of shares`.
fn class_order(spec: &FormSpec, stream: &Stream) -> usize {
    let opens = |label: &Label| {
        let numbered: Vec<char> = "1.".chars().chain(label.folded.iter().copied()).collect();
        stream.find_exact(&numbered, stream.all()).is_some()
    };
    spec.class
        .iter()
        .filter(|field| field.key == super::class::FIRST)
        .filter(|field| field.labels.all().any(opens))
        .count()
}

/// The language of the headings; simplified when the title is.
fn language(spec: &FormSpec, stream: &Stream) -> Language {
    let count = |pick: fn(&Labels) -> &Vec<Label>| {
        let found =
            |labels: &Labels| pick(labels).iter().any(|label| stream.find_exact(&label.folded, stream.all()).is_some());
        spec.sections.iter().filter(|section| found(&section.heading)).count()
            + spec.header.iter().filter(|field| found(&field.labels)).count()
    };
    if count(|labels| &labels.english) >= count(|labels| &labels.chinese) {
        return Language::English;
    }
    let simplified = |text: &str| text.contains("证券") || text.contains("发行") || text.contains("变动");
    if stream.tokens.iter().take(60).any(|token| simplified(&token.text)) {
        Language::SimplifiedChinese
    } else {
        Language::TraditionalChinese
    }
}
