//! How filings stand to each other: outcome, order, revision, twin.

use std::collections::BTreeMap;

use sharecap::filing::{Language, Standing, Status};
use sharecap::finding::{Code, Finding, RejectCode, Severity};
use sharecap::tables::{Entry, Outcome, assemble};

use crate::readings::{began, day, entry, reading, rejected};

#[test]
fn a_severity_of_error_flags_and_anything_less_does_not() {
    let with = |severity| {
        let mut reading = reading("00001", "2024-10-31", Language::English, None);
        reading.findings = vec![Finding::new(Code::UnclaimedText, "text").severity(severity)];
        entry("aa", Ok(reading)).outcome()
    };
    assert_eq!(with(Severity::Info), Outcome::Parsed);
    assert_eq!(with(Severity::Warning), Outcome::Parsed);
    assert_eq!(with(Severity::Error), Outcome::Flagged);
    assert_eq!(entry("aa", rejected(RejectCode::Encrypted)).outcome(), Outcome::Rejected);
}

/// Revision, whether it is current, and the twin.
type Stands = (Option<u32>, Option<bool>, Option<String>);

fn standings(entries: Vec<Entry>) -> BTreeMap<String, Stands> {
    let snapshot = assemble(entries, "0.0.1", began()).unwrap();
    let standing = |(entry, standing): &(Entry, Standing)| {
        let standing = (standing.revision, standing.is_current, standing.twin_filing_id.clone());
        (entry.filing_id.clone().unwrap_or_default(), standing)
    };
    snapshot.entries().iter().map(standing).collect()
}

fn stands(revision: u32, is_current: bool, twin: Option<&str>) -> Stands {
    (Some(revision), Some(is_current), twin.map(str::to_owned))
}

#[test]
fn revisions_count_by_day_then_status_then_publication() {
    let english = |day| reading("00001", "2024-10-31", Language::English, day);
    let mut correction = english(Some("2024-11-05"));
    correction.filing.status = Some(Status::Resubmission);
    let mut late = entry("a4", Ok(english(Some("2024-11-20"))));
    late.published_on = Some(day("2024-11-21"));
    let mut later = entry("a3", Ok(english(Some("2024-11-20"))));
    later.published_on = Some(day("2024-11-22"));
    let all = standings(vec![
        later,
        late,
        entry("a1", Ok(correction)),
        entry("a9", Ok(english(Some("2024-11-05")))),
        entry("a2", Ok(english(None))),
        // Another month and another issuer have revisions of their own.
        entry("b1", Ok(reading("00001", "2024-11-30", Language::English, Some("2024-12-04")))),
        entry("c1", Ok(reading("00002", "2024-10-31", Language::English, Some("2024-12-04")))),
    ]);
    assert_eq!(all["a2"], stands(1, false, None), "an undated return supersedes nothing");
    assert_eq!(all["a9"], stands(2, false, None));
    assert_eq!(all["a1"], stands(3, false, None), "a resubmission of the same day comes after");
    assert_eq!(all["a4"], stands(4, false, None));
    assert_eq!(all["a3"], stands(5, true, None));
    assert_eq!(all["b1"], stands(1, true, None));
    assert_eq!(all["c1"], stands(1, true, None));
}

#[test]
fn twins_are_the_same_return_in_the_other_language() {
    use Language::{English, SimplifiedChinese, TraditionalChinese};
    use Status::{NewSubmission, Resubmission};
    let filing = |id: &str, language, day: Option<&str>, status| {
        let mut reading = reading("00001", "2024-10-31", language, day);
        reading.filing.status = Some(status);
        entry(id, Ok(reading))
    };
    let all = standings(vec![
        filing("e1", English, Some("2024-11-05"), NewSubmission),
        filing("e2", English, Some("2024-11-12"), Resubmission),
        filing("t2", TraditionalChinese, Some("2024-11-12"), Resubmission),
    ]);
    assert_eq!(all["e1"], stands(1, false, None), "its Chinese text was not found, and t2 is another return");
    assert_eq!(all["e2"], stands(2, true, Some("t2")));
    assert_eq!(all["t2"], stands(1, true, Some("e2")));

    let all = standings(vec![
        filing("e1", English, None, NewSubmission),
        filing("t1", TraditionalChinese, Some("2024-11-05"), NewSubmission),
        filing("s1", SimplifiedChinese, Some("2024-11-05"), NewSubmission),
    ]);
    assert_eq!(all["e1"], stands(1, true, Some("t1")), "the day is unreadable, the rank tells; traditional first");
    assert_eq!(all["t1"], stands(1, true, Some("e1")));
    assert_eq!(all["s1"], stands(1, true, Some("e1")));

    let all = standings(vec![
        filing("e1", English, Some("2024-11-05"), NewSubmission),
        filing("t2", TraditionalChinese, Some("2024-11-12"), Resubmission),
    ]);
    assert_eq!(all["e1"], stands(1, true, None), "an original and a correction are not the same return");
}

#[test]
fn filings_without_issuer_or_month_have_no_standing_and_come_last() {
    let mut nameless = reading("00001", "2024-10-31", Language::English, Some("2024-11-05"));
    nameless.filing.stock_code = None;
    let mut timeless = reading("00001", "2024-10-31", Language::English, Some("2024-11-05"));
    timeless.filing.month_end = None;
    let mut unreadable = entry("", rejected(RejectCode::Unreadable));
    (unreadable.filing_id, unreadable.source_bytes) = (None, None);
    let entries = vec![
        unreadable,
        entry("aa", rejected(RejectCode::NoTextLayer)),
        entry("bb", Ok(nameless)),
        entry("cc", Ok(timeless)),
        entry("ff", Ok(reading("00002", "2024-10-31", Language::English, None))),
        entry("ee", Ok(reading("00002", "2024-09-30", Language::English, None))),
        entry("dd", Ok(reading("00001", "2024-12-31", Language::English, None))),
    ];
    let snapshot = assemble(entries, "0.0.1", began()).unwrap();
    let order: Vec<_> = snapshot.entries().iter().map(|(entry, _)| entry.filing_id.as_deref()).collect();
    assert_eq!(order, [Some("dd"), Some("cc"), Some("ee"), Some("ff"), Some("bb"), Some("aa"), None]);
    for (entry, standing) in snapshot.entries() {
        let has_both = ["dd", "ee", "ff"].contains(&entry.filing_id.as_deref().unwrap_or_default());
        assert_eq!(standing.revision.is_some(), has_both, "{:?}", entry.filing_id);
        assert_eq!(standing.is_current.is_some(), has_both, "{:?}", entry.filing_id);
    }
}
