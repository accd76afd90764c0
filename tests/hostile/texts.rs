//! Texts, web pages and Word documents that are made to do harm.

use super::pdf::deflated_blanks;
use super::{Hostile, NO_RETURN};

/// Text without end, without lines, without characters.
pub(crate) fn texts() -> Vec<Hostile> {
    let controls: String = (0..0x20_u8).chain(0x7F..0xA0).map(char::from).collect();
    let odd = "\u{202E}\u{2066}\u{FEFF}\u{200D}\u{E0001}\u{FFFE}\u{10FFFF}a\u{0301}\u{0301}\u{1F468}\u{200D}\u{1F469}";
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let lone =
        [&[0xFF, 0xFE][..], &wide("Monthly minutes "), &[0x00, 0xD8, 0x41, 0x00, 0x00, 0xDC].repeat(1000)].concat();
    let pipes = format!("{}\n", "|".repeat(1_900_000));
    let feet = (1..=90_000).map(|page| format!("Page {page} of 9\n")).collect::<Vec<_>>().concat();
    let title = "FF301 v 1.1.1 Page 1 of 9\n\
                 Monthly Return for Equity Issuer and Hong Kong Depositary Receipts listed under \
                 Chapter 19B of the Exchange Listing Rules on Movements in Securities\n";
    vec![
        Hostile::new("text-one-line.txt", vec![b'a'; 50_000_000], &["too_large"]),
        Hostile::new("text-one-word.txt", vec![b'a'; 500_000], &[NO_RETURN]),
        Hostile::new("text-words.txt", b"a ".repeat(200_000), &[NO_RETURN]),
        Hostile::new("text-numbers.txt", b"1,234 ".repeat(80_000), &[NO_RETURN]),
        Hostile::new("text-lines.txt", b"\n".repeat(10_000_000), &["empty"]),
        Hostile::new("text-short-lines.txt", b"a\n".repeat(10_000_000), &["too_large"]),
        Hostile::new("text-short-lines-fewer.txt", b"a\n".repeat(200_000), &[NO_RETURN]),
        Hostile::new("text-pages.txt", b"a\x0C".repeat(900_000), &["too_large"]),
        Hostile::new("text-feet.txt", feet.into_bytes(), &["too_large"]),
        Hostile::new("text-pipes.txt", pipes.into_bytes(), &[NO_RETURN]),
        Hostile::new("text-cells.txt", "| 1 | 2 | 3 |\n".repeat(100_000).into_bytes(), &[NO_RETURN]),
        Hostile::new("text-controls.txt", controls.repeat(1000).into_bytes(), &["unsupported_format"]),
        Hostile::new(
            "text-escapes.txt",
            "minutes \u{1B}[2J\u{1B}]0;title\u{7} of a meeting ".repeat(3).into_bytes(),
            &["unsupported_format"],
        ),
        Hostile::new("text-odd.txt", odd.repeat(20_000).into_bytes(), &[NO_RETURN]),
        Hostile::new("text-marks.txt", format!("minutes a{}", "\u{0301}".repeat(200_000)).into_bytes(), &[NO_RETURN]),
        Hostile::new("text-nothing.txt", vec![0; 5_000_000], &["unsupported_format"]),
        Hostile::new("text-surrogates.txt", lone, &["unsupported_format"]),
        Hostile::new(
            "text-boms.txt",
            [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF", b"minutes"].concat(),
            &["unsupported_format"],
        ),
        Hostile::new(
            "text-headings.txt",
            "I. Movements in Authorised / Registered Share Capital\n".repeat(8_000).into_bytes(),
            &[NO_RETURN],
        ),
        Hostile::new("text-forms.txt", title.repeat(8_000).into_bytes(), &["too_large"]),
    ]
}

/// Web pages that no browser likes.
pub(crate) fn pages() -> Vec<Hostile> {
    let page = |body: &str| format!("<html><body><p>Minutes of a meeting</p>{body}</body></html>").into_bytes();
    let attributes = (0..200_000).map(|n| format!(" a{n}=\"{n}\"")).collect::<Vec<_>>().concat();
    let row = "<tr><td>1</td><td>2</td></tr>";
    let formatting = (0..990).map(|n| format!("<b id={n}><i id={n}>")).collect::<Vec<_>>().concat();
    vec![
        Hostile::new(
            "page-entities.html",
            page(&"&amp;&#x10FFFF;&nbsp;&CounterClockwiseContourIntegral;".repeat(100_000)),
            &[NO_RETURN],
        ),
        Hostile::new("page-no-entities.html", page(&"&amp&a".repeat(1_000_000)), &["too_large"]),
        Hostile::new("page-divs.html", page(&"<div>".repeat(100_000)), &["too_large"]),
        Hostile::new("page-tables.html", page(&"<table><tr><td>".repeat(100_000)), &["too_large"]),
        Hostile::new("page-tables-some.html", page(&"<table><tr><td>".repeat(900)), &["too_large"]),
        Hostile::new(
            "page-spans.html",
            page(&format!(
                "<table border=1>{}</table>",
                "<tr><td colspan=1000000 rowspan=1000000>1</td></tr>".repeat(1000)
            )),
            &["too_large"],
        ),
        Hostile::new(
            "page-columns.html",
            page(&format!("<table border=1><tr>{}</tr></table>", "<td>1".repeat(300_000))),
            &["too_large"],
        ),
        Hostile::new(
            "page-rows.html",
            page(&format!("<table border=1>{}</table>", row.repeat(60_000))),
            &["too_large"],
        ),
        Hostile::new(
            "page-wide-rows.html",
            page(&format!(
                "<table border=1>{}</table>",
                format!("<tr>{}</tr>", "<td colspan=1000>1".repeat(20)).repeat(5000)
            )),
            &["too_large"],
        ),
        Hostile::new("page-attributes.html", page(&format!("<p{attributes}>")), &["too_large"]),
        Hostile::new(
            "page-formatting.html",
            page(&format!("{}{}", formatting, "<p>x</p>".repeat(20_000))),
            &["too_large"],
        ),
        Hostile::new("page-misnested.html", page(&"<a><b></a><p></b>".repeat(20_000)), &[NO_RETURN]),
        Hostile::new("page-brackets.html", page(&"<".repeat(3_000_000)), &["too_large"]),
        Hostile::new("page-comment.html", page(&format!("<!--{}", "-".repeat(3_000_000))), &[NO_RETURN]),
        Hostile::new("page-quote.html", page(&format!("<p title=\"{}", "a='".repeat(3_000_000))), &[NO_RETURN]),
        Hostile::new("page-foster.html", page(&format!("<table>{}", "x<p>".repeat(60_000))), &[NO_RETURN]),
        Hostile::new(
            "page-script.html",
            page(&format!("<script>alert(1)</script><p>{}", "<script>".repeat(900))),
            &[NO_RETURN],
        ),
        Hostile::new(
            "page-svg.html",
            page(&format!("{}x", "<svg><foreignObject><math><mi>".repeat(240))),
            &[NO_RETURN],
        ),
        Hostile::new(
            "page-styles.html",
            page(&format!("<style>{}</style>", "td{border:1px}".repeat(500_000))),
            &[NO_RETURN],
        ),
    ]
}

/// Word documents that are none, or too much.
pub(crate) fn documents() -> Vec<Hostile> {
    let ole = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &vec![0x5A; 200_000]].concat();
    let mut word = vec![0; 200_000];
    word[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    word[30] = 9;
    let name: Vec<u8> = "WordDocument\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    word[512..512 + name.len()].copy_from_slice(&name);
    word[576] = 26;
    word[628..632].copy_from_slice(&[0xFF; 4]);
    let depth = 1_000_000;
    let rtf = format!("{{\\rtf1 {}{}}}", "{\\b ".repeat(depth), "}".repeat(depth));
    vec![
        Hostile::new("ole-garbage.doc", ole, &["unsupported_format"]),
        Hostile::word("ole-word.doc", word, &["not_converted", "timeout"]),
        Hostile::word("deep.rtf", rtf.into_bytes(), &["not_converted", "timeout", "crashed"]),
        Hostile::word("zip-bomb.docx", docx_bomb(), &["not_converted", "timeout", "out_of_memory"]),
        Hostile::new("zip-of-nothing.docx", b"PK\x03\x04".repeat(100_000), &["unsupported_format"]),
        Hostile::new("zip-end.docx", [&b"PK\x05\x06"[..], &[0xFF; 18]].concat(), &["unsupported_format"]),
    ]
}

/// A document of 4 GiB of blanks in 4 MB.
fn docx_bomb() -> Vec<u8> {
    // Without zlib's head and checksum.
    let packed = deflated_blanks(4095);
    let data = packed[2..packed.len() - 4].to_vec();
    let formats = "http://schemas.openxmlformats.org";
    let kinds = "application/vnd.openxmlformats";
    let types = format!(
        "<Types xmlns=\"{formats}/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"{kinds}-package.relationships+xml\"/>\
         <Override PartName=\"/word/document.xml\" \
         ContentType=\"{kinds}-officedocument.wordprocessingml.document.main+xml\"/></Types>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{formats}/package/2006/relationships\">\
         <Relationship Id=\"r\" Type=\"{formats}/officeDocument/2006/relationships/officeDocument\" \
         Target=\"word/document.xml\"/></Relationships>"
    );
    zip(&[
        ("[Content_Types].xml", Member::stored(&types)),
        ("_rels/.rels", Member::stored(&relations)),
        ("word/document.xml", Member { packed: data, method: 8, bytes: 4095 << 20 }),
    ])
}

struct Member {
    packed: Vec<u8>,
    method: u8,
    bytes: u32,
}

impl Member {
    fn stored(text: &str) -> Self {
        Self { packed: text.as_bytes().to_vec(), method: 0, bytes: u32::try_from(text.len()).unwrap() }
    }
}

/// An archive; its checksums are left out, as a bomb's reader never comes to them.
fn zip(members: &[(&str, Member)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    for (name, member) in members {
        let at = file.len();
        let common = [
            &[20, 0, 0, 0, member.method, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &four(member.packed.len()),
            &member.bytes.to_le_bytes(),
            &u16::try_from(name.len()).unwrap().to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        file.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &member.packed].concat());
        directory.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &four(at), name.as_bytes()].concat());
    }
    let count = [u8::try_from(members.len()).unwrap(), 0];
    let (at, length) = (four(file.len()), four(directory.len()));
    file.extend(directory);
    file.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &length, &at, &[0, 0]].concat());
    file
}
