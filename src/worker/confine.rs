//! What a child does to itself before it reads anything: it gives up what a reader does not need.
//!
//! The parent starts it with a short environment, in its own folder, with no descriptor but the first three; here it
//! lowers its limits. What it starts (LibreOffice) inherits all of that. Only what needs no privilege is done:
//!
//! - The number of processes is not limited. That limit counts all processes of the user, those of other programs too:
//!   whatever it is set to, it fails on one machine and means nothing on the next, and root is exempt.
//! - Nor does a child ask the system to be killed when its parent dies: that is bound to the thread that started it,
//!   which may end long before the process. A child ends with its socket.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use rlimit::{Resource, getrlimit, setrlimit};
use rustix::fs::Mode;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use super::Limits;

/// Descriptors that a child may hold. Reading needs a handful, LibreOffice below a hundred.
const MOST_DESCRIPTORS: u64 = 256;
/// How much longer than an answer may take a child may compute for it, in seconds. The parent ends it at the time
/// limit; this is for what the parent cannot reach any more.
const CPU_SLACK_SECONDS: u64 = 5;

/// What a child is told before anything else.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Terms {
    max_memory_bytes: u64,
    max_written_bytes: u64,
    timeout: Duration,
    /// The folder for its temporary files, which goes with it.
    pub(super) scratch: PathBuf,
}

impl Terms {
    pub(super) fn new(limits: &Limits, scratch: PathBuf) -> Self {
        let Limits { timeout, max_memory_bytes, max_written_bytes } = *limits;
        Self { max_memory_bytes, max_written_bytes, timeout, scratch }
    }

    /// Lowers the limits of this process for good.
    pub(super) fn confine(&self) -> io::Result<()> {
        limit(Resource::AS, self.max_memory_bytes)?;
        limit(Resource::FSIZE, self.max_written_bytes)?;
        limit(Resource::NOFILE, MOST_DESCRIPTORS)?;
        // A crash is told by its signal; a dump of the memory would only fill the disk.
        limit(Resource::CORE, 0)?;
        // What it writes is nobody else's.
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
        no_new_privileges();
        Ok(())
    }

    /// Lets this process compute for one more answer, and no longer: it asks for this before each.
    pub(super) fn grant(&self) -> io::Result<()> {
        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
        let used = u64::try_from(used).unwrap_or_default();
        let until = used.saturating_add(self.timeout.as_secs()).saturating_add(CPU_SLACK_SECONDS);
        // The hard limit stays, or there could be no next answer.
        let (_, hard) = getrlimit(Resource::CPU)?;
        setrlimit(Resource::CPU, until.min(hard), hard)
    }

    pub(super) fn max_memory_bytes(&self) -> u64 {
        self.max_memory_bytes
    }
}

/// Lowers a limit of this process; one that is lower already stays.
fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    let most = most.min(hard);
    setrlimit(resource, most, most)
}

/// No program that this process starts gets rights that it has not (set-user-ID and the like).
fn no_new_privileges() {
    // A system without it is no worse off than before.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::set_no_new_privs(true);
}
