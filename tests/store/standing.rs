//! How filings stand to each other: outcome, order, revision, twin.

use std::collections::BTreeMap;

use sharecap::filing::{Language, SourceFormat, Standing, Status};
use sharecap::finding::{Code, Finding, RejectCode, Severity};
use sharecap::tables::{Entry, Outcome, assemble};

use crate::readings::{day, entry, reading, rejected};

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
    let snapshot = assemble(entries);
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
fn a_rendering_of_the_same_day_does_not_supersede_the_pdf() {
    let filing = |id: &str, format, published_at: Option<&str>| {
        let reading = reading("00001", "2024-10-31", Language::English, Some("2024-11-05"));
        let mut entry = entry(id, Ok(reading));
        entry.source_format = Some(format);
        entry.published_at = published_at.map(|moment| moment.parse().unwrap());
        entry
    };
    let all = standings(vec![
        filing("a1", SourceFormat::Pdf, Some("2024-11-05T08:31:00Z")),
        filing("a2", SourceFormat::Text, Some("2024-11-05T09:00:00Z")),
        filing("a3", SourceFormat::Html, None),
    ]);
    assert_eq!(all["a1"], stands(3, true, None), "the others are renderings of it");
    assert_eq!((all["a2"].1, all["a3"].1), (Some(false), Some(false)));
    // 16:30 in London is the next day in Hong Kong.
    let all = standings(vec![
        filing("a1", SourceFormat::Pdf, Some("2024-11-05T08:31:00Z")),
        filing("a2", SourceFormat::Text, Some("2024-11-05T16:30:00Z")),
    ]);
    assert_eq!(all["a2"], stands(2, true, None), "what is published on a later day is another filing");
    let all = standings(vec![
        filing("a2", SourceFormat::Pdf, Some("2024-11-05T08:31:00Z")),
        filing("a1", SourceFormat::Pdf, Some("2024-11-05T10:00:00Z")),
    ]);
    assert_eq!(all["a1"], stands(2, true, None), "the moment decides between two of a kind");
}

#[test]
fn a_filing_with_errors_does_not_supersede_one_without() {
    let filing = |id: &str, is_flagged: bool, published_on| {
        let mut reading = reading("00001", "2024-10-31", Language::English, Some("2024-11-05"));
        if is_flagged {
            reading.findings = vec![Finding::new(Code::BalanceBroken, "does not add up")];
        }
        let mut entry = entry(id, Ok(reading));
        entry.published_on = Some(day(published_on));
        entry
    };
    let all = standings(vec![filing("a1", false, "2024-11-05"), filing("a2", true, "2024-11-05")]);
    assert_eq!((&all["a1"], &all["a2"]), (&stands(2, true, None), &stands(1, false, None)));
    let all = standings(vec![filing("a1", false, "2024-11-05"), filing("a2", true, "2024-11-06")]);
    assert_eq!(all["a2"], stands(2, true, None), "it was filed later, errors and all");
}

#[test]
fn names_of_files_tell_twins_before_days_do() {
    use Language::{English, TraditionalChinese};
    let filing = |path: &str, language, day: &str| {
        let mut entry = entry(path, Ok(reading("00001", "2024-10-31", language, Some(day))));
        entry.source_path = path.to_owned();
        entry
    };
    let all = standings(vec![
        filing("2024/1105/LTN1.PDF", English, "2024-11-05"),
        filing("2024/1105/LTN2.pdf", English, "2024-11-05"),
        filing("2024/1105/ltn1_C.pdf", TraditionalChinese, "2024-11-05"),
        // The day that it shows is another one.
        filing("2024/1105/ltn2_c.pdf", TraditionalChinese, "2024-11-06"),
    ]);
    let twin = |id: &str| all[id].2.as_deref();
    assert_eq!(twin("2024/1105/LTN1.PDF"), Some("2024/1105/ltn1_C.pdf"));
    assert_eq!(twin("2024/1105/LTN2.pdf"), Some("2024/1105/ltn2_c.pdf"));
    assert_eq!(twin("2024/1105/ltn1_C.pdf"), Some("2024/1105/LTN1.PDF"));
    assert_eq!(twin("2024/1105/ltn2_c.pdf"), Some("2024/1105/LTN2.pdf"));

    let all = standings(vec![
        filing("a/x_e.pdf", English, "2024-11-05"),
        filing("b/x_c.pdf", TraditionalChinese, "2024-11-07"),
        filing("b/x_c.txt", English, "2024-11-09"),
    ]);
    assert_eq!(all["b/x_c.pdf"].2.as_deref(), Some("b/x_c.txt"), "the same folder, and the language is what counts");
    assert_eq!(all["a/x_e.pdf"].2, None);
}

#[test]
fn twins_may_show_different_days() {
    use Language::{English, TraditionalChinese};
    use Status::{NewSubmission, Resubmission};
    let filing = |id: &str, language, day: &str, status| {
        let mut reading = reading("00001", "2024-10-31", language, Some(day));
        reading.filing.status = Some(status);
        entry(id, Ok(reading))
    };
    let all = standings(vec![
        filing("e1", English, "2024-11-05", NewSubmission),
        filing("e2", English, "2024-11-12", Resubmission),
        filing("t2", TraditionalChinese, "2024-11-13", Resubmission),
    ]);
    assert_eq!(all["e2"].2.as_deref(), Some("t2"), "the only corrections");
    assert_eq!((all["t2"].2.as_deref(), all["e1"].2.as_deref()), (Some("e2"), None));

    let all = standings(vec![
        filing("e1", English, "2024-11-05", NewSubmission),
        filing("e2", English, "2024-11-06", NewSubmission),
        filing("t1", TraditionalChinese, "2024-11-07", NewSubmission),
    ]);
    assert_eq!((&all["e1"].2, &all["e2"].2, &all["t1"].2), (&None, &None, &None), "which of the two cannot be told");
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
    let snapshot = assemble(entries);
    let order: Vec<_> = snapshot.entries().iter().map(|(entry, _)| entry.filing_id.as_deref()).collect();
    assert_eq!(order, [Some("dd"), Some("cc"), Some("ee"), Some("ff"), Some("bb"), Some("aa"), None]);
    for (entry, standing) in snapshot.entries() {
        let has_both = ["dd", "ee", "ff"].contains(&entry.filing_id.as_deref().unwrap_or_default());
        assert_eq!(standing.revision.is_some(), has_both, "{:?}", entry.filing_id);
        assert_eq!(standing.is_current.is_some(), has_both, "{:?}", entry.filing_id);
    }
}
