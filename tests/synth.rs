//! What can be said of drawn filings without reading them back: the same bytes every time, whole PDFs, returns that
//! hold the accounting identities.

use std::collections::BTreeMap;

use sharecap::filing::{Date, Decimal, Language, MonthlyReturn, Row, ShareClass, Value};
use sharecap::synth::random::{legacy_return, monthly_return};
use sharecap::synth::{DrawOptions, Fonts, FormVersion, LegacyStyle, TextStyle, draw_legacy_pdf, draw_pdf, draw_text};

const LANGUAGES: [Language; 2] = [Language::English, Language::TraditionalChinese];

/// Every version and language, with a number of seeds each.
fn returns(seeds: u64) -> impl Iterator<Item = (u64, FormVersion, MonthlyReturn)> {
    FormVersion::ALL.into_iter().flat_map(move |version| {
        (0..seeds)
            .flat_map(move |seed| LANGUAGES.map(|language| (seed, version, monthly_return(seed, version, language))))
    })
}

fn key(class: &ShareClass) -> (Option<String>, Option<String>) {
    (class.share_class.clone(), class.share_type.clone())
}

/// Sums of a column per class; a blank counts as nil.
fn sums<R: Row>(rows: &[R], column: &str, into: &mut BTreeMap<(Option<String>, Option<String>), i64>) {
    for row in rows {
        if let (Some(class), Value::Count(figure)) = (row.class(), row.get(column)) {
            *into.entry(key(class)).or_default() += figure;
        }
    }
}

/// Whether opening + changes = closing, in these columns.
fn balances<R: Row>(rows: &[R], columns: &[&str]) -> bool {
    let number = |row: &R, column: &str| match row.get(column) {
        Value::Count(count) => Decimal::from(count),
        Value::Decimal(number) => number,
        _ => Decimal::ZERO,
    };
    rows.iter().all(|row| {
        let (closing, parts) = columns.split_last().expect("columns");
        let sum = parts.iter().try_fold(Decimal::ZERO, |sum, column| sum.checked_add(number(row, column)));
        sum == Some(number(row, closing))
    })
}

#[test]
fn balances_add_up() {
    for (seed, version, filing) in returns(200) {
        let at = format!("seed {seed}, v{}", version.number());
        let capital = &filing.authorised_capital;
        assert!(balances(capital, &["opening_shares", "change_shares", "closing_shares"]), "{at}");
        assert!(balances(capital, &["opening_capital", "change_capital", "closing_capital"]), "{at}");
        let issued = &filing.issued_shares;
        assert!(balances(issued, &["opening_issued", "change_issued", "closing_issued"]), "{at}");
        assert!(balances(issued, &["opening_treasury", "change_treasury", "closing_treasury"]), "{at}");
        assert!(balances(issued, &["opening_issued", "opening_treasury", "opening_total"]), "{at}");
        assert!(balances(issued, &["closing_issued", "closing_treasury", "closing_total"]), "{at}");
        let options = ["opening_options", "granted", "exercised", "cancelled", "lapsed", "other", "closing_options"];
        assert!(balances(&filing.option_movements, &options), "{at}");
        let warrants = ["opening_nominal", "issued", "exercised", "cancelled", "lapsed", "other", "closing_nominal"];
        assert!(balances(&filing.warrant_movements, &warrants), "{at}");
        let bonds = ["opening_amount", "issued", "converted", "redeemed", "cancelled", "other", "closing_amount"];
        assert!(balances(&filing.convertible_movements, &bonds), "{at}");
    }
}

#[test]
fn capital_is_shares_times_par_and_sums_to_the_total() {
    for (seed, _, filing) in returns(200) {
        let mut total = Decimal::ZERO;
        for row in &filing.authorised_capital {
            let par = row.closing_par_value.expect("par value");
            assert_eq!(par.checked_mul_count(row.closing_shares.expect("shares")), row.closing_capital, "seed {seed}");
            total = total.checked_add(row.closing_capital.expect("capital")).expect("range");
        }
        if !filing.authorised_capital.is_empty() {
            assert_eq!(filing.total_authorised_capital, Some(total), "seed {seed}");
        }
    }
}

#[test]
fn rows_sum_to_totals_and_to_the_change_in_issue() {
    for (seed, version, filing) in returns(200) {
        for (total_column, effect, event, change) in [
            ("issued_total", "new_shares_issued", "issued_change", "change_issued"),
            ("treasury_total", "treasury_shares_transferred", "treasury_change", "change_treasury"),
        ] {
            let mut rows = BTreeMap::new();
            sums(&filing.option_movements, effect, &mut rows);
            sums(&filing.warrant_movements, effect, &mut rows);
            sums(&filing.convertible_movements, effect, &mut rows);
            sums(&filing.agreement_movements, effect, &mut rows);
            sums(&filing.other_movements, event, &mut rows);
            let (mut parts, mut grand, mut changes) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
            let (all, sections): (Vec<_>, Vec<_>) =
                filing.section_totals.iter().cloned().partition(|total| total.section.as_deref() == Some("all"));
            sums(&sections, total_column, &mut parts);
            sums(&all, total_column, &mut grand);
            sums(&filing.issued_shares, change, &mut changes);
            for sums in [&mut rows, &mut parts, &mut grand, &mut changes] {
                sums.retain(|_, sum| *sum != 0);
            }
            let at = format!("seed {seed}, v{}, {total_column}", version.number());
            assert_eq!(rows, parts, "{at}");
            assert_eq!(rows, grand, "{at}");
            assert_eq!(rows, changes, "{at}");
        }
    }
}

#[test]
fn a_version_states_only_what_it_prints() {
    for (_, version, filing) in returns(60) {
        if !version.has_treasury() {
            assert!(
                filing.issued_shares.iter().all(|row| row.opening_treasury.is_none() && row.closing_treasury.is_none())
            );
            assert!(filing.section_totals.iter().all(|row| row.treasury_total.is_none()));
            assert!(filing.counters.is_empty());
        }
        if version.has_treasury() {
            assert!(filing.other_movements.iter().all(|row| row.shares_issuable.is_none()));
        }
        if !version.has_public_float() {
            assert!(filing.issued_shares.iter().all(|row| row.public_float_threshold.is_none()));
        }
    }
}

#[test]
fn both_languages_state_the_same_numbers() {
    for version in FormVersion::ALL {
        for seed in 0..60 {
            let [english, chinese] = LANGUAGES.map(|language| monthly_return(seed, version, language));
            let figures = |filing: &MonthlyReturn| {
                let rows = filing.option_movements.iter().map(|row| (row.opening_options, row.closing_options));
                let issued = filing.issued_shares.iter().map(|row| (row.opening_issued, row.closing_issued));
                rows.chain(issued).collect::<Vec<_>>()
            };
            assert_eq!(figures(&english), figures(&chinese), "seed {seed}");
            assert_eq!(english.section_totals, chinese.section_totals, "seed {seed}");
        }
    }
}

#[test]
fn between_them_random_returns_fill_every_section() {
    let mut filled = BTreeMap::new();
    for (_, _, filing) in returns(200) {
        let counts = [
            ("I", filing.authorised_capital.len()),
            ("two classes", filing.issued_shares.len().saturating_sub(1)),
            ("A", filing.option_movements.len()),
            ("B", filing.warrant_movements.len()),
            ("C", filing.convertible_movements.len()),
            ("D", filing.agreement_movements.len()),
            ("E", filing.other_movements.len()),
            ("IV", filing.depositary_receipts.len()),
            ("remarks", filing.remarks.len()),
            ("counters", filing.counters.len()),
        ];
        for (section, count) in counts {
            *filled.entry(section).or_insert(0) += usize::from(count > 0);
        }
    }
    for (section, times) in filled {
        assert!(times >= 20, "{section} is filled {times} times in 2,800 returns");
    }
}

#[test]
fn drawing_twice_gives_the_same_whole_pdf() {
    for fonts in [Fonts::Plain, Fonts::NoToUnicode] {
        let options = DrawOptions { fonts };
        for (seed, version, filing) in returns(5) {
            let drawn = draw_pdf(&filing, version, &options);
            assert_eq!(drawn, draw_pdf(&filing, version, &options), "seed {seed}");
            let pdf = hayro_syntax::Pdf::new(drawn.bytes).expect("a PDF");
            assert_eq!(u32::try_from(pdf.pages().len()).ok(), Some(drawn.pages), "seed {seed}");
        }
    }
}

#[test]
fn text_renderings_hold_every_figure() {
    for (seed, version, filing) in returns(10) {
        for style in TextStyle::ALL {
            let text = draw_text(&filing, version, style);
            for row in &filing.issued_shares {
                let closing = row.closing_issued.expect("a closing balance").to_string();
                let plain: String = text.chars().filter(|c| *c != ',').collect();
                assert!(plain.contains(&closing), "seed {seed}, {style:?}: {closing} is missing");
            }
            assert!(text.contains(version.number()), "seed {seed}, {style:?}");
        }
    }
}

#[test]
fn a_month_ends_on_its_last_day() {
    for (_, _, filing) in returns(20) {
        let month: Date = filing.month_end.expect("a month");
        assert_eq!(month, month.last_of_month());
        assert!(filing.submitted_on > filing.month_end);
    }
}

/// Legacy returns of both languages.
fn legacy_returns(seeds: u64) -> impl Iterator<Item = (u64, MonthlyReturn)> {
    (0..seeds).flat_map(|seed| LANGUAGES.map(|language| (seed, legacy_return(seed, language))))
}

#[test]
fn legacy_balances_add_up() {
    for (seed, filing) in legacy_returns(300) {
        let at = format!("seed {seed}");
        assert!(balances(&filing.authorised_capital, &["opening_shares", "change_shares", "closing_shares"]), "{at}");
        assert!(
            balances(&filing.authorised_capital, &["opening_capital", "change_capital", "closing_capital"]),
            "{at}"
        );
        assert!(balances(&filing.issued_shares, &["opening_issued", "change_issued", "closing_issued"]), "{at}");
        // In the month of issue the form has no cell for what is issued.
        let (old, _): (Vec<_>, Vec<_>) =
            filing.warrant_movements.iter().cloned().partition(|row| row.opening_nominal.is_some());
        assert!(balances(&old, &["opening_nominal", "exercised", "closing_nominal"]), "{at}");
        let (old, _): (Vec<_>, Vec<_>) =
            filing.convertible_movements.iter().cloned().partition(|row| row.opening_amount.is_some());
        assert!(balances(&old, &["opening_amount", "converted", "closing_amount"]), "{at}");
        for row in &filing.authorised_capital {
            let par = row.closing_par_value.expect("par value");
            assert_eq!(par.checked_mul_count(row.closing_shares.expect("shares")), row.closing_capital, "{at}");
        }
    }
}

/// Sums of a column by family of shares: rows of section III do not tell two blocks of a family apart.
fn family_sums<'a, R: Row + 'a>(rows: impl Iterator<Item = &'a R>, column: &str) -> BTreeMap<Option<String>, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        if let (Some(class), Value::Count(figure)) = (row.class(), row.get(column)) {
            *sums.entry(class.share_class.clone()).or_default() += figure;
        }
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

#[test]
fn legacy_totals_sum_to_the_change_in_issue() {
    for (seed, filing) in legacy_returns(300) {
        let grand = |all: bool| {
            filing.section_totals.iter().filter(move |total| (total.section.as_deref() == Some("all")) == all)
        };
        let sections = family_sums(grand(false), "issued_total");
        assert_eq!(sections, family_sums(grand(true), "issued_total"), "seed {seed}");
        assert_eq!(sections, family_sums(filing.issued_shares.iter(), "change_issued"), "seed {seed}");
    }
}

#[test]
fn both_languages_of_a_legacy_return_state_the_same_numbers() {
    for seed in 0..300 {
        let [english, chinese] = LANGUAGES.map(|language| legacy_return(seed, language));
        assert_eq!(english.section_totals, chinese.section_totals, "seed {seed}");
        assert_eq!(english.issued_shares, chinese.issued_shares, "seed {seed}");
        let figures = |filing: &MonthlyReturn| {
            filing
                .option_movements
                .iter()
                .map(|row| (row.granted, row.exercised, row.general_meeting_date))
                .collect::<Vec<_>>()
        };
        assert_eq!(figures(&english), figures(&chinese), "seed {seed}");
    }
}

#[test]
fn between_them_legacy_returns_fill_every_section() {
    let mut filled = BTreeMap::new();
    for (_, filing) in legacy_returns(300) {
        let events: Vec<_> = filing.other_movements.iter().filter_map(|row| row.event.clone()).collect();
        let classes = |name: &str| {
            filing.authorised_capital.iter().filter(|row| row.class.share_class.as_deref() == Some(name)).count()
        };
        let units = filing.warrant_movements.iter().filter(|row| row.nominal_unit.as_deref() == Some("units")).count();
        let counts = [
            ("no authorised capital", usize::from(filing.authorised_capital.is_empty())),
            ("two ordinary blocks", classes("ordinary").saturating_sub(1)),
            ("preference", classes("preference")),
            ("two preference blocks", classes("preference").saturating_sub(1)),
            ("other class", classes("other")),
            ("four schemes", usize::from(filing.option_movements.len() == 4)),
            ("units", units),
            ("convertibles", filing.convertible_movements.len()),
            ("agreements", filing.agreement_movements.len()),
            ("twice in one item", events.windows(2).filter(|pair| pair[0] == pair[1]).count()),
            ("March 2019", usize::from(filing.form_version.is_some())),
            ("remarks", filing.remarks.len()),
        ];
        for (what, count) in counts {
            *filled.entry(what.to_owned()).or_insert(0) += usize::from(count > 0);
        }
        for event in events {
            *filled.entry(event).or_insert(0) += 1;
        }
    }
    assert_eq!(filled.len(), 12 + 10, "ten kinds of event: {filled:?}");
    for (what, times) in filled {
        assert!(times >= 5, "{what} occurs {times} times in 600 returns");
    }
}

#[test]
fn a_legacy_style_draws_the_same_whole_pdf_twice() {
    for (seed, filing) in legacy_returns(10) {
        let [first, second, third] = LegacyStyle::variants(seed);
        for style in [LegacyStyle::underlined(), LegacyStyle::boxed(), LegacyStyle::random(seed), first, second, third]
        {
            let drawn = draw_legacy_pdf(&filing, &style);
            assert_eq!(drawn, draw_legacy_pdf(&filing, &style), "seed {seed}");
            let pdf = hayro_syntax::Pdf::new(drawn.bytes).expect("a PDF");
            assert_eq!(u32::try_from(pdf.pages().len()).ok(), Some(drawn.pages), "seed {seed}");
        }
    }
}
