//! Extraction, on files made here by hand: words, rules, fonts, limits, kinds, and that no bytes panic.

use hayro_interpret::font::StandardFont;
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, load_embedded};
use pdf_writer::types::{CidFontType, SystemInfo};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use proptest::prelude::*;
use sharecap::extract::{Document, Limits, Rule, Word, extract};
use sharecap::filing::SourceFormat;
use sharecap::finding::RejectCode;

const FONT: Ref = Ref::new(10);
const PARTS: [Ref; 4] = [Ref::new(11), Ref::new(12), Ref::new(13), Ref::new(14)];

/// A PDF to be written: pages of 400 × 200 points, each with its content and the font `F`.
struct Draft {
    contents: Vec<Vec<u8>>,
    rotate: i32,
    crop: Option<Rect>,
    promised: Option<i32>,
    compressed: bool,
    font: fn(&mut Pdf),
}

impl Draft {
    fn of(content: &str) -> Self {
        Self {
            contents: vec![content.as_bytes().to_vec()],
            rotate: 0,
            crop: None,
            promised: None,
            compressed: false,
            font: helvetica,
        }
    }

    fn write(&self) -> Vec<u8> {
        let mut pdf = Pdf::new();
        let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info).insert(Name(b"ReleaseVersion")).primitive(Str(b"1.1.1.2024Q4"));
        let count = i32::try_from(self.contents.len()).unwrap();
        let ids = |number: i32| (Ref::new(20 + 2 * number), Ref::new(21 + 2 * number));
        pdf.pages(tree).kids((0..count).map(|number| ids(number).0)).count(self.promised.unwrap_or(count));
        for (number, content) in (0..count).zip(&self.contents) {
            let (id, stream) = ids(number);
            let mut page = pdf.page(id);
            page.parent(tree).media_box(Rect::new(0.0, 0.0, 400.0, 200.0)).contents(stream).rotate(self.rotate);
            if let Some(crop) = self.crop {
                page.crop_box(crop);
            }
            page.resources().fonts().pair(Name(b"F"), FONT);
            page.finish();
            let mut stream = pdf.stream(stream, content);
            if self.compressed {
                stream.filter(Filter::FlateDecode);
            }
        }
        (self.font)(&mut pdf);
        pdf.finish()
    }

    fn read(&self) -> Document {
        extract(&self.write(), &Limits::default()).unwrap()
    }
}

fn helvetica(pdf: &mut Pdf) {
    pdf.type1_font(FONT).base_font(Name(b"Helvetica"));
}

fn zapf_dingbats(pdf: &mut Pdf) {
    pdf.type1_font(FONT).base_font(Name(b"ZapfDingbats"));
}

/// A font that is embedded, so that the reader does not bring its own table; which glyphs it has does not matter.
fn program(pdf: &mut Pdf, font: StandardFont, subtype: &[u8]) {
    let (data, _) = font.get_font_data();
    pdf.stream(PARTS[0], (*data).as_ref()).pair(Name(b"Subtype"), Name(subtype));
    pdf.font_descriptor(PARTS[1]).name(Name(b"ABCDEF+Test")).font_file3(PARTS[0]);
}

/// Pictures in a subset of Adobe Pi, named as AEM forms name them.
fn adobe_pi(pdf: &mut Pdf) {
    program(pdf, StandardFont::ZapfDingBats, b"Type1C");
    let mut font = pdf.type1_font(FONT);
    font.base_font(Name(b"ABCDEF+AdobePiStd")).first_char(1).last_char(1).widths([800.0]).font_descriptor(PARTS[1]);
    font.encoding_custom().differences().consecutive(1, [Name(b"a20")]);
}

/// As FF301 in Chinese: embedded, `Identity-H`, no `ToUnicode`.
fn adobe_heiti(pdf: &mut Pdf) {
    composite(pdf, None);
}

/// A table that maps the code 1 to a control character, and 2 to `7`.
fn broken_table(pdf: &mut Pdf) {
    composite(pdf, Some(b"begincmap 2 beginbfchar <0001> <0001> <0002> <0037> endbfchar endcmap"));
}

fn composite(pdf: &mut Pdf, to_unicode: Option<&[u8]>) {
    program(pdf, StandardFont::Helvetica, b"CIDFontType0C");
    let name = Name(b"ABCDEF+AdobeHeitiStd-Regular");
    let mut font = pdf.type0_font(FONT);
    font.base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(PARTS[2]);
    if to_unicode.is_some() {
        font.to_unicode(PARTS[3]);
    }
    font.finish();
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 5 };
    let mut descendant = pdf.cid_font(PARTS[2]);
    descendant.subtype(CidFontType::Type0).base_font(name).system_info(info).font_descriptor(PARTS[1]);
    descendant.finish();
    if let Some(table) = to_unicode {
        pdf.stream(PARTS[3], table);
    }
}

fn words(document: &Document) -> Vec<&str> {
    document.pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect()
}

fn code_of(bytes: &[u8]) -> RejectCode {
    extract(bytes, &Limits::default()).unwrap_err().code
}

fn near(value: f32, wanted: f32) -> bool {
    (value - wanted).abs() < 0.01
}

/// A matrix that stretches text beyond what a number can hold gave boxes without end.
#[test]
fn a_word_beyond_all_numbers_has_a_box() {
    let far = "9".repeat(38);
    for matrix in [format!("{far} 0 0 1 10 100"), format!("0 {far} 1 0 10 100"), format!("1 0 0 {far} 10 100")] {
        let document = Draft::of(&format!("BT /F 10 Tf {matrix} Tm (AB) Tj 1 0 0 1 10 50 Tm (C) Tj ET")).read();
        let words = &document.pages[0].words;
        assert!(words.iter().any(|word| word.text == "C"), "{words:?}");
        for Word { bbox, size, .. } in words {
            let sides = [bbox.x0, bbox.y0, bbox.x1, bbox.y1, *size];
            assert!(sides.iter().all(|side| side.is_finite()), "{words:?}");
        }
    }
}

/// The same for lines: none without end, and none that begins where it ends.
#[test]
fn a_rule_beyond_all_numbers_has_two_ends() {
    let far = "9".repeat(38);
    let lines = format!("{far} 0 0 {far} 0 0 cm 0 0 m {far} 0 l S 0 0 m 0 {far} l S {far} 0 m -{far} 0 l S");
    let document = Draft::of(&format!("q {lines} Q BT /F 10 Tf 1 0 0 1 10 50 Tm (C) Tj ET")).read();
    for rule in &document.pages[0].rules {
        let (Rule::Horizontal { y: at, x0: start, x1: end } | Rule::Vertical { x: at, y0: start, y1: end }) = *rule;
        assert!(at.is_finite() && start.is_finite() && end.is_finite() && start < end, "{rule:?}");
    }
}

#[test]
fn words_have_boxes_from_the_top_left() {
    let document = Draft::of("BT /F 10 Tf 50 150 Td (Total 1,000) Tj ET").read();
    assert_eq!(document.format, SourceFormat::Pdf);
    assert_eq!(document.release_version.as_deref(), Some("1.1.1.2024Q4"));
    assert_eq!(words(&document), ["Total", "1,000"]);
    let Word { bbox, size, .. } = &document.pages[0].words[0];
    assert!(near(bbox.x0, 50.0) && near(bbox.y0, 42.0) && near(bbox.y1, 52.0) && near(*size, 10.0));
    // T o t a l in Helvetica: 611 + 556 + 278 + 556 + 222.
    assert!(near(bbox.x1, 50.0 + 22.23), "{bbox:?}");
    assert!(near(document.pages[0].words[1].bbox.x0, 50.0 + 22.23 + 2.78));
}

#[test]
fn gaps_split_words_and_single_glyphs_join() {
    let by_adjustment = Draft::of("BT /F 10 Tf 50 150 Td [(12) -40 (34) -900 (56)] TJ ET");
    assert_eq!(words(&by_adjustment.read()), ["1234", "56"]);
    let one_by_one = "BT /F 10 Tf 50 150 Td (1) Tj 5.56 0 Td (2) Tj 5.56 0 Td (3) Tj 0 -14 Td (4) Tj ET";
    assert_eq!(words(&Draft::of(one_by_one).read()), ["123", "4"]);
    let stretched = "BT /F 10 Tf 200 Tz 50 150 Td (12) Tj ET BT /F 10 Tf 72.24 150 Td (3) Tj ET";
    assert_eq!(words(&Draft::of(stretched).read()), ["123"]);
}

#[test]
fn what_is_drawn_twice_counts_once() {
    let bold = "BT /F 10 Tf 2 Tr 50 150 Td (1,100.00 ill) Tj ET";
    assert_eq!(words(&Draft::of(bold).read()), ["1,100.00", "ill"]);
    let overprint = "BT /F 10 Tf 50 150 Td (2,200) Tj ET BT /F 10 Tf 50.3 150.2 Td (2,200) Tj ET";
    assert_eq!(words(&Draft::of(overprint).read()), ["2,200"]);
    let neighbours = "BT /F 10 Tf 50 150 Td (11) Tj ET BT /F 10 Tf 53 150 Td (1) Tj ET";
    assert_eq!(words(&Draft::of(neighbours).read()).concat().len(), 3, "0.3 em apart is not a repeat");
}

#[test]
fn text_turned_on_its_side_stands_alone() {
    let content = "BT /F 10 Tf 50 150 Td (12) Tj ET BT /F 10 Tf 0 1 -1 0 70 150 Tm (34) Tj ET";
    let document = Draft::of(content).read();
    assert_eq!(words(&document), ["12", "34"]);
    let bbox = document.pages[0].words[1].bbox;
    assert!(near(bbox.width(), 10.0) && near(bbox.height(), 11.12) && near(bbox.y1, 50.0), "{bbox:?}");
}

#[test]
fn lines_come_from_strokes_and_bars_but_not_from_backgrounds() {
    let content = "0 g 20 100 200 0.5 re f  20 40 m 20 90 l S  30 30 100 20 re S
        1 g 20 110 200 0.5 re f  0.8 g 200 20 80 30 re f  0 g 12 w 20 10 m 300 10 l S
        0 g 300 50 0.5 40 re 310 50 0.5 40 re f  BT /F 10 Tf 50 150 Td (x) Tj ET";
    let rules = &Draft::of(content).read().pages[0].rules;
    let expected = [
        Rule::Horizontal { y: 99.75, x0: 20.0, x1: 220.0 },
        Rule::Vertical { x: 20.0, y0: 110.0, y1: 160.0 },
        Rule::Horizontal { y: 170.0, x0: 30.0, x1: 130.0 },
        Rule::Vertical { x: 130.0, y0: 150.0, y1: 170.0 },
        Rule::Horizontal { y: 150.0, x0: 30.0, x1: 130.0 },
        Rule::Vertical { x: 30.0, y0: 150.0, y1: 170.0 },
        Rule::Vertical { x: 300.25, y0: 110.0, y1: 150.0 },
        Rule::Vertical { x: 310.25, y0: 110.0, y1: 150.0 },
    ];
    assert_eq!(rules, &expected);
}

#[test]
fn rotation_and_crop_box_move_the_origin() {
    let mut draft = Draft::of("BT /F 10 Tf 0 1 -1 0 60 30 Tm (12) Tj ET 40 30 m 40 130 l S");
    draft.rotate = 90;
    let page = &draft.read().pages[0];
    assert!(near(page.width, 200.0) && near(page.height, 400.0));
    let bbox = page.words[0].bbox;
    assert!(near(bbox.x0, 30.0) && near(bbox.y1, 62.0) && near(bbox.width(), 11.12), "{bbox:?}");
    assert_eq!(page.rules, [Rule::Horizontal { y: 40.0, x0: 30.0, x1: 130.0 }]);

    let mut draft = Draft::of("BT /F 10 Tf 50 150 Td (in) Tj 300 0 Td (out) Tj ET");
    draft.crop = Some(Rect::new(40.0, 100.0, 240.0, 180.0));
    let page = &draft.read().pages[0];
    assert!(near(page.width, 200.0) && near(page.height, 80.0));
    assert!(near(page.words[0].bbox.x0, 10.0) && near(page.words[0].bbox.y0, 22.0));
    assert_eq!(page.words.len(), 1, "nobody sees what is outside of the crop box");
}

#[test]
fn chinese_without_to_unicode_is_read_by_cid() {
    let table = CMap::parse(load_embedded(CMapName::AdobeGb1Ucs2).unwrap(), load_embedded).unwrap();
    let cid = |character| (1..30_000).find(|cid| table.lookup_bf_string(*cid) == Some(BfString::Char(character)));
    let codes: Vec<_> = "上月底結存".chars().map(|character| format!("{:04x}", cid(character).unwrap())).collect();
    let mut draft = Draft::of(&format!("BT /F 10 Tf 50 150 Td <{}> Tj ET", codes.concat()));
    draft.font = adobe_heiti;
    let document = draft.read();
    assert_eq!(words(&document), ["上月底結存"]);
    assert!(near(document.pages[0].words[0].bbox.width(), 50.0));
    assert_eq!(document.undecodable, 0);
}

#[test]
fn ticks_come_out_as_ticks() {
    let mut draft = Draft::of("BT /F 10 Tf 50 150 Td (4) Tj ET");
    draft.font = zapf_dingbats;
    assert_eq!(words(&draft.read()), ["\u{2714}"]);
    let mut draft = Draft::of("BT /F 10 Tf 50 150 Td <01> Tj ET");
    draft.font = adobe_pi;
    assert_eq!(words(&draft.read()), ["\u{2714}"]);
}

#[test]
fn a_character_that_nobody_knows_stays_visible() {
    let mut draft = Draft::of("BT /F 10 Tf 50 150 Td <000200010002> Tj ET");
    draft.font = broken_table;
    let document = draft.read();
    assert_eq!(words(&document), ["7\u{FFFD}7"], "77 would be a wrong number");
    assert_eq!(document.undecodable, 1);
}

#[test]
fn pages_without_text_are_a_scan() {
    let mut image = Content::new();
    image.set_fill_gray(0.0).rect(0.0, 0.0, 400.0, 200.0).fill_nonzero();
    let mut draft = Draft::of("");
    draft.contents = vec![image.finish().to_vec()];
    assert_eq!(code_of(&draft.write()), RejectCode::NoTextLayer);
}

#[test]
fn a_password_is_told_from_damage() {
    let bytes = Draft::of("BT /F 10 Tf 50 150 Td (x) Tj ET").write();
    let keys = format!("/O <{0}> /U <{0}>", "5a".repeat(32));
    let dictionary = format!("/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 {keys} >> ");
    // The trailer stands behind the table of offsets, so that all of them stay right.
    let root = bytes.windows(5).rposition(|window| window == b"/Root").unwrap();
    let locked = [&bytes[..root], dictionary.as_bytes(), &bytes[root..]].concat();
    assert_eq!(code_of(&locked), RejectCode::Encrypted);
    assert_eq!(code_of(b"%PDF-1.7\nrubbish\n%%EOF"), RejectCode::MalformedPdf);
}

#[test]
fn a_cut_or_lossy_file_is_an_error_and_never_a_panic() {
    let mut draft = Draft::of("BT /F 10 Tf 50 150 Td (one) Tj ET");
    draft.contents =
        ["one", "two", "six"].map(|word| format!("BT /F 10 Tf 50 150 Td ({word}) Tj ET").into_bytes()).to_vec();
    let whole = draft.write();
    assert_eq!(words(&draft.read()), ["one", "two", "six"]);
    let end = whole.windows(9).rposition(|window| window == b"startxref").unwrap();
    for cut in 8..end {
        assert_eq!(code_of(&whole[..cut]), RejectCode::MalformedPdf, "cut at {cut}");
    }
    draft.promised = Some(4);
    assert_eq!(code_of(&draft.write()), RejectCode::MalformedPdf, "a page is lost");
    draft.contents.clear();
    draft.promised = None;
    assert_eq!(code_of(&draft.write()), RejectCode::MalformedPdf, "no pages");
}

#[test]
fn a_wrong_byte_in_a_compressed_page_is_an_error() {
    // One stored block, as `zlib` writes it without compressing, and the checksum of `BT ... ET`.
    let content = b"BT /F 10 Tf 50 150 Td (1,000) Tj ET";
    let size = u8::try_from(content.len()).unwrap();
    let checksum = 0x8589_078F_u32.to_be_bytes();
    let zlib = [&[0x78, 0x01, 0x01, size, 0, !size, 0xFF][..], content, &checksum].concat();
    let compressed = |zlib: &[u8]| {
        let mut draft = Draft::of("");
        draft.contents = vec![zlib.to_vec()];
        draft.compressed = true;
        draft.write()
    };
    assert_eq!(words(&extract(&compressed(&zlib), &Limits::default()).unwrap()), ["1,000"]);
    let mut wrong = zlib.clone();
    wrong[7 + content.iter().position(|byte| *byte == b',').unwrap() + 1] = b'7';
    assert_eq!(code_of(&compressed(&wrong)), RejectCode::MalformedPdf, "1,700 would be a wrong number");
}

#[test]
fn limits_are_kept() {
    let mut draft = Draft::of("BT /F 10 Tf 50 150 Td (twelve chars) Tj ET");
    draft.contents.push(draft.contents[0].clone());
    let bytes = draft.write();
    let enough = Limits { max_bytes: bytes.len(), max_pages: 2, max_glyphs: 24 };
    assert!(extract(&bytes, &enough).is_ok());
    let tight = [
        Limits { max_bytes: bytes.len() - 1, ..enough },
        Limits { max_pages: 1, ..enough },
        Limits { max_glyphs: 23, ..enough },
    ];
    for limits in tight {
        assert_eq!(extract(&bytes, &limits).unwrap_err().code, RejectCode::TooLarge, "{limits:?}");
    }
    let text = b"one\nPage 1 of 2\ntwo\nPage 2 of 2\n";
    assert!(extract(text, &Limits { max_pages: 2, ..enough }).is_err(), "33 characters");
    let pages = Limits { max_pages: 1, ..Limits::default() };
    assert_eq!(extract(text, &pages).unwrap_err().code, RejectCode::TooLarge);
}

#[test]
fn the_kind_is_told_from_the_content() {
    assert_eq!(code_of(b""), RejectCode::Empty);
    assert_eq!(code_of(b" \r\n\t "), RejectCode::Empty);
    assert_eq!(code_of(b"\xEF\xBB\xBF \n"), RejectCode::Empty);
    let unsupported: [(&[u8], &str); 6] = [
        (b"PK\x03\x04\x14\0\0\0return.pdf", "ZIP"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0", "OLE file other than a Word document"),
        (b"\x89PNG\r\n\x1A\n\0\0", "PNG"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "JPEG"),
        (b"<?xml version=\"1.0\"?><return/>", "XML"),
        (b"\x01\x02\x03\xFE\x80\x04\x99\x05 binary \x06\x07", "binary"),
    ];
    for (bytes, name) in unsupported {
        let error = extract(bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.code, RejectCode::UnsupportedFormat);
        assert!(error.message.contains(name), "{error}");
    }
    let mut late = b"mail header\n".repeat(20);
    late.extend(Draft::of("BT /F 10 Tf 50 150 Td (late) Tj ET").write());
    assert_eq!(words(&extract(&late, &Limits::default()).unwrap()), ["late"]);
}

fn tiny() -> Vec<u8> {
    Draft::of("BT /F 10 Tf 50 150 Td (1,000) Tj ET 30 30 100 20 re S").write()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_change_of_a_pdf_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = tiny();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = extract(&bytes, &Limits::default());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = extract(&bytes, &Limits::default());
    }

    #[test]
    fn no_text_panics_and_no_character_is_lost(text in "([ -~月頁第共\t\n\u{3000}|]|Page [0-9] of 9|\u{c}){0,60}") {
        if let Ok(document) = extract(text.as_bytes(), &Limits::default()) {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
            prop_assert_eq!(digits(&words(&document).concat()), digits(&text));
        }
    }
}
