//! Whose panic it is.
//!
//! The program catches every panic while it reads a file, and rejects that file. A panic of its own code is a bug all
//! the same; one of a library that it reads with is a limitation to be known. So the first ends the fuzzing, wherever
//! it is caught, and the second is put on record once: its place and the bytes that led there, below
//! `artifacts/upstream`.

use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::Path;
use std::sync::{Mutex, Once, PoisonError};

thread_local! {
    /// What is being read.
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// Panics of our own code, of which some may have been caught on the way.
    static OURS: Cell<usize> = const { Cell::new(0) };
}

/// Puts the hook in place that tells them apart. Under libFuzzer a panic of ours ends the process there and then.
pub(crate) fn watch() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(set_hook);
}

fn set_hook() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if let Some(place) = foreign(info) {
            note(&place, info);
            return;
        }
        OURS.set(OURS.get() + 1);
        usual(info);
        if cfg!(fuzzing) {
            std::process::abort();
        }
    }));
}

/// Runs `read`, outlasts all panics, and counts our own.
pub(crate) fn outlast(read: fn(&[u8]), bytes: &[u8]) -> usize {
    INPUT.with_borrow_mut(|input| {
        input.clear();
        input.extend(bytes);
    });
    let before = OURS.get();
    // Nothing that `read` could leave half done is used afterwards.
    let _ = panic::catch_unwind(AssertUnwindSafe(|| read(bytes)));
    OURS.get() - before
}

/// The crate, file and line of a library's panic; `None` for one of ours, or of the standard library on our behalf.
fn foreign(info: &PanicHookInfo<'_>) -> Option<String> {
    let place = info.location()?;
    if let Some(file) = library(place.file()) {
        return Some(format!("{file}:{}", place.line()));
    }
    // Of what the standard library says no more than its own place, the stack tells whose call it was.
    if !place.file().starts_with("/rustc/") {
        return None;
    }
    let stack = Backtrace::force_capture().to_string();
    let callers = stack.lines().filter_map(|line| line.trim().strip_prefix("at "));
    let caller = callers.into_iter().find(|line| !line.starts_with("/rustc/") && !line.contains("panics.rs"))?;
    library(caller).map(str::to_owned)
}

/// The path of a library's file from its crate on; `None` for all others.
fn library(file: &str) -> Option<&str> {
    let (_, below) = file.split_once("/registry/src/")?;
    below.split_once('/').map(|(_, path)| path)
}

/// Tells of a place once, and keeps the bytes.
fn note(place: &str, info: &PanicHookInfo<'_>) {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if !cfg!(fuzzing) || !SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(place.to_owned()) {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts/upstream");
    let path = folder.join(place.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '.'), "-"));
    let kept = fs::create_dir_all(&folder).and_then(|()| INPUT.with_borrow(|input| fs::write(&path, input)));
    eprintln!("a library panicked: {info}\n  kept in {}: {kept:?}", path.display());
}
