//! A figure that was filled in from the other language is found out anew when the other language changes.

use sharecap::filing::{Language, MonthlyReturn, Table, Value};
use sharecap::pipeline::{Extent, load};
use sharecap::synth::market::{Filed, Plan, market};
use sharecap::synth::{TextStyle, draw_text};

use crate::mirror::{Mirror, digests};

const MARKET: Plan =
    Plan { issuers: 40, months: 1, from: sharecap::filing::Date::constant(2024, 10, 1), faults: 0, seed: 3 };
const OPTIONS: Table = Table::OptionMovements;

/// A figure that takes part in no identity of its return.
const COLUMN: &str = "total_issuable_under_scheme";

fn issuable(filing: &MonthlyReturn) -> Option<i64> {
    match filing.value(OPTIONS, 1, COLUMN) {
        Value::Count(count) => Some(count),
        _ => None,
    }
}

fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap());
    groups.collect::<Vec<_>>().join(",")
}

fn text(filed: &Filed, filing: &MonthlyReturn) -> String {
    draw_text(filing, filed.version, TextStyle::Pipes)
}

/// A return in both languages of which one figure, of seven digits or more, stands at one place alone.
fn pair() -> (Filed, Filed, String) {
    for series in market(&MARKET) {
        let of = |language| series.filings.iter().find(|filed| filed.filing.language == language).cloned();
        let (Some(english), Some(chinese)) = (of(Language::English), of(Language::TraditionalChinese)) else {
            continue;
        };
        let Some(number) = issuable(&english.filing).filter(|number| *number > 999_999) else { continue };
        if text(&english, &english.filing).matches(&grouped(number)).count() == 1 {
            return (english, chinese, grouped(number));
        }
    }
    panic!("no return of the market will do")
}

/// What is published of the English return.
fn published(mirror: &Mirror) -> Option<i64> {
    let snapshot = load(&mirror.job.dataset, Extent::Values).unwrap();
    let read = snapshot.entries().iter().find(|(entry, _)| entry.source_path == "english.txt");
    issuable(&read.unwrap().0.result.as_ref().unwrap().filing)
}

#[test]
fn a_figure_filled_in_from_the_twin_goes_with_what_the_twin_said() {
    let (english, chinese, number) = pair();
    // The second of its commas is a point: nobody can say what it means.
    let second = number.match_indices(',').nth(1).unwrap().0;
    let torn = format!("{}.{}", &number[..second], &number[second + 1..]);
    let mut nights = Mirror::new();
    nights.put("english.txt", text(&english, &english.filing).replacen(&number, &torn, 1).as_bytes());
    nights.run();
    assert_eq!(published(&nights), None, "{torn} cannot be read");

    nights.put("chinese.txt", text(&chinese, &chinese.filing).as_bytes());
    nights.run();
    assert_eq!(published(&nights), issuable(&english.filing), "the Chinese return says what {torn} means");

    // Another file takes its place, and says something else.
    let mut other = chinese.filing.clone();
    let figure = issuable(&other).unwrap() + 1_111_111;
    assert!(other.set_value(OPTIONS, 1, COLUMN, Value::Count(figure)));
    nights.put("chinese.txt", text(&chinese, &other).as_bytes());
    nights.job.prune = true;
    assert_eq!(nights.run().pruned, 1);
    assert_eq!(published(&nights), None, "the digits that can be seen do not bear {figure} out");

    let mut once = Mirror::new();
    once.job.folders = nights.job.folders.clone();
    once.run();
    assert_eq!(digests(&nights.current().manifest), digests(&once.current().manifest));
}
