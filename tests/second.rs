//! The second reader alone, beside the first, and what comes of asking it.

use pdf_extract::encryption::{EncryptionState, EncryptionVersion};
use pdf_extract::{Document as Lopdf, Object, Permissions, Stream, dictionary};
use sharecap::extract::{Document, Limits, Reader, extract, extract_again};
use sharecap::filing::{Language, MonthlyReturn, Table};
use sharecap::finding::{Code, Method, RejectCode, Severity};
use sharecap::pipeline::{Readings, read_filings};
use sharecap::record::Reading;
use sharecap::synth::random::{legacy_return, monthly_return};
use sharecap::synth::{DrawOptions, FormVersion, LegacyStyle, draw_legacy_pdf, draw_pdf};

fn drawn(seed: u64) -> (MonthlyReturn, Vec<u8>) {
    let version = FormVersion::ALL[usize::try_from(seed).unwrap() % FormVersion::ALL.len()];
    let filing = monthly_return(seed, version, Language::English);
    let bytes = draw_pdf(&filing, version, &DrawOptions::default()).bytes;
    (filing, bytes)
}

fn one(mut readings: Readings) -> Reading {
    assert_eq!(readings.len(), 1);
    readings.remove(0).unwrap()
}

fn codes(reading: &Reading) -> Vec<Code> {
    reading.findings.iter().map(|finding| finding.code).collect()
}

/// Every version of FF301 and the legacy template, in English: what one reader reads the other reads.
#[test]
fn both_readers_read_the_same_returns() {
    let legacy = |seed| {
        let filing = legacy_return(seed, Language::English);
        draw_legacy_pdf(&filing, &LegacyStyle::random(seed)).bytes
    };
    let files = (0..42).map(|seed| drawn(seed).1).chain((0..28).map(legacy));
    for (number, bytes) in files.enumerate() {
        let (first, second) = (read_filings(&bytes, Reader::First), read_filings(&bytes, Reader::Second));
        assert_eq!(one(first).filing, one(second).filing, "file {number}");
    }
}

/// A small page: its content, and further entries of its dictionary.
fn page(content: &str, entries: &[(&str, Object)]) -> Lopdf {
    let mut pdf = Lopdf::with_version("1.7");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding"
    });
    let form = pdf.add_object(Stream::new(
        dictionary! { "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()] },
        b"BT /F 10 Tf 50 100 Td (form) Tj ET".to_vec(),
    ));
    let content = pdf.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 400.into(), 200.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font }, "XObject" => dictionary! { "X" => form } }
    };
    for (key, value) in entries {
        page.set(*key, value.clone());
    }
    let page = pdf.add_object(page);
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    pdf
}

fn written(mut pdf: Lopdf) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// Words with their boxes in whole points, from top to bottom and from left to right.
fn words(document: &Document) -> Vec<(String, [i64; 4])> {
    #[allow(clippy::cast_possible_truncation, reason = "whole points are what is compared")]
    let points = |side: f32| side.round() as i64;
    let words = document.pages.iter().flat_map(|page| &page.words);
    let mut words: Vec<_> = words
        .map(|word| (word.text.clone(), [word.bbox.x0, word.bbox.y0, word.bbox.x1, word.bbox.y1].map(points)))
        .collect();
    words.sort_by_key(|(_, [x0, y0, ..])| (*y0, *x0));
    words
}

fn by_both(bytes: &[u8]) -> [Document; 2] {
    [extract(bytes, &Limits::default()).unwrap(), extract_again(bytes, &Limits::default()).unwrap()]
}

#[test]
fn pages_lie_the_same_way_for_both() {
    let content = "BT /F 10 Tf 60 150 Td (1,000) Tj 40 -30 Td (two) Tj ET 50 90 100 20 re S";
    let seen: Object = vec![40.into(), 20.into(), 390.into(), 190.into()].into();
    for turn in [0, 90, 180, 270, -90, 450] {
        for entries in [vec![("Rotate", turn.into())], vec![("Rotate", turn.into()), ("CropBox", seen.clone())]] {
            let [first, second] = by_both(&written(page(content, &entries)));
            assert_eq!(words(&first), words(&second), "{entries:?}");
            let size = |document: &Document| (document.pages[0].width, document.pages[0].height);
            assert_eq!(size(&first), size(&second), "{entries:?}");
            assert_eq!(first.pages[0].rules, second.pages[0].rules, "{entries:?}");
        }
    }
}

#[test]
fn operators_that_the_second_reader_does_not_know_are_put_straight() {
    let content = "BT /F 10 Tf 12 TL 50 150 Td (one) Tj (two) ' 0 0 (three) \" ET \
                   50 90 100 20 re B 0 0 30 30 re b 200 90 100 1 re f* q /X Do Q";
    let [first, second] = by_both(&written(page(content, &[])));
    let texts: Vec<String> = words(&second).into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["one", "two", "three", "form"]);
    assert_eq!(words(&first), words(&second));
    assert_eq!(first.pages[0].rules.len(), second.pages[0].rules.len());
}

#[test]
fn an_owner_password_locks_no_reader_out() {
    let (_, bytes) = drawn(3);
    let mut pdf = Lopdf::load_mem(&bytes).unwrap();
    let id = Object::string_literal("0123456789abcdef");
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let state = EncryptionState::try_from(EncryptionVersion::V2 {
        document: &pdf,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::empty(),
    });
    pdf.encrypt(&state.unwrap()).unwrap();
    let locked = written(pdf);
    let plain = one(read_filings(&bytes, Reader::First));
    for reader in [Reader::First, Reader::Second] {
        let reading = one(read_filings(&locked, reader));
        assert_eq!(reading.filing, plain.filing, "{reader:?}");
        assert!(!codes(&reading).contains(&Code::DamagedFile), "{:?}", reading.findings);
    }
}

#[test]
fn a_form_that_draws_itself_is_turned_away() {
    let mut pdf = page("/X Do", &[]);
    let form = |object: &Object| object.as_stream().is_ok_and(|stream| stream.dict.has(b"BBox"));
    let id = *pdf.objects.iter().find(|(_, object)| form(object)).unwrap().0;
    let stream = pdf.get_object_mut(id).and_then(Object::as_stream_mut).unwrap();
    stream.set_plain_content(b"/X Do".to_vec());
    let error = extract_again(&written(pdf), &Limits::default()).unwrap_err();
    assert_eq!(error.code, RejectCode::MalformedPdf);
    assert!(error.message.contains("draws itself"), "{}", error.message);
}

#[test]
fn a_sound_file_is_read_once() {
    let (_, bytes) = drawn(5);
    let (first, both) = (one(read_filings(&bytes, Reader::First)), one(read_filings(&bytes, Reader::Both)));
    assert_eq!(first, both);
}

/// The form itself contradicts itself: both readers say so, and the figure stands.
#[test]
fn a_figure_in_doubt_on_which_both_agree_is_confirmed() {
    let mut filing = monthly_return(4, FormVersion::V1_1_1, Language::English);
    let wrong = filing.issued_shares[0].closing_issued.unwrap() + 1_000;
    filing.issued_shares[0].closing_issued = Some(wrong);
    let bytes = draw_pdf(&filing, FormVersion::V1_1_1, &DrawOptions::default()).bytes;
    let reading = one(read_filings(&bytes, Reader::Both));
    assert_eq!(reading.filing.issued_shares[0].closing_issued, Some(wrong));
    let of_cell = |code: Code| {
        reading.findings.iter().find(|finding| {
            finding.code == code
                && finding.table == Some(Table::IssuedShares)
                && finding.column.as_deref() == Some("closing_issued")
        })
    };
    assert!(of_cell(Code::BalanceBroken).is_some(), "{:#?}", reading.findings);
    assert_eq!(of_cell(Code::SecondReaderAgrees).map(|finding| finding.severity), Some(Severity::Info));
    assert!(!codes(&reading).contains(&Code::ReadersDiffer));
    assert!(reading.provenance.iter().all(|value| value.method == Method::Read));
}

/// The page tree promises a page more than there is: the first reader will have none of it.
#[test]
fn what_only_the_second_reader_can_read_is_read_and_said_so() {
    let (filing, bytes) = drawn(6);
    let mut pdf = Lopdf::load_mem(&bytes).unwrap();
    let tree = pdf.catalog().unwrap().get(b"Pages").and_then(Object::as_reference).unwrap();
    let tree = pdf.get_object_mut(tree).and_then(Object::as_dict_mut).unwrap();
    tree.set("Count", 90);
    let damaged = written(pdf);
    assert_eq!(read_filings(&damaged, Reader::First).remove(0).unwrap_err().code, RejectCode::MalformedPdf);
    let reading = one(read_filings(&damaged, Reader::Both));
    assert_eq!(reading.filing.issued_shares, filing.issued_shares);
    for code in [Code::SecondReaderUsed, Code::DamagedFile] {
        for table in Table::ALL.iter().filter(|table| reading.filing.row_count(**table) > 0) {
            let points = reading.findings.iter().any(|finding| finding.code == code && finding.table == Some(*table));
            assert!(points, "{} says nothing of {}", code.as_str(), table.as_str());
        }
    }
}
