//! A child as its parent sees it: started, asked, ended.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{self, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::serve::{Terms, end_group};
use super::{Failure, Limits, Program, frame};

/// How long a child may take to start, or to end when it is told to.
const PATIENCE: Duration = Duration::from_secs(20);
/// So much of the end of its stderr is kept.
const STDERR_BYTES: usize = 1000;
/// Signals by number, the same on every Unix.
const SIGKILL: i32 = 9;

/// A running child.
#[derive(Debug)]
pub(super) struct Child {
    process: process::Child,
    socket: UnixStream,
    /// Gets the end of its stderr when it is closed.
    stderr: Receiver<String>,
    /// Its temporary files.
    scratch: PathBuf,
    answers: u64,
}

impl Child {
    /// Starts a child and waits until it is ready.
    pub(super) fn start(program: &Program, limits: &Limits, folder: &Path) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let scratch = folder.join(NEXT.fetch_add(1, Ordering::Relaxed).to_string());
        fs::create_dir(&scratch)?;
        let (socket, theirs) = UnixStream::pair()?;
        let mut process = Command::new(&program.path)
            .args(&program.arguments)
            .env("TMPDIR", &scratch)
            // The message of a dying child is what counts; a backtrace would push it out.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let stderr = process.stderr.take().map_or_else(|| mpsc::channel().1, last_words);
        let child = Self { process, socket, stderr, scratch, answers: 0 };
        let terms = Terms { max_memory_bytes: limits.max_memory_bytes, scratch: child.scratch.clone() };
        match child.agree(&terms) {
            Ok(()) => Ok(child),
            Err(error) => Err(io::Error::new(error.kind(), format!("it is not ready: {}", child.end(&error)))),
        }
    }

    fn agree(&self, terms: &Terms) -> io::Result<()> {
        let mut timed = self.within(PATIENCE);
        frame::write(&mut timed, &frame::encode(terms)?)?;
        frame::read(&mut timed)?.map(|_| ()).ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }

    /// Whether it was of use before.
    pub(super) fn has_answered(&self) -> bool {
        self.answers > 0
    }

    /// Asks it. After an error, nothing but [`end`](Self::end) makes sense.
    pub(super) fn ask<Q: Serialize, A: DeserializeOwned>(
        &mut self,
        question: &Q,
        bytes: &[u8],
        timeout: Duration,
    ) -> io::Result<A> {
        let mut timed = self.within(timeout);
        frame::write(&mut timed, &frame::encode(question)?)?;
        frame::write(&mut timed, bytes)?;
        let payload = frame::read(&mut timed)?.ok_or(ErrorKind::UnexpectedEof)?;
        let answer = frame::decode(&payload)?;
        self.answers += 1;
        Ok(answer)
    }

    fn within(&self, time: Duration) -> Timed<'_> {
        // A limit beyond what the clock can count is none.
        Timed { socket: &self.socket, deadline: Instant::now().checked_add(time) }
    }

    /// Ends it, with all that it started, and tells from the error and its remains what became of it.
    pub(super) fn end(mut self, error: &io::Error) -> Failure {
        // Where the socket is closed the child has ended, and how is settled; else it is killed. The group goes before
        // the child is waited for: until then its number cannot be another's.
        end_group(self.process.id());
        let _ = self.process.kill();
        let status = self.process.wait();
        let said = self.stderr.recv_timeout(Duration::from_secs(2)).unwrap_or_default();
        let _ = fs::remove_dir_all(&self.scratch);
        match (error.kind(), status) {
            (ErrorKind::TimedOut, _) => Failure::TimedOut,
            (ErrorKind::InvalidData | ErrorKind::InvalidInput, _) | (_, Err(_)) => Failure::Crashed(error.to_string()),
            (_, Ok(status)) => remains(status, &said),
        }
    }
}

impl Drop for Child {
    /// A closed socket tells a child to end.
    fn drop(&mut self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        let began = Instant::now();
        while matches!(self.process.try_wait(), Ok(None)) {
            if began.elapsed() > PATIENCE {
                end_group(self.process.id());
                let _ = self.process.kill();
                let _ = self.process.wait();
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// What a child that ended by itself died of.
fn remains(status: ExitStatus, said: &str) -> Failure {
    let last = said.lines().rfind(|line| line.contains("memory allocation of"));
    if let Some(line) = last {
        return Failure::OutOfMemory(line.trim().to_owned());
    }
    if status.signal() == Some(SIGKILL) {
        return Failure::Killed;
    }
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    Failure::Crashed(if said.is_empty() { status.to_string() } else { format!("{status}: {said}") })
}

/// Reads stderr to its end, so that nobody who writes to it is held up; keeps the last of it.
fn last_words(mut stderr: process::ChildStderr) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut kept = VecDeque::new();
        let mut chunk = [0; 1024];
        while let Ok(read @ 1..) = stderr.read(&mut chunk) {
            kept.extend(&chunk[..read]);
            kept.drain(..kept.len().saturating_sub(STDERR_BYTES));
        }
        let kept: Vec<u8> = kept.into();
        // Nobody asks for the last words of a child that ended well.
        let _ = sender.send(String::from_utf8_lossy(&kept).into_owned());
    });
    receiver
}

/// A socket that gives up at a moment.
struct Timed<'a> {
    socket: &'a UnixStream,
    deadline: Option<Instant>,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if left == Some(Duration::ZERO) { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

/// The operating system calls a time that is over `WouldBlock`.
fn over(error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::WouldBlock { ErrorKind::TimedOut.into() } else { error }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(self.left()?)?;
        self.socket.read(buffer).map_err(over)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(self.left()?)?;
        self.socket.write(buffer).map_err(over)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_child_died_of_is_told_from_its_remains() {
        let exited = |code: i32| ExitStatus::from_raw(code << 8);
        let aborted = ExitStatus::from_raw(6);
        let swollen = "memory allocation of 4000000000 bytes failed\n";
        assert_eq!(remains(aborted, swollen), Failure::OutOfMemory(swollen.trim().to_owned()));
        assert_eq!(remains(ExitStatus::from_raw(9), "warning: odd font\n"), Failure::Killed);
        let Failure::Crashed(how) = remains(aborted, "\nthread 'main' has overflowed its stack\n") else { panic!() };
        assert!(how.starts_with("signal: 6") && how.ends_with(": thread 'main' has overflowed its stack"), "{how}");
        assert_eq!(remains(exited(101), ""), Failure::Crashed("exit status: 101".to_owned()));
    }

    #[test]
    fn a_silent_socket_is_given_up() {
        let (socket, _theirs) = UnixStream::pair().unwrap();
        let mut timed = Timed { socket: &socket, deadline: Some(Instant::now() + Duration::from_millis(20)) };
        assert_eq!(timed.read(&mut [0]).unwrap_err().kind(), ErrorKind::TimedOut);
        assert_eq!(timed.read(&mut [0]).unwrap_err().kind(), ErrorKind::TimedOut);
    }
}
