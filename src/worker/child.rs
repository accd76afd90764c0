//! A child as its parent sees it: started, asked, ended.

use std::collections::VecDeque;
use std::env;
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

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use serde::de::DeserializeOwned;

use super::confine::Terms;
use super::serve::end_group;
use super::{Failure, Limits, Program, frame};

/// How long a child may take to start, or to end when it is told to.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one whose socket is closed may take to end; the system needs a moment for what has much memory.
const PATIENCE_TO_END: Duration = Duration::from_secs(2);
/// So much of the end of its stderr is kept.
const STDERR_BYTES: usize = 1000;
/// Signals by number, the same on Linux, macOS and the BSDs.
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;
const SIGXFSZ: i32 = 25;

/// What a child gets of the environment: where programs and libraries are looked for. Anything else, secrets among it,
/// is no business of what reads foreign files.
const INHERITED: [&str; 2] = ["PATH", "LD_LIBRARY_PATH"];
/// How the C library of a child is to deal with memory, where it is GNU's; others know no such variable. What an answer
/// has freed is kept for the next, up to 64 MiB, and large blocks are taken from it: a page that is given back and asked
/// for again has to be wiped each time. Both threads share one heap: what one reads, the other frees.
const MEMORY: (&str, &str) = (
    "GLIBC_TUNABLES",
    "glibc.malloc.trim_threshold=67108864:glibc.malloc.mmap_threshold=33554432:glibc.malloc.arena_max=1",
);
/// The first descriptor that is not stdin, stdout or stderr.
const FIRST_OTHER: i32 = 3;

/// A running child.
#[derive(Debug)]
pub(super) struct Child {
    process: process::Child,
    socket: UnixStream,
    /// Gets the end of its stderr when it is closed.
    stderr: Receiver<String>,
    /// Its temporary files.
    scratch: PathBuf,
    /// The number of the last question.
    asked: u64,
    has_answered: bool,
}

impl Child {
    /// Starts a child and waits until it is ready.
    pub(super) fn start(program: &Program, limits: &Limits, folder: &Path) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let scratch = folder.join(NEXT.fetch_add(1, Ordering::Relaxed).to_string());
        fs::create_dir(&scratch)?;
        let (socket, theirs) = UnixStream::pair()?;
        let mut process = command(program, &scratch, theirs).spawn()?;
        let stderr = process.stderr.take().map_or_else(|| mpsc::channel().1, last_words);
        let terms = Terms::new(limits, scratch.clone());
        let child = Self { process, socket, stderr, scratch, asked: 0, has_answered: false };
        match child.agree(&terms) {
            Ok(()) => Ok(child),
            Err(error) => Err(child.not_ready(&error)),
        }
    }

    fn agree(&self, terms: &Terms) -> io::Result<()> {
        let mut timed = self.within(PATIENCE);
        frame::write(&mut timed, 0, &frame::encode(terms)?)?;
        frame::read(&mut timed)?.ok_or(ErrorKind::UnexpectedEof)?.of(0).map(drop)
    }

    /// Asks it what is known to have an answer, whichever; it is ended where it has none.
    pub(super) fn try_out(mut self, question: &[u8], bytes: &[u8], timeout: Duration) -> io::Result<Self> {
        match self.exchange(question, bytes, timeout.max(PATIENCE)) {
            Ok(_) => Ok(self),
            Err(error) => Err(self.not_ready(&error)),
        }
    }

    fn not_ready(self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("it is not ready: {}", self.end(error)))
    }

    /// Whether it was of use before.
    pub(super) fn has_answered(&self) -> bool {
        self.has_answered
    }

    /// Asks it. After an error, nothing but [`end`](Self::end) makes sense.
    pub(super) fn ask<A: DeserializeOwned>(
        &mut self,
        question: &[u8],
        bytes: &[u8],
        timeout: Duration,
    ) -> io::Result<A> {
        let answer = frame::decode(&self.exchange(question, bytes, timeout)?)?;
        self.has_answered = true;
        Ok(answer)
    }

    fn exchange(&mut self, question: &[u8], bytes: &[u8], timeout: Duration) -> io::Result<Vec<u8>> {
        self.asked += 1;
        let mut timed = self.within(timeout);
        frame::write(&mut timed, self.asked, question)?;
        frame::write(&mut timed, self.asked, bytes)?;
        frame::read(&mut timed)?.ok_or(ErrorKind::UnexpectedEof)?.of(self.asked)
    }

    fn within(&self, time: Duration) -> Timed<'_> {
        // A limit beyond what the clock can count is none.
        Timed { socket: &self.socket, deadline: Instant::now().checked_add(time) }
    }

    /// Ends it, with all that it started, and tells from the error and its remains what became of it.
    pub(super) fn end(mut self, error: &io::Error) -> Failure {
        // A closed socket is the end of a child, unless it is one that only hung up. The group goes before the child is
        // waited for: until then its number cannot be another's.
        let has_hung_up =
            !matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::InvalidData | ErrorKind::InvalidInput);
        let has_ended = has_hung_up && self.ends_within(PATIENCE_TO_END);
        end_group(self.process.id());
        let _ = self.process.kill();
        let status = self.process.wait();
        let said = self.stderr.recv_timeout(Duration::from_secs(2)).unwrap_or_default();
        let _ = fs::remove_dir_all(&self.scratch);
        match (error.kind(), status) {
            (ErrorKind::TimedOut, _) => Failure::TimedOut,
            (_, Ok(status)) if has_ended => remains(status, &said),
            _ => Failure::Crashed(error.to_string()),
        }
    }

    /// Whether it has ended, now or soon. It is not waited for: its number stays its own.
    fn ends_within(&self, time: Duration) -> bool {
        let began = Instant::now();
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        let number = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        let has_ended = || number.is_none_or(|number| !matches!(waitid(WaitId::Pid(number), options), Ok(None)));
        loop {
            if has_ended() {
                return true;
            }
            if began.elapsed() > time {
                return false;
            }
            thread::sleep(Duration::from_millis(1));
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

/// What starts a child: with nothing of this process's but its socket, and no more of the environment than it needs.
fn command(program: &Program, scratch: &Path, socket: UnixStream) -> Command {
    // The standard library opens nothing that a child inherits. Others do: a shell, cron, a library in C.
    close_fds::set_fds_cloexec_threadsafe(FIRST_OTHER, &[]);
    let mut command = Command::new(&program.path);
    command
        .args(&program.arguments)
        .env_clear()
        .envs(INHERITED.into_iter().filter_map(|name| Some((name, env::var_os(name)?))))
        .env("HOME", scratch)
        .env("TMPDIR", scratch)
        .env("LC_ALL", "C.UTF-8")
        .env(MEMORY.0, MEMORY.1)
        // The message of a dying child is what counts; a backtrace would push it out.
        .env("RUST_BACKTRACE", "0")
        .current_dir(scratch)
        .stdin(Stdio::from(OwnedFd::from(socket)))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0);
    command
}

/// What a child that ended by itself died of.
fn remains(status: ExitStatus, said: &str) -> Failure {
    let last = said.lines().rfind(|line| line.contains("memory allocation of"));
    if let Some(line) = last {
        return Failure::OutOfMemory(line.trim().to_owned());
    }
    match status.signal() {
        Some(SIGKILL) => return Failure::Killed,
        Some(SIGXCPU) => return Failure::TimedOut,
        Some(SIGXFSZ) => return Failure::WroteTooMuch,
        _ => {}
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
        assert_eq!(remains(ExitStatus::from_raw(24), ""), Failure::TimedOut);
        assert_eq!(remains(ExitStatus::from_raw(25), ""), Failure::WroteTooMuch);
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
