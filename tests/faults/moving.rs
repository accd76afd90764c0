//! Files that change or vanish between being found and being read, and a clock that jumps.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sharecap::finding::RejectCode;
use sharecap::pipeline::{Event, Keep, Summary, ingest, prune_snapshots, snapshots};
use sharecap::tables::Entry;

use crate::mirror::Mirror;

fn filing(at: usize) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings/pdf");
    let files = crate::mirror::files(&folder);
    fs::read(&files[at]).unwrap()
}

/// Runs, and does something once the files are found and none is read.
fn run_and(mirror: &Mirror, once_found: impl Fn() + Sync) -> Summary {
    let watch = |event: Event<'_>| {
        if matches!(event, Event::Found { .. }) {
            once_found();
        }
    };
    ingest(&mirror.job, &watch, &AtomicBool::new(false)).unwrap()
}

fn entries(mirror: &Mirror) -> Vec<Entry> {
    let snapshot = sharecap::pipeline::load(&mirror.job.dataset, sharecap::pipeline::Extent::Values).unwrap();
    snapshot.entries().iter().map(|(entry, _)| entry.clone()).collect()
}

#[test]
fn a_file_that_vanishes_before_it_is_read_has_its_row_until_the_next_run() {
    let mirror = Mirror::new();
    mirror.put("a.pdf", &filing(0));
    mirror.put("b.pdf", &filing(1));
    let summary = run_and(&mirror, || fs::remove_file(mirror.file("b.pdf")).unwrap());
    assert_eq!(summary.rejects.into_iter().collect::<Vec<_>>(), [(RejectCode::Unreadable, 1)]);
    assert_eq!(entries(&mirror).len(), 2);
    assert!(mirror.run().is_published);
    assert_eq!(entries(&mirror).len(), 1, "it is gone, and nothing of it was ever read");
    assert!(!mirror.run().is_published);
}

#[test]
fn a_file_that_changes_before_it_is_read_is_what_it_is_when_it_is_read() {
    let mirror = Mirror::new();
    mirror.put("a.pdf", &filing(0));
    run_and(&mirror, || mirror.put("a.pdf", &filing(1)));
    let read = entries(&mirror).remove(0);
    assert_eq!(read.source_bytes, Some(filing(1).len() as u64));
    assert!(!mirror.run().is_published, "it is known as it was read, not as it was found");
}

#[test]
fn a_known_file_that_vanishes_before_it_is_read_keeps_its_filing() {
    let mirror = Mirror::new();
    mirror.put("a.pdf", &filing(0));
    mirror.put("b.pdf", &filing(1));
    mirror.run();
    mirror.date("b.pdf", 10);
    let summary = run_and(&mirror, || fs::remove_file(mirror.file("b.pdf")).unwrap());
    assert!(!summary.is_published, "{summary:?}");
    assert!(entries(&mirror).iter().all(|entry| entry.result.is_ok()));
}

#[test]
fn a_file_that_is_written_all_the_while_is_never_read_by_halves() {
    let mirror = Mirror::new();
    let [one, other] = [filing(0), filing(1)];
    mirror.put("a.pdf", &one);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for bytes in [&one, &other] {
                    fs::write(mirror.file("a.pdf"), bytes).unwrap();
                    thread::sleep(Duration::from_micros(200));
                }
            }
        });
        for _ in 0..10 {
            // It may be caught when it is empty, and between two writings.
            mirror.run();
        }
        stop.store(true, Ordering::Relaxed);
    });
    let whole = [0, one.len() as u64, other.len() as u64];
    for entry in entries(&mirror) {
        let code = entry.result.as_ref().err().map(|error| error.code);
        let is_whole = entry.source_bytes.is_some_and(|bytes| whole.contains(&bytes));
        assert!(is_whole || code == Some(RejectCode::Unreadable), "{:?} bytes, {code:?}", entry.source_bytes);
    }
}

#[test]
fn a_clock_that_was_set_back_harms_nothing() {
    let mut mirror = Mirror::new();
    mirror.put("a.pdf", &filing(0));
    mirror.run();
    // Ten years earlier, by the clock; and a file comes from the future.
    mirror.job.began -= SignedDuration::from_hours(10 * 365 * 24);
    mirror.put("b.pdf", &filing(1));
    let future = std::time::SystemTime::now() + Duration::from_hours(40 * 365 * 24);
    fs::File::options().write(true).open(mirror.file("b.pdf")).unwrap().set_modified(future).unwrap();
    assert_eq!(mirror.run().read, 1);
    let summary = mirror.run();
    assert!(
        !summary.is_published && summary.known == 1,
        "what comes from the future is looked at each time: {summary:?}"
    );
    // Written again with as many bytes and the same time: found out, for its time proves nothing.
    let other: Vec<u8> = filing(1).iter().map(|byte| byte.wrapping_add(1)).collect();
    fs::write(mirror.file("b.pdf"), other).unwrap();
    fs::File::options().write(true).open(mirror.file("b.pdf")).unwrap().set_modified(future).unwrap();
    assert_eq!(mirror.run().read, 1);
    let listed = snapshots(&mirror.job.dataset).unwrap();
    assert_eq!(listed.iter().map(|snapshot| snapshot.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(listed[2].is_current, "the last is current, whatever the clock says");
    // By age, the first is the youngest; the current one stays though it is old.
    let since = Timestamp::from_second(1_800_000_000).unwrap();
    let gone = prune_snapshots(&mirror.job.dataset, Keep::Since(since), false).unwrap();
    assert_eq!(gone.iter().map(|snapshot| snapshot.number).collect::<Vec<_>>(), [2]);
    assert!(!mirror.run().is_published);
}
