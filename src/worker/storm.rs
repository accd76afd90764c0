//! Children that die one after another: when to slow down, when to tell, when to give up.
//!
//! A child that answered what is known to work and then dies of a file dies by the file's fault, be it the thousandth
//! in a row: the run goes on, slower, and says so. A child that cannot even be started, or cannot answer what is known
//! to work, dies by the machine's fault (no memory, no room, the program is broken): it is tried again, more and more
//! slowly, and in the end given up, as no file can be blamed for it.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// So many deaths in a row, over files, slow the next start down.
const DEATHS: u32 = 8;
/// The longest pause after a death. It holds up every start, so that no number of jobs makes a storm faster.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);
/// So many starts in a row may fail, over some ten seconds.
const STARTS: u32 = 9;
/// The pause after the first start that failed; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest pause between two starts.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How the children of a pool fare.
#[derive(Debug, Default)]
pub(super) struct Storm {
    /// Deaths since the last answer.
    deaths: AtomicU32,
    /// One child is started at a time: what slows one start down slows all.
    starting: Mutex<()>,
    /// What nobody has been told yet.
    news: Mutex<Vec<String>>,
    /// Why no child can be started any more.
    fault: OnceLock<String>,
}

impl Storm {
    /// A child has answered.
    pub(super) fn is_over(&self) {
        self.deaths.store(0, Ordering::Relaxed);
    }

    /// A child has died over a file; how.
    pub(super) fn count(&self, how: &str) {
        if self.deaths.fetch_add(1, Ordering::Relaxed) + 1 == DEATHS {
            self.tell(format!(
                "died of {DEATHS} files in a row, the last time thus: {how}; they are rejected, and reading goes on, \
                 slower"
            ));
        }
    }

    /// Starts a child, when its turn has come, and again where that fails.
    ///
    /// # Errors
    /// Why not, where there is no use in trying again; the same for everybody who asks later.
    pub(super) fn start<C>(&self, start: impl Fn() -> io::Result<C>) -> Result<C, String> {
        let _turn = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        thread::sleep(pause(self.deaths.load(Ordering::Relaxed)));
        let mut failed = 0;
        loop {
            if let Some(fault) = self.fault() {
                return Err(fault.to_owned());
            }
            let why = match start() {
                Ok(child) => return Ok(child),
                Err(error) => error.to_string(),
            };
            failed += 1;
            if failed == 1 {
                self.tell(format!("cannot be started to read files in ({why}); trying again, more and more slowly"));
            }
            if failed == STARTS {
                // Set once: starts take turns.
                let _ = self.fault.set(format!("{why}; {STARTS} times in a row"));
            } else {
                thread::sleep(wait(failed));
            }
        }
    }

    /// Why no child can be started any more; `None` as long as one can.
    pub(super) fn fault(&self) -> Option<&str> {
        self.fault.get().map(String::as_str)
    }

    /// What has happened since this was last asked: a sentence each, of which the program is the subject.
    pub(super) fn news(&self) -> Vec<String> {
        std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self, what: String) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

/// How long to wait before the next start, after so many deaths in a row.
fn pause(deaths: u32) -> Duration {
    match deaths.checked_sub(DEATHS) {
        None => Duration::ZERO,
        Some(more) => doubled(Duration::from_millis(10), more, LONGEST_PAUSE),
    }
}

/// How long to wait after so many starts in a row that failed.
fn wait(failed: u32) -> Duration {
    doubled(FIRST_WAIT, failed.saturating_sub(1), LONGEST_WAIT)
}

fn doubled(first: Duration, times: u32, most: Duration) -> Duration {
    first.saturating_mul(1_u32.checked_shl(times).unwrap_or(u32::MAX)).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn pauses_grow_to_a_limit_and_end_with_an_answer() {
        let milliseconds = |deaths| pause(deaths).as_millis();
        assert_eq!([0, 7, 8, 9, 11, 12, 1_000_000].map(milliseconds), [0, 0, 10, 20, 80, 100, 100]);
        assert_eq!([1, 2, 7, 8, 100].map(|failed| wait(failed).as_millis()), [50, 100, 3_200, 5_000, 5_000]);
        let storm = Storm::default();
        (0..DEATHS).for_each(|_| storm.count("signal: 6"));
        assert_eq!(pause(storm.deaths.load(Ordering::Relaxed)).as_millis(), 10);
        storm.is_over();
        assert_eq!(pause(storm.deaths.load(Ordering::Relaxed)), Duration::ZERO);
    }

    #[test]
    fn a_storm_is_told_once() {
        let storm = Storm::default();
        (0..200).for_each(|_| storm.count("signal: 6 (SIGABRT)"));
        let news = storm.news();
        assert!(news.len() == 1 && news[0].contains("signal: 6 (SIGABRT)"), "{news:?}");
        assert_eq!((storm.news(), storm.fault()), (Vec::new(), None), "files are to blame, not the machine");
    }

    #[test]
    fn a_start_that_fails_a_few_times_is_tried_again() {
        let (storm, failed) = (Storm::default(), Cell::new(0));
        let started = storm.start(|| {
            failed.set(failed.get() + 1);
            if failed.get() < 4 { Err(io::Error::other("no memory")) } else { Ok(failed.get()) }
        });
        assert_eq!((started, storm.fault(), storm.news().len()), (Ok(4), None, 1));
    }
}
