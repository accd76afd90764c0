//! What is filled in, and what is not.

use sharecap::filing::{Section, Table};
use sharecap::finding::{Code, Method, Provenance};
use sharecap::parse::FormData;

use super::form_data::{ORDINARY, add, at, form, is_queried, raw};
use super::{checked, with};

#[test]
fn what_one_identity_determines_is_filled_in() {
    for (table, row, column, torn, value) in [
        (Table::OptionMovements, 1, "opening_options", "1,0", "1000"),
        (Table::OptionMovements, 1, "exercised", "-3O0", "-300"),
        (Table::IssuedShares, 1, "closing_issued", "691,1O3", "691103"),
        (Table::AuthorisedCapital, 1, "closing_capital", "50.500", "50500"),
        (Table::ConvertibleMovements, 1, "opening_amount", "1,0O0.50", "1000.5"),
        (Table::SectionTotals, 4, "issued_total", "ı", "200"),
        (Table::OtherMovements, 1, "issued_change", "-1OO", "-100"),
    ] {
        let reading = checked(&with(table, row, column, torn));
        let cell = |p: &&Provenance| (p.table, p.row, p.column.as_str()) == (table, row, column);
        let stands = reading.provenance.iter().find(cell).expect("provenance");
        assert_eq!(
            (stands.method, stands.raw_text.as_str()),
            (Method::Derived, torn),
            "{column}: {:#?}",
            reading.findings
        );
        let [finding] = at(&reading, Code::DerivedValue, table, row, column)[..] else { panic!("{column}") };
        assert_eq!(finding.expected.as_deref(), Some(value), "{column}");
        assert_eq!(reading.findings.len(), 1, "{column}: {:#?}", reading.findings);
    }
    let reading = checked(&with(Table::OptionMovements, 1, "opening_options", "1,0"));
    assert_eq!(reading.filing.option_movements[0].opening_options, Some(1000));
}

#[test]
fn one_derivation_enables_the_next() {
    let mut form = with(Table::IssuedShares, 1, "opening_issued", "69O,903");
    let row = form.rows.iter_mut().find(|row| row.table == Table::IssuedShares).expect("II");
    row.fields.insert("opening_total".to_owned(), raw("692,14"));
    row.fields.insert("opening_treasury".to_owned(), raw("1,24O"));
    let reading = checked(&form);
    let row = &reading.filing.issued_shares[0];
    assert_eq!(
        (row.opening_issued, row.opening_treasury, row.opening_total),
        (Some(690_903), Some(1240), Some(692_143))
    );
    assert!(reading.findings.iter().all(|finding| finding.code == Code::DerivedValue), "{:#?}", reading.findings);
}

#[test]
fn nothing_is_filled_in_on_weak_grounds() {
    // Two unknowns.
    let mut form = with(Table::OptionMovements, 1, "opening_options", "1,0");
    form.rows
        .iter_mut()
        .find(|row| row.table == Table::OptionMovements)
        .expect("A")
        .fields
        .insert("closing_options".to_owned(), raw("3,1"));
    let reading = checked(&form);
    assert_eq!(
        (reading.filing.option_movements[0].opening_options, reading.filing.option_movements[0].closing_options),
        (None, None)
    );
    // Digits that can be seen are others.
    let reading = checked(&with(Table::OptionMovements, 1, "opening_options", "7,7"));
    assert_eq!(reading.filing.option_movements[0].opening_options, None);
    assert_eq!(at(&reading, Code::UnreadableValue, Table::OptionMovements, 1, "opening_options").len(), 2);
    // Identities that contradict each other: the balance wants 50,500, the total 50,600.
    let mut form = with(Table::AuthorisedCapital, 1, "closing_capital", "50,50");
    form.header.insert("total_authorised_capital".to_owned(), raw("50,600"));
    let reading = checked(&form);
    assert_eq!(reading.filing.authorised_capital[0].closing_capital, None);
    assert!(is_queried(&reading, Table::AuthorisedCapital, 1, "closing_capital"));
    // A figure that breaks another identity is no ground; the ones that hold are.
    let mut form = with(Table::IssuedShares, 1, "opening_issued", "69O,903");
    form.rows
        .iter_mut()
        .find(|row| row.table == Table::IssuedShares)
        .expect("II")
        .fields
        .insert("opening_treasury".to_owned(), raw("1,241"));
    assert_eq!(checked(&form).filing.issued_shares[0].opening_issued, Some(690_903));
    // Nothing stated on the other side.
    let mut form = form_with_blank_total();
    form.rows[1].fields.insert("new_shares_issued".to_owned(), raw("ı"));
    let reading = checked(&form);
    assert_eq!(reading.filing.option_movements[0].new_shares_issued, None);
    assert!(reading.findings.iter().all(|finding| finding.code == Code::UnreadableValue), "{:#?}", reading.findings);
}

fn form_with_blank_total() -> FormData {
    let mut form = form("1.1.1");
    let figures =
        [("opening_issued", "100"), ("opening_total", "100"), ("closing_issued", "100"), ("closing_total", "100")];
    add(&mut form, Table::IssuedShares, Section::II, ORDINARY, &figures);
    add(&mut form, Table::OptionMovements, Section::A, ORDINARY, &[("scheme", "Plan")]);
    form
}
