//! Text input: cell borders, pages and encodings.

use encoding_rs::{BIG5, GB18030};
use sharecap::extract::{Document, Limits, TEXT_CELL_GAP, TEXT_COLUMN, TEXT_LINE, extract};
use sharecap::filing::SourceFormat;

fn read(text: &str) -> Document {
    extract(text.as_bytes(), &Limits::default()).unwrap()
}

/// The words of the first page, each after the width of the gap before it in columns; `/` where a line ends.
fn gaps(text: &str) -> Vec<(f32, String)> {
    let mut last = (0.0, 0.0);
    let document = read(text);
    let words = document.pages[0].words.iter().map(|word| {
        let start = if word.bbox.y0 > last.1 { 0.0 } else { last.0 };
        last = (word.bbox.x1, word.bbox.y0);
        (word.bbox.x0 - start, word.text.clone())
    });
    words.collect()
}

/// Page numbers and the text of each page.
fn pages(text: &str) -> Vec<(u32, String)> {
    let join =
        |words: &[sharecap::extract::Word]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    read(text).pages.iter().map(|page| (page.number, join(&page.words))).collect()
}

fn row(cells: &[(f32, &str)]) -> Vec<(f32, String)> {
    cells.iter().map(|(gap, text)| (*gap, (*text).to_owned())).collect()
}

#[test]
fn tabs_pipes_and_runs_of_blanks_are_borders() {
    let expected = row(&[(0.0, "Stock"), (TEXT_COLUMN, "code"), (TEXT_CELL_GAP, "00020"), (TEXT_CELL_GAP, "RMB")]);
    for text in
        ["Stock code\t00020\tRMB", "Stock code | 00020 | RMB", "| Stock code | 00020 | RMB |", "|Stock code|00020|RMB|"]
    {
        assert_eq!(gaps(text), expected, "{text}");
    }
    let wide = row(&[(0.0, "Stock"), (TEXT_COLUMN, "code"), (2.0 * TEXT_COLUMN, "00020"), (7.0 * TEXT_COLUMN, "RMB")]);
    assert_eq!(gaps("Stock code  00020       RMB"), wide);
    assert_eq!(gaps("Stock code\u{3000}\u{3000}00020\u{3000}      RMB"), wide);
}

#[test]
fn empty_cells_widen_the_gap() {
    let expected = row(&[(0.0, "Opening"), (TEXT_CELL_GAP, "5"), (2.0 * TEXT_CELL_GAP, "5")]);
    assert_eq!(gaps("Opening\t5\t\t5"), expected);
    assert_eq!(gaps("| Opening | 5 |  | 5 |"), expected);
    assert_eq!(gaps("\t\tNumber"), row(&[(2.0 * TEXT_CELL_GAP, "Number")]));
    assert_eq!(gaps("| | Number |"), row(&[(TEXT_CELL_GAP, "Number")]));
}

#[test]
fn markdown_leaves_no_trace() {
    let text = "## II. Movements\n```\n|Class|**Yes**|\n|---|:--:|\nA<br>B\n";
    let words: Vec<_> = gaps(text).into_iter().map(|(_, text)| text).collect();
    assert_eq!(words, ["II.", "Movements", "Class", "Yes", "A", "B"]);
    let document = read("first\n\nthird");
    assert_eq!(document.format, SourceFormat::Text);
    assert!(!document.has_geometry() && document.pages[0].rules.is_empty());
    let [first, third] = &document.pages[0].words[..] else { panic!("two words") };
    assert!((third.bbox.y0 - first.bbox.y0 - 2.0 * TEXT_LINE).abs() < f32::EPSILON, "blank lines count");
}

#[test]
fn a_foot_on_its_own_line_ends_its_page() {
    let text = "v 1.1.0\nTitle\nPage 1 of 3\n\nMiddle\nPage 2 of 3 v 1.1.0\n\u{c}Last\n";
    let expected = [
        (1, "v 1.1.0 Title Page 1 of 3".to_owned()),
        (2, "Middle Page 2 of 3 v 1.1.0".to_owned()),
        (3, "Last".to_owned()),
    ];
    assert_eq!(pages(text), expected);
    let chinese = "標題\n第 1 頁 共 2 頁\nv 1.1.1\n備註\n第2頁，共2頁  v 1.1.1\n";
    let expected = [(1, "標題 第 1 頁 共 2 頁 v 1.1.1".to_owned()), (2, "備註 第2頁，共2頁 v 1.1.1".to_owned())];
    assert_eq!(pages(chinese), expected);
}

#[test]
fn a_foot_at_the_front_of_a_long_line_starts_its_page() {
    let text = "FF301 Page 1 of 3 v 1.0.2 Title\nFF301v Page 2 of 3 1.0.1 Options 5\nFF301 Page 3 of 3 v 1.0.2 Notes";
    let expected = [
        (1, "FF301 Page 1 of 3 v 1.0.2 Title".to_owned()),
        (2, "FF301v Page 2 of 3 1.0.1 Options 5".to_owned()),
        (3, "FF301 Page 3 of 3 v 1.0.2 Notes".to_owned()),
    ];
    assert_eq!(pages(text), expected);
    let own_lines = "FF301 Page 1 of 2 v 1.0.2\nTitle\nFF301 Page 2 of 2 v 1.0.2\nNotes";
    let expected =
        [(1, "FF301 Page 1 of 2 v 1.0.2 Title".to_owned()), (2, "FF301 Page 2 of 2 v 1.0.2 Notes".to_owned())];
    assert_eq!(pages(own_lines), expected);
    let at_the_end = "Title Page 1 of 2 v 1.0.2\nNotes Page 2 of 2 v 1.0.2";
    assert_eq!(pages(at_the_end).len(), 2);
}

#[test]
fn prose_and_figures_end_no_page_and_lost_pages_show() {
    assert_eq!(pages("see Page 3 of 10 of the circular\nTotal 0").len(), 1);
    let text = "a\nPage 1 of 4\n0\nPage 2 of 4\nb\nPage 4 of 4";
    let numbers: Vec<_> = pages(text).into_iter().collect();
    assert_eq!(numbers[1], (2, "0 Page 2 of 4".to_owned()));
    assert_eq!(numbers[2].0, 4, "the foot knows that page 3 is missing");
}

#[test]
fn encodings_are_told_apart() {
    let traditional = "截至月份: 2025年9月30日\n公司名稱: 股份發行人的證券變動月報表\n上月底結存 1,000";
    let simplified = "截至月份: 2025年9月30日\n公司名称: 股份发行人的证券变动月报表\n上月底结存 1,000";
    let utf16: Vec<u8> = "Balance 月".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    let cases: [(Vec<u8>, &str, &str); 7] = [
        (traditional.into(), "上月底結存", "UTF-8"),
        (with_mark(b"\xEF\xBB\xBF", traditional.as_bytes()), "截至月份:", "UTF-8 with a mark"),
        (BIG5.encode(traditional).0.into_owned(), "上月底結存", "Big5"),
        (GB18030.encode(simplified).0.into_owned(), "上月底结存", "GB 18030"),
        (with_mark(b"\xFF\xFE", &utf16), "月", "UTF-16 with a mark"),
        (b"Issuer\x92s price \xA31.00".to_vec(), "Issuer’s", "Windows-1252"),
        (traditional.as_bytes()[..traditional.len() - 7].into(), "2025年9月30日", "UTF-8, cut within a character"),
    ];
    for (bytes, word, name) in cases {
        let document = extract(&bytes, &Limits::default()).unwrap();
        assert!(document.pages[0].words.iter().any(|found| found.text == word), "{name}: {document:?}");
    }
}

#[test]
fn a_stray_control_character_stays_visible() {
    let text = format!("Total\t1\u{1}00\n{}", "Balance at close of the month\n".repeat(10));
    let document = read(&text);
    assert_eq!(document.undecodable, 1);
    assert_eq!(document.pages[0].words[1].text, "1\u{FFFD}00");
}
