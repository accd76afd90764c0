//! A drawn market: quiet where nothing was planted, heard where something was.

use std::collections::{BTreeMap, BTreeSet};

use sharecap::filing::Date;
use sharecap::finding::{Code, Finding, Severity};
use sharecap::pipeline::{Extent, check_across, load};
use sharecap::publish::publish;
use sharecap::synth::market::{Expects, Kind, Plan, Planted, Series, market};
use sharecap::tables::{Entry, Snapshot};

use super::common::Scratch;
use super::{dataset, events, found, is_across, reading};

/// Crosses the change of June 2024, when treasury shares came.
const PLAN: Plan = Plan { issuers: 120, months: 24, from: Date::constant(2023, 7, 1), faults: 0, seed: 5 };

/// The market as readings without a reader's mistakes.
fn read(plan: &Plan) -> (Snapshot, Vec<Planted>) {
    let series: Vec<Series> = market(plan).collect();
    let planted = series.iter().flat_map(|series| series.planted.clone()).collect();
    let filings = series.into_iter().flat_map(|series| series.filings);
    let mut seen = BTreeSet::new();
    // The same return filed twice is one document.
    let fresh = filings.filter(|filed| seen.insert(format!("{:?} {:?}", filed.filing, filed.version)));
    let readings = fresh.map(|filed| (filed.path, reading(filed.filing)));
    (dataset(readings.collect()), planted)
}

#[test]
fn a_market_without_faults_has_no_finding() {
    let (snapshot, _) = read(&PLAN);
    assert_eq!(found(&snapshot), [""; 0]);
    assert_eq!(snapshot.entries().len(), 120 * 24 * 2);
}

fn is_broken_at_close(finding: &Finding) -> bool {
    finding.code == Code::ContinuityBroken && finding.severity == Severity::Warning
}

fn errors(entry: &Entry) -> impl Iterator<Item = &Finding> {
    entry.result.as_ref().unwrap().findings.iter().filter(|finding| finding.severity == Severity::Error)
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    let (snapshot, planted) = read(&Plan { faults: 14, ..PLAN });
    let wrong: Vec<&Planted> = planted.iter().filter(|one| one.kind.expects() == Expects::Error).collect();
    assert!(wrong.len() > 150, "{}", wrong.len());
    let by_path: BTreeMap<&str, &Entry> =
        snapshot.entries().iter().map(|(entry, _)| (entry.source_path.as_str(), entry)).collect();
    // Between two months a break does not tell which is wrong: the later one has the error, the earlier a warning.
    let is_heard = |one: &&&Planted| {
        let entry = by_path[one.path.as_str()];
        let mut findings = entry.result.as_ref().unwrap().findings.iter();
        errors(entry).next().is_some() || one.kind == Kind::WrongInBoth && findings.any(is_broken_at_close)
    };
    let missed: Vec<_> = wrong.iter().filter(|one| !is_heard(one)).collect();
    assert!(missed.is_empty(), "{} of {} missed: {missed:#?}", missed.len(), wrong.len());
    // An error stands in the return with the fault, in its twin, or in the month behind it.
    let near = |entry: &Entry, one: &&Planted| {
        let filing = &entry.result.as_ref().unwrap().filing;
        let month = filing.month_end.unwrap();
        let first = month.first_of_month().yesterday().unwrap();
        filing.stock_code.as_deref() == Some(&one.stock_code) && (month == one.month_end || first == one.month_end)
    };
    let entries = snapshot.entries().iter().map(|(entry, _)| entry);
    let flagged = entries.filter(|entry| errors(entry).next().is_some());
    let corrected = |entry: &Entry| planted.iter().any(|one| one.kind == Kind::Corrected && near(entry, &one));
    let alarms: Vec<String> = flagged
        .filter(|entry| !wrong.iter().any(|one| near(entry, one)) && !corrected(entry))
        .flat_map(|entry| errors(entry).map(|finding| format!("{}: {}", entry.source_path, finding.message)))
        .collect();
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn consolidations_and_subdivisions_are_told_with_their_ratio() {
    let (snapshot, planted) = read(&Plan { faults: 14, ..PLAN });
    let key = |path: &str, old: i64, new: i64| format!("{path} {old}:{new}");
    let wanted: BTreeSet<String> =
        planted.iter().filter_map(|one| one.ratio.map(|(old, new)| key(&one.path, old, new))).collect();
    let told = events(&snapshot).into_iter().filter(|(path, _)| !path.contains("_c."));
    let told: BTreeSet<String> =
        told.map(|(path, event)| key(&path, event.ratio_old.unwrap(), event.ratio_new.unwrap())).collect();
    assert!(wanted.len() > 20, "{}", wanted.len());
    assert_eq!(told, wanted);
}

#[test]
fn run_again_and_on_what_was_published_the_same_is_found() {
    let (mut snapshot, _) = read(&Plan { issuers: 40, faults: 14, ..PLAN });
    let first: Vec<Entry> = snapshot.entries().iter().map(|(entry, _)| entry.clone()).collect();
    assert!(!found(&snapshot).is_empty());
    check_across(&mut snapshot);
    let again: Vec<Entry> = snapshot.entries().iter().map(|(entry, _)| entry.clone()).collect();
    assert!(first == again, "another run finds something else");
    let folder = Scratch::new();
    publish(folder.path(), &snapshot).unwrap();
    let mut loaded = load(folder.path(), Extent::Values).unwrap();
    check_across(&mut loaded);
    for ((entry, _), first) in loaded.entries().iter().zip(&first) {
        let across = |entry: &Entry| -> Vec<Finding> {
            entry.result.as_ref().unwrap().findings.iter().filter(is_across).cloned().collect()
        };
        assert_eq!(across(entry), across(first), "{}", entry.source_path);
        assert_eq!(entry.capital_events, first.capital_events);
    }
}
