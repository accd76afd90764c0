//! What the corpora begin with: filings drawn by the program itself, in every version, language and habit.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use sharecap::extract::{Limits, extract};
use sharecap::filing::Language;
use sharecap::synth::random::{legacy_return, monthly_return};
use sharecap::synth::{
    DrawOptions, Fonts, FormVersion, HtmlStyle, LegacyStyle, TextStyle, draw_html, draw_legacy_html, draw_legacy_pdf,
    draw_legacy_text, draw_pdf, draw_text,
};

use super::{drawing, pdf};

const LANGUAGES: [Language; 2] = [Language::English, Language::TraditionalChinese];
/// Longer files say nothing that shorter ones do not, slower.
const LONGEST: usize = 60_000;

/// Every version in both languages.
fn editions() -> impl Iterator<Item = (u64, FormVersion, Language)> {
    let all =
        LANGUAGES.into_iter().flat_map(|language| FormVersion::ALL.iter().map(move |&version| (version, language)));
    (100..).zip(all).map(|(seed, (version, language))| (seed, version, language))
}

/// PDFs as they are drawn, and the same with open streams.
pub(crate) fn pdfs() -> Vec<Vec<u8>> {
    let forms = editions().map(|(seed, version, language)| {
        let fonts = if seed % 2 == 0 { Fonts::Plain } else { Fonts::NoToUnicode };
        draw_pdf(&monthly_return(seed, version, language), version, &DrawOptions { fonts }).bytes
    });
    let packed: Vec<_> = forms
        .chain(legacy().map(|(seed, language, style)| draw_legacy_pdf(&legacy_return(seed, language), &style).bytes))
        .collect();
    let open: Vec<_> = packed.iter().map(|bytes| pdf::unpacked(bytes)).collect();
    short(packed.into_iter().chain(open))
}

/// The looks of the legacy form in both languages.
fn legacy() -> impl Iterator<Item = (u64, Language, LegacyStyle)> {
    let looks = |seed| LegacyStyle::variants(seed).into_iter().chain([LegacyStyle::boxed(), LegacyStyle::random(seed)]);
    LANGUAGES
        .into_iter()
        .flat_map(move |language| (200..).zip(looks(7)).map(move |(seed, style)| (seed, language, style)))
}

/// Every style of text.
pub(crate) fn texts() -> Vec<Vec<u8>> {
    let forms = editions().flat_map(|(seed, version, language)| {
        TextStyle::ALL.map(|style| draw_text(&monthly_return(seed, version, language), version, style))
    });
    let legacy = legacy().flat_map(|(seed, language, look)| {
        TextStyle::ALL.map(|style| draw_legacy_text(&legacy_return(seed, language), &look, style))
    });
    short(forms.chain(legacy).map(String::into_bytes))
}

/// Every kind of exhibit, by several agents.
pub(crate) fn pages() -> Vec<Vec<u8>> {
    let styles = |seed| [HtmlStyle::Tables { seed }, HtmlStyle::BareTables { seed }, HtmlStyle::AltText { seed }];
    let forms = editions().flat_map(move |(seed, version, language)| {
        styles(seed).map(|style| draw_html(&monthly_return(seed, version, language), version, style))
    });
    let legacy = legacy().flat_map(move |(seed, language, look)| {
        styles(seed).map(|style| draw_legacy_html(&legacy_return(seed, language), &look, style))
    });
    short(forms.chain(legacy).map(String::into_bytes))
}

/// What the reader sees on the pages of PDFs and exhibits.
pub(crate) fn drawings() -> Vec<Vec<u8>> {
    let files = pdfs().into_iter().chain(pages());
    let documents = files.filter_map(|bytes| extract(&bytes, &Limits::default()).ok());
    short(documents.map(|document| drawing::write(&document).into_bytes()))
}

/// Their pages, one by one.
pub(crate) fn sheets() -> Vec<Vec<u8>> {
    let drawings = drawings().into_iter().map(|drawing| String::from_utf8_lossy(&drawing).into_owned());
    let pages = drawings.flat_map(|drawing| {
        let mut parts = drawing.split("\npage ");
        let head = parts.next().unwrap_or_default().to_owned();
        parts.map(|page| format!("{head}\npage {page}\n").into_bytes()).collect::<Vec<_>>()
    });
    pages.step_by(5).collect()
}

/// Some files of every kind.
pub(crate) fn files() -> Vec<Vec<u8>> {
    let some = |files: Vec<Vec<u8>>, step| files.into_iter().step_by(step);
    some(texts(), 1).chain(some(pages(), 3)).chain(some(pdfs(), 5)).collect()
}

/// What goes over a worker's socket for some of them.
#[cfg(fuzzing)]
pub(crate) fn messages() -> Vec<Vec<u8>> {
    let files = files().into_iter().step_by(9);
    short(files.map(|bytes| sharecap::pipeline::messages_about(&bytes)))
}

fn short(files: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    files.filter(|bytes| bytes.len() <= LONGEST).collect()
}

/// The words that the forms are known by, as a dictionary of libFuzzer: labels, headings, marks.
pub(crate) fn words() -> io::Result<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/forms");
    let mut words = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let text = fs::read_to_string(entry?.path())?;
        let quoted = text.split('"').skip(1).step_by(2);
        words.extend(quoted.filter(|word| (3..80).contains(&word.len())).map(quote));
    }
    Ok(words.into_iter().collect())
}

/// A line of a dictionary.
fn quote(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\') || byte == b' ';
    let bytes =
        word.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("\\x{byte:02X}") });
    format!("\"{}\"\n", bytes.collect::<String>())
}
