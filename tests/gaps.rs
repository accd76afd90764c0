//! What a dataset lacks, told from filings made by hand, and the command that prints it.

mod command;
mod common;
#[path = "store/readings.rs"]
#[allow(dead_code, reason = "the tests of the store use the rest")]
mod readings;

use common::Scratch;
use readings::{day, entry, publish_all, reading, rejected};
use serde_json::{Value as Json, json};
use sharecap::filing::{IssuedShares, Language, Status};
use sharecap::finding::RejectCode;
use sharecap::gaps::{Gap, Gaps, Kind, gaps};
use sharecap::tables::{Entry, assemble};

use Language::{English, TraditionalChinese};

/// A new submission of issuer 00020.
fn filed(id: &str, month_end: &str, language: Language, submitted_on: &str) -> Entry {
    let mut reading = reading("00020", month_end, language, Some(submitted_on));
    reading.filing.status = Some(Status::NewSubmission);
    // So that no two state the same by chance.
    reading.filing.issuer_name = Some(format!("issuer of {id}"));
    entry(id, Ok(reading))
}

/// The same return in both languages.
fn both(id: &str, month_end: &str, submitted_on: &str) -> [Entry; 2] {
    [(English, "e"), (TraditionalChinese, "c")]
        .map(|(language, mark)| filed(&format!("{id}{mark}"), month_end, language, submitted_on))
}

fn of(entries: Vec<Entry>, until: Option<&str>) -> Gaps {
    gaps(&assemble(entries), until.map(day))
}

/// Month, kind and message of each.
fn told(gaps: &Gaps) -> Vec<(String, Kind, String)> {
    let told = |gap: &Gap| (gap.month_end.strftime("%Y-%m").to_string(), gap.kind, gap.message.clone());
    gaps.found.iter().map(told).collect()
}

fn gap(month: &str, kind: Kind, message: &str) -> (String, Kind, String) {
    (month.to_owned(), kind, message.to_owned())
}

#[test]
fn months_are_missing_between_the_first_and_the_last_and_up_to_until() {
    let entries =
        || [both("a", "2023-11-30", "2023-12-05"), both("b", "2024-02-29", "2024-03-05")].into_iter().flatten();
    let between = "no return, though there are earlier and later ones";
    let expected = [gap("2023-12", Kind::Missing, between), gap("2024-01", Kind::Missing, between)];
    assert_eq!(told(&of(entries().collect(), None)), expected);
    assert_eq!(told(&of(entries().collect(), Some("2023-12-31"))), expected, "the last return is later");
    let after = gap("2024-03", Kind::Missing, "no return since the issuer's last");
    assert_eq!(told(&of(entries().collect(), Some("2024-03-31"))), [expected.as_slice(), &[after]].concat());
}

#[test]
fn what_has_no_issuer_or_month_leaves_no_gap() {
    let mut nameless = filed("a", "2023-12-31", English, "2024-01-03");
    if let Ok(reading) = &mut nameless.result {
        reading.filing.stock_code = None;
    }
    assert_eq!(of(vec![nameless, entry("b", rejected(RejectCode::Empty))], Some("2024-12-31")), Gaps::default());
}

#[test]
fn returns_are_late_after_the_fifth_business_day() {
    for (month_end, in_time, late) in [
        ("2022-01-31", "2022-02-10", "2022-02-11"), // Lunar New Year from 1 to 3 February
        ("2026-01-31", "2026-02-06", "2026-02-07"), // Lunar New Year in the middle of February
        ("2021-03-31", "2021-04-12", "2021-04-13"), // Easter and Ching Ming
        ("2024-09-30", "2024-10-08", "2024-10-09"), // National Day
    ] {
        assert_eq!(told(&of(both("a", month_end, in_time).into(), None)), [], "{month_end}");
        let gaps = of(both("a", month_end, late).into(), None);
        let message = format!("public on {late}, due on {in_time}");
        assert_eq!(told(&gaps), [gap(&month_end[..7], Kind::Late, &message)]);
        assert_eq!((gaps.found[0].due_on, gaps.found[0].public_on), (Some(day(in_time)), Some(day(late))));
    }
}

#[test]
fn the_day_of_publication_decides_where_it_is_known() {
    let mut entries = both("a", "2024-10-31", "2024-11-05");
    for entry in &mut entries {
        // Half past midnight on the 8th in Hong Kong; the return was due on the 7th.
        entry.published_at = Some("2024-11-07T16:30:00Z".parse().unwrap());
    }
    assert_eq!(
        told(&of(entries.to_vec(), None)),
        [gap("2024-10", Kind::Late, "public on 2024-11-08, due on 2024-11-07")]
    );
    entries[1].published_at = None;
    entries[1].published_on = Some(day("2024-11-07"));
    assert_eq!(told(&of(entries.to_vec(), None)), [], "the first in any language");
}

#[test]
fn a_correction_is_not_late() {
    let mut entries = both("a", "2024-10-31", "2024-12-20");
    for entry in &mut entries {
        if let Ok(reading) = &mut entry.result {
            reading.filing.status = Some(Status::Resubmission);
        }
    }
    assert_eq!(told(&of(entries.to_vec(), None)), []);
}

#[test]
fn years_whose_holidays_are_unknown_have_no_due_days() {
    let gaps = of(both("a", "2008-06-30", "2009-06-30").into(), None);
    assert_eq!((gaps.found.len(), gaps.without_due_day.into_iter().collect::<Vec<_>>()), (0, vec![day("2008-06-30")]));
}

#[test]
fn what_is_submitted_as_new_again_or_is_the_same_is_doubled() {
    let [english, chinese] = both("a", "2024-10-31", "2024-11-05");
    let again = filed("b", "2024-10-31", English, "2024-11-06");
    let gaps = of(vec![english.clone(), chinese.clone(), again], None);
    assert_eq!(told(&gaps), [gap("2024-10", Kind::Doubled, "2 new submissions")]);
    assert_eq!((gaps.found[0].language, gaps.found[0].filing_ids.join(" ")), (Some(English), "ae b".to_owned()));

    let mut corrected = filed("b", "2024-10-31", English, "2024-11-06");
    if let Ok(reading) = &mut corrected.result {
        reading.filing.status = Some(Status::Resubmission);
        reading.filing.issued_shares.push(IssuedShares::default());
    }
    assert_eq!(told(&of(vec![english.clone(), chinese.clone(), corrected.clone()], None)), []);

    let mut same = corrected.clone();
    same.filing_id = Some("c".to_owned());
    if let Ok(reading) = &mut same.result {
        reading.filing.pages = Some(9);
    }
    let gaps = of(vec![english, chinese, corrected, same], None);
    assert_eq!(told(&gaps), [gap("2024-10", Kind::Doubled, "the same return 2 times")]);
    assert_eq!(gaps.found[0].filing_ids, ["b", "c"]);
}

#[test]
fn one_language_is_one_too_few() {
    let [english, _] = both("a", "2024-10-31", "2024-11-05");
    let [_, chinese] = both("b", "2024-11-30", "2024-12-04");
    let gaps = of(vec![english, chinese], None);
    let expected = [("2024-10", "in English only"), ("2024-11", "in Chinese only")];
    assert_eq!(told(&gaps), expected.map(|(month, message)| gap(month, Kind::OneLanguage, message)));
}

/// Runs `sharecap gaps` on a dataset with three missing months, a late and a doubled return.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let folder = Scratch::new();
    let mut entries: Vec<Entry> = both("a", "2024-01-31", "2024-02-05").into();
    entries.extend(both("b", "2024-05-31", "2024-06-28"));
    entries.push(filed("d", "2024-01-31", English, "2024-02-06"));
    publish_all(folder.path(), entries);
    let dataset = folder.path().to_str().unwrap();
    let ran = command::run(&[&["gaps", dataset], arguments].concat());
    (ran.code, ran.stdout, ran.stderr)
}

#[test]
fn the_command_prints_runs_of_months_and_fails_only_for_what_is_denied() {
    let (code, stdout, stderr) = run(&[]);
    let lines = [
        "00020 missing      2024-02 to 2024-04 (3 months): no return, though there are earlier and later ones",
        "00020 late         2024-05: public on 2024-06-28, due on 2024-06-07",
        "00020 doubled      2024-01: en 2 new submissions",
    ];
    assert_eq!((code, stdout.lines().collect::<Vec<_>>()), (0, lines.to_vec()));
    assert_eq!(stderr, "gaps: 3 missing, 1 late, 1 doubled (issuers and months)\n");
    for (denied, expected) in [("missing", 1), ("late", 1), ("doubled", 1), ("one_language", 2)] {
        assert_eq!(run(&["--deny", denied]).0, expected, "{denied}");
    }
    let (code, stdout, _) = run(&["--until", "2024-06"]);
    assert_eq!((code, stdout.contains("2024-06: no return since the issuer's last")), (0, true), "{stdout}");
    assert_eq!(run(&["--until", "June"]).0, 2);
}

#[test]
fn the_command_prints_csv_and_json() {
    let (_, csv, _) = run(&["--format", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0], "stock_code,month_end,kind,language,due_on,public_on,filing_ids,message");
    assert_eq!(lines[1], "00020,2024-01-31,doubled,en,,,ae d,2 new submissions");
    assert_eq!(lines[5], "00020,2024-05-31,late,,2024-06-07,2024-06-28,bc,\"public on 2024-06-28, due on 2024-06-07\"");
    let (_, text, _) = run(&["--format", "json"]);
    let gaps: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(gaps.as_array().unwrap().len(), 5);
    assert_eq!(
        (&gaps[1]["kind"], &gaps[1]["month_end"], &gaps[1]["language"]),
        (&json!("missing"), &json!("2024-02-29"), &Json::Null)
    );
}

#[test]
fn what_is_no_dataset_is_refused() {
    let folder = Scratch::new();
    let ran = command::run(&["gaps", folder.path().to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("is no dataset"), "{}", ran.stderr);
}
