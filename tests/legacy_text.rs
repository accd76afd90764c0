//! The legacy form as text, one fixture for every style in which it lies on the web, with what a careful reader reads in
//! it: no cell may be wrong without a finding that points at it, and nearly all must be right.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sharecap::filing::{MonthlyReturn, Row, Table};
use sharecap::finding::{Code, Finding, Severity};
use sharecap::pipeline::read_filing;
use sharecap::record::Reading;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn read(name: &str) -> Reading {
    read_filing(&fs::read(fixture(&format!("{name}.txt"))).unwrap()).unwrap()
}

/// One cell as a careful reader reads it; an empty value is a null.
struct Cell {
    table: Table,
    row: usize,
    column: String,
    value: String,
}

fn truth(name: &str) -> Vec<Cell> {
    let text = fs::read_to_string(fixture(&format!("{name}.csv"))).unwrap();
    let cell = |line: &str| {
        let fields = fields(line);
        let [table, row, column, value, _note] = fields.as_slice() else { panic!("{name}: {line}") };
        let table = Table::from_word(table).unwrap_or_else(|| panic!("{name}: {line}"));
        Cell { table, row: row.parse().unwrap(), column: column.clone(), value: value.clone() }
    };
    text.lines().skip(1).map(cell).collect()
}

/// The fields of a line; one with commas stands in quotation marks.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}

/// A row's values by column, or `None` where there is no such row.
fn stated(filing: &MonthlyReturn, cell: &Cell) -> Option<String> {
    fn of<R: Row>(rows: &[R], cell: &Cell) -> Option<String> {
        assert!(R::columns().contains(&cell.column.as_str()), "{} has no {}", R::TABLE.as_str(), cell.column);
        rows.get(cell.row - 1).map(|row| row.get(&cell.column).to_string())
    }
    match cell.table {
        Table::Filings => Some(head(filing, &cell.column)),
        Table::AuthorisedCapital => of(&filing.authorised_capital, cell),
        Table::IssuedShares => of(&filing.issued_shares, cell),
        Table::OptionMovements => of(&filing.option_movements, cell),
        Table::WarrantMovements => of(&filing.warrant_movements, cell),
        Table::ConvertibleMovements => of(&filing.convertible_movements, cell),
        Table::AgreementMovements => of(&filing.agreement_movements, cell),
        Table::OtherMovements => of(&filing.other_movements, cell),
        Table::SectionTotals => of(&filing.section_totals, cell),
        Table::Remarks => of(&filing.remarks, cell),
        other => panic!("no truth about {other:?}"),
    }
}

fn head(filing: &MonthlyReturn, column: &str) -> String {
    fn text<T: ToString>(value: Option<&T>) -> String {
        value.map_or(String::new(), ToString::to_string)
    }
    match column {
        "form" => filing.form.as_str().to_owned(),
        "language" => filing.language.as_str().to_owned(),
        "form_version" => text(filing.form_version.as_ref()),
        "stock_code" => text(filing.stock_code.as_ref()),
        "issuer_name" => text(filing.issuer_name.as_ref()),
        "month_end" => text(filing.month_end.as_ref()),
        "status" => text(filing.status.map(|status| status.as_str().to_owned()).as_ref()),
        "submitted_on" => text(filing.submitted_on.as_ref()),
        "pages" => text(filing.pages.as_ref()),
        "total_authorised_currency" => text(filing.total_authorised_currency.as_ref()),
        "total_authorised_capital" => text(filing.total_authorised_capital.as_ref()),
        "submitted_by" => text(filing.submitted_by.as_ref()),
        "submitted_by_title" => text(filing.submitted_by_title.as_ref()),
        other => panic!("no truth about {other}"),
    }
}

fn rows(filing: &MonthlyReturn) -> Vec<(Table, usize)> {
    vec![
        (Table::AuthorisedCapital, filing.authorised_capital.len()),
        (Table::IssuedShares, filing.issued_shares.len()),
        (Table::OptionMovements, filing.option_movements.len()),
        (Table::WarrantMovements, filing.warrant_movements.len()),
        (Table::ConvertibleMovements, filing.convertible_movements.len()),
        (Table::AgreementMovements, filing.agreement_movements.len()),
        (Table::OtherMovements, filing.other_movements.len()),
        (Table::SectionTotals, filing.section_totals.len()),
        (Table::Remarks, filing.remarks.len()),
    ]
}

fn same(truth: &str, stated: &str) -> bool {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    bare(truth) == bare(stated)
}

fn points_at(finding: &Finding, cell: &Cell) -> bool {
    finding.table == Some(cell.table)
        && finding.row.is_none_or(|row| row as usize == cell.row)
        && finding.column.as_ref().is_none_or(|column| *column == cell.column)
}

/// Reads a fixture: nothing wrong in silence, no row too many, and at least so many of a hundred cells right.
fn check(name: &str, least: usize) -> Reading {
    let (reading, cells) = (read(name), truth(name));
    let mut wrong = String::new();
    let (mut right, mut silent) = (0, 0);
    for cell in &cells {
        let stated = stated(&reading.filing, cell);
        if stated.as_ref().map_or(cell.value.is_empty(), |stated| same(&cell.value, stated)) {
            right += 1;
            continue;
        }
        let heard = stated.is_some() && reading.findings.iter().any(|finding| points_at(finding, cell));
        silent += usize::from(!heard);
        let place = format!("{}[{}].{}", cell.table.as_str(), cell.row, cell.column);
        writeln!(wrong, "{place}: {:?}, read {stated:?}{}", cell.value, if heard { "" } else { ", in silence" })
            .unwrap();
    }
    for (table, count) in rows(&reading.filing) {
        let known = cells.iter().filter(|cell| cell.table == table).map(|cell| cell.row).max().unwrap_or(0);
        if count > known {
            writeln!(wrong, "{}: {count} rows, not {known}", table.as_str()).unwrap();
            silent += count - known;
        }
    }
    assert!(silent == 0 && 100 * right >= least * cells.len(), "{name}: {right} of {} right\n{wrong}", cells.len());
    reading
}

/// Tabs between cells; two schemes, one of which issued shares; warrants counted in units; `N/AN/A`.
#[test]
fn cells_between_tabs() {
    check("legacy_tabs", 100);
}

/// Markdown; `March 2019`; a par value that changed; notes beside figures; prices within phrases.
#[test]
fn cells_between_pipes() {
    check("legacy_pipes", 100);
}

/// Columns by runs of blanks, as a page looks; names in the middle of their rows, labels torn across lines; a placing
/// and a repurchase; `units` below their figures.
#[test]
fn columns_by_blanks() {
    check("legacy_columns", 100);
}

/// One cell a line behind a pipe; both labels of the head before both values; all labels of a row before its values; a
/// total before the end of its label; one figure under two headings.
#[test]
fn a_cell_a_line() {
    check("legacy_cells", 100);
}

/// Chinese, one run a page; 零 and 無 for nil; a repurchase with its date.
#[test]
fn a_run_a_page_in_chinese() {
    check("legacy_run_zh", 100);
}

/// Retained mark-up: two words for one in headings, values of the head behind the first heading; a company without
/// authorised capital.
#[test]
fn retained_mark_up() {
    check("legacy_markup", 100);
}

/// Domestic and H shares in the places of (1) and (2), descriptions behind their blocks, two kinds of preference shares
/// in two currencies of which section II gives the sum.
#[test]
fn domestic_shares_and_two_kinds_of_preference_shares() {
    check("legacy_domestic", 100);
}

/// A preference column in two halves: five figures in the first row, three in the others.
#[test]
fn a_split_preference_column() {
    check("legacy_split", 100);
}

/// Optical recognition: letters lost, lines to write on for blank cells, a blank within a date.
#[test]
fn optical_recognition() {
    check("legacy_ocr", 100);
}

/// One blank between cells, or none; a closing figure before the label of its row.
#[test]
fn glued_cells() {
    check("legacy_glued", 100);
}

/// An excerpt that breaks off in a cell: read as far as it goes, and said so once, not section by section.
#[test]
fn an_excerpt() {
    let reading = check("legacy_excerpt", 95);
    let codes = |code: Code| reading.findings.iter().filter(move |finding| finding.code == code);
    assert_eq!(codes(Code::SectionMissing).count(), 0);
    assert!(codes(Code::Truncated).any(|finding| finding.table.is_none() && finding.message.contains("section C")));
    let last = (Some(Table::ConvertibleMovements), Some(1), Some("shares_issuable"));
    let points = |finding: &Finding| (finding.table, finding.row, finding.column.as_deref()) == last;
    assert!(codes(Code::Truncated).any(points), "the last cell may go on");
}

/// A return on form FF301 that breaks off: the same.
#[test]
fn an_excerpt_of_ff301() {
    let text = fs::read_to_string(fixture("cell_per_line_v1.0.1.txt")).unwrap();
    let end = text.find("(B). Warrants").unwrap();
    let reading = read_filing(&text.as_bytes()[..end]).unwrap();
    let general = reading.findings.iter().filter(|finding| finding.table.is_none());
    let of = |code: Code| general.clone().filter(|finding| finding.code == code).count();
    assert_eq!((of(Code::SectionMissing), of(Code::Truncated)), (0, 1));
    assert_eq!(reading.filing.issued_shares[0].closing_issued, Some(2_749_685_743));
    assert_eq!(reading.filing.option_movements.len(), 2);
}

/// A section that is missing in the middle is no excerpt.
#[test]
fn a_lost_section_is_missed() {
    let text = fs::read_to_string(fixture("legacy_tabs.txt")).unwrap();
    let (start, end) = (text.find("Warrants to Issue").unwrap(), text.find("Convertibles (i.e.").unwrap());
    let reading = read_filing([&text[..start], &text[end..]].concat().as_bytes()).unwrap();
    let missing: Vec<&str> = reading
        .findings
        .iter()
        .filter(|finding| finding.code == Code::SectionMissing && finding.severity == Severity::Error)
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(missing, ["section B was not found; what it states is not read"]);
    assert!(reading.findings.iter().all(|finding| finding.code != Code::Truncated));
}

/// A text that says itself that it was cut.
#[test]
fn an_ellipsis_at_the_end() {
    let text = fs::read_to_string(fixture("legacy_tabs.txt")).unwrap();
    let reading = read_filing(format!("{}\n…\n", text.trim_end()).as_bytes()).unwrap();
    assert_eq!(reading.findings.iter().filter(|finding| finding.code == Code::Truncated).count(), 1);
}
