//! The child's side.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::confine::Terms;
use super::frame::{self, Message};

/// Answers questions, on this thread, until the other side closes the socket that is this process's stdin; then the
/// process ends at once, even in the middle of an answer.
///
/// # Errors
/// When stdin is no such socket, or the limits cannot be set.
pub fn serve<Q: DeserializeOwned, A: Serialize>(mut answer: impl FnMut(Q, Vec<u8>) -> A) -> io::Result<()> {
    let socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let terms = frame::read(&socket)?.ok_or(io::ErrorKind::UnexpectedEof)?.of(0)?;
    let terms: Terms = frame::decode(&terms)?;
    terms.confine()?;
    let is_busy = Arc::new(AtomicBool::new(false));
    let (sender, questions) = mpsc::channel();
    let listener =
        Listener { socket: socket.try_clone()?, scratch: terms.scratch.clone(), is_busy: Arc::clone(&is_busy) };
    thread::Builder::new().spawn(move || listener.listen(&sender)).map_err(|error| {
        let most = terms.max_memory_bytes();
        io::Error::new(error.kind(), format!("no thread can be started within {most} bytes of memory ({error})"))
    })?;
    // Ready.
    frame::write(&socket, 0, b"")?;
    while let Ok(Asked { number, question, bytes }) = questions.recv() {
        terms.grant()?;
        let payload = frame::encode(&answer(frame::decode(&question)?, bytes))?;
        is_busy.store(false, Ordering::Release);
        frame::write(&socket, number, &payload)?;
    }
    Ok(())
}

/// A question as it arrives.
struct Asked {
    number: u64,
    question: Vec<u8>,
    bytes: Vec<u8>,
}

/// Takes questions from the socket on a thread of its own, so that its end is seen while an answer is being worked out.
struct Listener {
    socket: UnixStream,
    scratch: PathBuf,
    is_busy: Arc<AtomicBool>,
}

impl Listener {
    fn listen(&self, questions: &Sender<Asked>) {
        while let Ok(Some(asked)) = self.next() {
            self.is_busy.store(true, Ordering::Release);
            if questions.send(asked).is_err() {
                return;
            }
        }
        self.leave();
    }

    /// The next question; `None` when there will be none.
    fn next(&self) -> io::Result<Option<Asked>> {
        let Some(Message { number, payload: question }) = frame::read(&self.socket)? else { return Ok(None) };
        let bytes = frame::read(&self.socket)?.map(|message| message.of(number)).transpose()?;
        Ok(bytes.map(|bytes| Asked { number, question, bytes }))
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
    let leader = i32::try_from(leader).ok().and_then(Pid::from_raw);
    // A group that is gone is what is wanted.
    let _ = leader.map(|leader| kill_process_group(leader, Signal::KILL));
}
