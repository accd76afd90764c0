//! The child's side.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;

use rlimit::{Resource, getrlimit, setrlimit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::frame;

/// What a child is told before anything else.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Terms {
    pub(super) max_memory_bytes: u64,
    /// The folder for its temporary files, which goes with it.
    pub(super) scratch: PathBuf,
}

/// Answers questions, on this thread, until the other side closes the socket that is this process's stdin; then the
/// process ends at once, even in the middle of an answer.
///
/// # Errors
/// When stdin is no such socket, or the limits cannot be set.
pub fn serve<Q: DeserializeOwned, A: Serialize>(mut answer: impl FnMut(Q, Vec<u8>) -> A) -> io::Result<()> {
    let socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let terms = frame::read(&socket)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let terms: Terms = frame::decode(&terms)?;
    limit(Resource::AS, terms.max_memory_bytes)?;
    // A crash is told by its signal; a dump of the memory would only fill the disk.
    limit(Resource::CORE, 0)?;
    let is_busy = Arc::new(AtomicBool::new(false));
    let (sender, questions) = mpsc::channel();
    let listener = Listener { socket: socket.try_clone()?, scratch: terms.scratch, is_busy: Arc::clone(&is_busy) };
    thread::Builder::new().spawn(move || listener.listen(&sender)).map_err(|error| {
        let most = terms.max_memory_bytes;
        io::Error::new(error.kind(), format!("no thread can be started within {most} bytes of memory ({error})"))
    })?;
    // Ready.
    frame::write(&socket, b"")?;
    while let Ok((question, bytes)) = questions.recv() {
        let payload = frame::encode(&answer(frame::decode(&question)?, bytes))?;
        is_busy.store(false, Ordering::Release);
        frame::write(&socket, &payload)?;
    }
    Ok(())
}

/// Lowers a limit of this process; one that is lower already stays.
fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    let most = most.min(hard);
    setrlimit(resource, most, most)
}

/// Takes questions from the socket on a thread of its own, so that its end is seen while an answer is being worked out.
struct Listener {
    socket: UnixStream,
    scratch: PathBuf,
    is_busy: Arc<AtomicBool>,
}

impl Listener {
    fn listen(&self, questions: &Sender<(Vec<u8>, Vec<u8>)>) {
        while let (Ok(Some(question)), Ok(Some(bytes))) = (frame::read(&self.socket), frame::read(&self.socket)) {
            self.is_busy.store(true, Ordering::Release);
            if questions.send((question, bytes)).is_err() {
                return;
            }
        }
        self.leave();
    }

    /// Ends this process and what it started, and takes its files away.
    fn leave(&self) {
        let _ = fs::remove_dir_all(&self.scratch);
        // Empty when the last child leaves, where the parent was killed and cannot do it.
        let _ = self.scratch.parent().map(fs::remove_dir);
        if self.is_busy.load(Ordering::Acquire) {
            end_group(process::id());
        }
        process::exit(0);
    }
}

/// Kills the processes of the group that a child leads; nothing where it leads none.
pub(super) fn end_group(leader: u32) {
    // The standard library kills single processes only, and a call of C would be unsafe code.
    let kill = Command::new(Path::new("/bin/sh"))
        .args(["-c", "kill -s KILL -- \"-$1\"", "sh", &leader.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    // Without a shell the child itself is killed all the same; what it started ends by itself.
    let _ = kill;
}
