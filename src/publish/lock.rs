//! One writer at a time: a lock that says who holds it, and that the operating system takes back when the holder dies.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{MANIFEST, SNAPSHOTS};

/// The file that is locked, beside the snapshots, where no crawl looks. It stays when nobody holds it: to remove it could
/// let two in.
const LOCK: &str = ".lock";
/// Between two tries of one who waits.
const PAUSE: Duration = Duration::from_millis(100);

/// Who writes into a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The machine that it runs on; empty where that is not known.
    pub host: String,
    /// The run, as its log names it.
    pub run_id: String,
    /// Since when.
    pub since: Timestamp,
}

impl Holder {
    /// This process.
    #[must_use]
    pub fn this_process(run_id: &str) -> Self {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
        Self { pid: std::process::id(), host, run_id: run_id.to_owned(), since: Timestamp::now() }
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { pid, host, run_id, since } = self;
        let host = if host.is_empty() { String::new() } else { format!(" on {host}") };
        write!(out, "process {pid}{host} (run {run_id}, since {since:.0})")
    }
}

/// Why a dataset cannot be written into.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// It is no dataset but one of its snapshots, or what another program put together.
    #[error(
        "{} is a snapshot, which never changes: name the dataset that it belongs to, or a new folder; nothing was published",
        .0.display()
    )]
    Snapshot(PathBuf),
    /// Another run does.
    #[error(
        "{} is being written by {}: wait for it with --wait, or try again later; nothing was published",
        dataset.display(),
        holder.as_ref().map_or_else(|| "another process".to_owned(), Holder::to_string)
    )]
    Held {
        /// The dataset.
        dataset: PathBuf,
        /// Who writes; `None` when that was not told (yet).
        holder: Option<Holder>,
    },
    /// The wait for the other run was broken off.
    #[error("stopped while waiting for {}; nothing was published", .0.as_ref().map_or_else(|| "another process".to_owned(), Holder::to_string))]
    Stopped(Option<Holder>),
    /// The file system refused.
    #[error("locking {}: {source}; see that the dataset is on a disk that can be written and locks files; nothing was published", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// Whether to wait (on) for whoever holds a lock.
pub type Patience<'p> = dyn Fn(Option<&Holder>) -> bool + 'p;

/// The right to write into a dataset, until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of a dataset, whose folder is made if it is not there.
    ///
    /// `wait` is asked again and again while another run holds it, and told who does where that is known; the wait goes
    /// on as long as it says so.
    ///
    /// # Errors
    /// When `dataset` is a snapshot, when another run holds the lock and `wait` is `None`, when the wait was broken off,
    /// or when the file cannot be locked.
    pub fn take(dataset: &Path, me: &Holder, wait: Option<&Patience<'_>>) -> Result<Self, LockError> {
        if dataset.join(MANIFEST).exists() {
            return Err(LockError::Snapshot(dataset.to_owned()));
        }
        let folder = dataset.join(SNAPSHOTS);
        let path = folder.join(LOCK);
        let refused = |source| LockError::Io { path: path.clone(), source };
        fs::create_dir_all(&folder).map_err(refused)?;
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(refused)?;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(refused(source)),
                Err(TryLockError::WouldBlock) => {}
            }
            let holder = holder(&mut file);
            let Some(wait) = wait else {
                return Err(LockError::Held { dataset: dataset.to_owned(), holder });
            };
            if !wait(holder.as_ref()) {
                return Err(LockError::Stopped(holder));
            }
            sleep(PAUSE);
        }
        let mut lock = Self { file };
        lock.sign(&serde_json::to_vec(me).unwrap_or_default()).map_err(refused)?;
        Ok(lock)
    }

    fn sign(&mut self, name: &[u8]) -> io::Result<()> {
        self.file.rewind()?;
        self.file.set_len(0)?;
        self.file.write_all(name)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A name that stays behind is as harmless as that of a process that was killed: the next holder overwrites it.
        let _ = self.sign(b"");
        let _ = self.file.unlock();
    }
}

fn holder(file: &mut File) -> Option<Holder> {
    file.rewind().ok()?;
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_second_is_told_who_the_first_is() {
        let folder = tempfile::tempdir().unwrap();
        let me = Holder::this_process("first");
        let first = Lock::take(folder.path(), &me, None).unwrap();
        let LockError::Held { holder, .. } =
            Lock::take(folder.path(), &Holder::this_process("second"), None).unwrap_err()
        else {
            panic!("two hold the lock")
        };
        assert_eq!(holder, Some(me));
        let asked = Cell::new(0);
        let patience = |holder: Option<&Holder>| {
            assert_eq!(holder.unwrap().run_id, "first");
            asked.set(asked.get() + 1);
            asked.get() < 3
        };
        let stopped = Lock::take(folder.path(), &Holder::this_process("third"), Some(&patience)).unwrap_err();
        assert!(matches!(stopped, LockError::Stopped(Some(_))) && asked.get() == 3);
        drop(first);
        Lock::take(folder.path(), &Holder::this_process("second"), None).unwrap();
    }

    #[test]
    fn a_name_that_a_crash_left_behind_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(SNAPSHOTS)).unwrap();
        fs::write(folder.path().join(SNAPSHOTS).join(LOCK), "{\"pid\": 1, \"ho").unwrap();
        let _lock = Lock::take(folder.path(), &Holder::this_process("next"), None).unwrap();
        let LockError::Held { holder, .. } =
            Lock::take(folder.path(), &Holder::this_process("second"), None).unwrap_err()
        else {
            panic!("two hold the lock")
        };
        assert_eq!(holder.unwrap().run_id, "next");
    }
}
