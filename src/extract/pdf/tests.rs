//! Both readers come to the same, to the last bit, on all that the plain one takes on itself; and it takes nearly all.

use super::canvas::ReadPage;
use super::{Guesses, interpreted, plain};
use crate::filing::Language;
use crate::synth::random::{legacy_return, monthly_return};
use crate::synth::{DrawOptions, Fonts, FormVersion, LegacyStyle, draw_legacy_pdf, draw_pdf};
use hayro_syntax::Pdf;
use pdf_writer::{Finish, Name, Rect, Ref};
use std::fs;
use std::path::{Path, PathBuf};

/// Pages that were compared, and how many of them are plain.
#[derive(Default)]
struct Tally {
    pages: usize,
    plain: usize,
}

/// As all that is kept of a page: what differs in a bit differs here.
fn kept(read: &ReadPage) -> String {
    format!("{:?} {} glyphs, {} undecodable, {} hidden", read.page, read.glyphs, read.undecodable, read.hidden)
}

impl Tally {
    /// Reads every page both ways, with the programs of fonts taken on trust and not.
    fn compare(&mut self, name: &str, bytes: &[u8]) {
        let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return };
        let guesses = Guesses::new(pdf.pages());
        let interpreter = interpreted::Reader::new(&pdf, &guesses);
        let readers = [false, true].map(|is_sound| plain::Reader::new(&pdf, &guesses, is_sound));
        for (number, page) in (1..).zip(pdf.pages().iter()) {
            let expected = interpreter.page(page, number, 100_000).map(|read| kept(&read));
            let before = self.plain;
            for reader in &readers {
                if let Ok(read) = reader.page(page, number, 100_000) {
                    assert_eq!(Ok(kept(&read)), expected, "page {number} of {name}");
                    self.plain = before + 1;
                }
            }
            self.pages += 1;
        }
    }
}

/// All PDFs in a folder and those within it.
fn pdfs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pdfs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
}

#[test]
fn samples_are_plain_and_read_alike() {
    let mut paths = Vec::new();
    pdfs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings"), &mut paths);
    let mut tally = Tally::default();
    for path in &paths {
        tally.compare(&path.display().to_string(), &fs::read(path).unwrap());
    }
    let Tally { pages, plain } = tally;
    assert!(pages > 100 && plain == pages, "{plain} of {pages} pages are plain");
}

#[test]
fn drawn_forms_are_plain_and_read_alike() {
    let mut tally = Tally::default();
    for (seed, version) in (0..).zip(FormVersion::ALL.iter().cycle().take(14)) {
        let language = [Language::English, Language::TraditionalChinese][usize::from(seed % 4 > 1)];
        let fonts = [Fonts::Plain, Fonts::NoToUnicode][usize::from(seed % 2 > 0)].clone();
        let filing = monthly_return(seed, *version, language);
        let drawn = draw_pdf(&filing, *version, &DrawOptions { fonts: fonts.clone() });
        tally.compare(&format!("form {seed} {language:?} {fonts:?}"), &drawn.bytes);
        let drawn = draw_legacy_pdf(&legacy_return(seed, language), &LegacyStyle::random(seed));
        tally.compare(&format!("legacy return {seed} {language:?}"), &drawn.bytes);
    }
    let Tally { pages, plain } = tally;
    assert!(pages > 100 && plain == pages, "{plain} of {pages} pages are plain");
}

/// splitmix64: the same seed gives the same content.
struct Dice(u64);

impl Dice {
    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        all[usize::try_from((z ^ (z >> 31)) % u64::try_from(all.len()).unwrap()).unwrap()]
    }
}

/// Numbers for `#`.
const NUMBERS: [&str; 18] = [
    "0",
    "1",
    "1",
    "1",
    "-1",
    "2",
    "12",
    "+3",
    "0.5",
    ".25",
    "-.75",
    "10.",
    "100",
    "72.125",
    "300",
    "-40",
    "0.96",
    "0.333333333333333",
];
/// What most content is made of.
const USUAL: [&str; 62] = [
    "q",
    "Q",
    "1 0 0 1 # # cm",
    "# # # # # # cm",
    "BT",
    "ET",
    "/F 12 Tf",
    "/G # Tf",
    "/F # Tf",
    "# Tc",
    "# Tw",
    "# Tz",
    "80 Tz",
    "# TL",
    "# Ts",
    "# Tr",
    "2 Tr",
    "# # Td",
    "10 # Td",
    "# # TD",
    "1 0 0 1 # # Tm",
    "# # # # # # Tm",
    "T*",
    "(Total 1,234) Tj",
    "<48656C6C6F2> Tj",
    "(a\\(b\\) \\101\\7\\18 \\\nc\r\nd) Tj",
    "[(Tot) -# (al) # <4142>] TJ",
    "[(A B) -300 (C)]TJ",
    "(next) '",
    "# # (more) \"",
    "# # m",
    "# # l",
    "300 # l",
    "# # # # # # c",
    "# # # # v",
    "# # # # y",
    "h",
    "# # 200 1 re",
    "# # 1 90 re",
    "# # # # re",
    "10 10 m 300 10 l S",
    "S",
    "s",
    "f",
    "f*",
    "B",
    "b*",
    "n",
    "W n",
    "# g",
    "# G",
    "# # # rg",
    "# # # RG",
    "# w",
    "/X Do",
    "/E gs",
    "/Span <</ActualText <FEFF00410042>>> BDC",
    "/P /MC0 BDC",
    "/P <</MCID 3>> BDC",
    "/P BMC",
    "EMC",
    "% a remark\n",
];
/// What readers need not agree on.
const UNUSUAL: [&str; 28] = [
    "/Cs1 cs",
    "/DeviceRGB CS # # # SC",
    "/Pattern cs /P1 scn",
    "# # # # k",
    "/None Do",
    "/Missing 9 Tf",
    "# Tj",
    "Td",
    "(lost",
    ")",
    "> >",
    "12-3 0 Td",
    "1.2.3 Tc",
    "12345678901234567890 Tw",
    "[(a) /b] TJ",
    "[[(a)]] TJ",
    "/F#31 5 Tf",
    "q q q",
    "Q Q Q",
    "true",
    "/Span <</ActualText (x) /OC /L>> BDC",
    "1 0 m 5 l",
    "BI /W 1 /H 1 ID x EI",
    "/S sh",
    "/Tr gs",
    "# # # # # # # # Td",
    "<4x> Tj",
    "endobj 22 0 obj <</Length 9>> stream",
];

/// Content of a hundred operators.
fn content(seed: u64) -> String {
    let mut dice = Dice(seed);
    let mut content = "/F 10 Tf 1 0 0 1 50 100 Tm ".to_owned();
    let rare = std::array::from_fn::<_, 400, _>(|number| number == 0);
    for _ in 0..100 {
        // Three of four pages hold nothing unusual, on average.
        let fragment = if dice.pick(&rare) { dice.pick(&UNUSUAL) } else { dice.pick(&USUAL) };
        for part in fragment.split_inclusive('#') {
            content.push_str(part.trim_end_matches('#'));
            if part.ends_with('#') {
                content.push_str(dice.pick(&NUMBERS));
            }
        }
        content.push_str(dice.pick(&[" ", "\n", "\r\n", "  "]));
    }
    content
}

/// A page with fonts, a form, a graphics state and named properties.
fn page(content: &str, form: &str) -> Vec<u8> {
    let [catalog, tree, page, stream, one, other, x, state] = [1, 2, 3, 4, 5, 6, 7, 8].map(Ref::new);
    let mut pdf = pdf_writer::Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut writer = pdf.page(page);
    writer.parent(tree).media_box(Rect::new(0.0, 0.0, 400.0, 200.0)).contents(stream);
    let mut resources = writer.resources();
    resources.fonts().pair(Name(b"F"), one).pair(Name(b"G"), other);
    resources.x_objects().pair(Name(b"X"), x);
    resources.ext_g_states().pair(Name(b"E"), state);
    resources.insert(Name(b"Properties")).dict().insert(Name(b"MC0")).dict().pair(Name(b"MCID"), 1);
    resources.finish();
    writer.finish();
    pdf.stream(stream, content.as_bytes());
    pdf.type1_font(one).base_font(Name(b"Helvetica"));
    pdf.type1_font(other).base_font(Name(b"ZapfDingbats"));
    let mut writer = pdf.form_xobject(x, form.as_bytes());
    writer.bbox(Rect::new(0.0, 0.0, 400.0, 200.0)).matrix([1.0, 0.0, 0.25, 1.0, 5.0, -5.0]);
    writer.group().transparency();
    writer.finish();
    pdf.ext_graphics(state).line_width(0.5).stroking_alpha(0.02);
    pdf.finish()
}

#[test]
fn content_of_any_kind_is_read_alike() {
    let mut tally = Tally::default();
    for seed in 0..1500 {
        // What a form leaves open, and restores that it has not saved, is the page's.
        let form = ["(form) Tj q 2 0 0 2 0 0 cm", "Q Q 10 10 m 100 10 l S", "/F 8 Tf (in) Tj /X Do"];
        let form = Dice(seed).pick(&form);
        tally.compare(&format!("seed {seed}"), &page(&content(seed), form));
    }
    let Tally { pages, plain } = tally;
    // A form that draws itself is not plain, nor is what is unusual.
    assert!(plain > pages / 5 && plain < pages, "{plain} of {pages} pages are plain");
}

#[test]
fn what_is_not_plain_is_left_to_the_interpreter() {
    for odd in
        ["/Missing 9 Tf", "(a) Tj /F 1-2 Tf", ")", "BI /W 1 /H 1 ID x EI", "/S sh", "1 m", "0 0 0 1 k 9 9 90 1 re f"]
    {
        let bytes = page(odd, "");
        let pdf = Pdf::new(bytes).unwrap();
        let guesses = Guesses::new(pdf.pages());
        let read = plain::Reader::new(&pdf, &guesses, true).page(&pdf.pages()[0], 1, 100);
        assert!(read.is_err(), "{odd}");
    }
}

#[test]
fn content_that_runs_into_the_next_stream_is_left_to_the_interpreter() {
    let mut tally = Tally::default();
    let damaged = "/F 9 Tf 1 0 0 1 50 100 Tm (one) Tj endobj 22 0 obj <</Length 9>> stream 5 -20 Td (two) Tj";
    tally.compare("a stream in a stream", &page(damaged, ""));
    assert_eq!((tally.pages, tally.plain), (1, 0));
}

#[test]
fn no_more_glyphs_are_read_than_are_allowed() {
    let pdf = Pdf::new(page("/F 9 Tf (12345) Tj 2 Tr (12345) Tj", "")).unwrap();
    let guesses = Guesses::new(pdf.pages());
    let reader = plain::Reader::new(&pdf, &guesses, true);
    let glyphs = |most| reader.page(&pdf.pages()[0], 1, most).map(|read| read.glyphs).ok();
    // Filled and outlined, a glyph is drawn twice.
    assert_eq!([glyphs(15), glyphs(14), glyphs(7)], [Some(15), None, None]);
}
