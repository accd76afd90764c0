//! A pool of child processes, each under a time and a memory limit, that answer questions about bytes.
//!
//! What reads foreign files can loop, swell, overflow the stack. Here that costs one child, not the run: a child that
//! exceeds a limit or dies is replaced, and whoever asked learns what became of it. The module knows no stage: question
//! and answer are whatever [`postcard`] can write, and what a child does is a function that is given to [`serve`].
//!
//! A child is started from a [`Program`], which has to call [`serve`]. It has one connected socket as its stdin, over
//! which framed messages go both ways; its stdout leads nowhere, as libraries may print; the end of its stderr is kept to
//! tell how it died. It stands in a process group of its own, so that what it started itself is ended with it, and it
//! ends as soon as the socket closes: no child outlives its parent, however that ended. What it has no use for it does
//! not get ([`confine`]), and when children die one after another it depends on the cause what becomes of the run
//! ([`storm`]).

mod child;
mod confine;
mod frame;
mod serve;
mod storm;
#[cfg(any(test, fuzzing))]
pub(crate) mod wire;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use child::Child;
use serde::Serialize;
use serde::de::DeserializeOwned;
pub use serve::serve;
use storm::Storm;
use tempfile::TempDir;

/// What one answer may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long an answer may take.
    pub timeout: Duration,
    /// Address space of a child, and of each process that it starts, in bytes.
    pub max_memory_bytes: u64,
    /// The largest file that any of them may write, in bytes.
    pub max_written_bytes: u64,
}

/// What is started as a child; it must call [`serve`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It took longer than the limit.
    #[error("no answer in time")]
    TimedOut,
    /// A child wanted more memory than the limit; what it said.
    #[error("{0}")]
    OutOfMemory(String),
    /// A child wanted to write a file that is larger than the limit.
    #[error("wrote too large a file")]
    WroteTooMuch,
    /// The system killed the child, as it does when memory runs out, and killed it again when it was the only one busy.
    #[error("killed by the system")]
    Killed,
    /// The child died of another cause, or sent what is no answer; how it ended.
    #[error("{0}")]
    Crashed(String),
    /// No child could be started, though it was tried again and again; why. Nor will another: see [`Pool::fault`].
    #[error("{0}")]
    NotStarted(String),
}

/// Children that are started as they are needed and asked again and again: as many as there are callers at a time.
#[derive(Debug)]
pub struct Pool {
    program: Program,
    limits: Limits,
    /// A question, and bytes, to which there is an answer.
    trial: (Vec<u8>, Vec<u8>),
    /// Holds a folder for every child; gone with the pool.
    scratch: TempDir,
    idle: Mutex<Vec<Child>>,
    storm: Storm,
    /// Held by all who ask; by one alone where memory ran out.
    busy: RwLock<()>,
}

impl Pool {
    /// Starts a first child, so that what cannot work fails here. Every child has to answer the trial before it is
    /// asked anything else: one that cannot is no child, and no other question is to blame.
    ///
    /// # Errors
    /// When there is no room for temporary files, or the child does not start.
    pub fn new<Q: Serialize>(program: Program, limits: Limits, trial: (&Q, &[u8])) -> io::Result<Self> {
        let scratch = tempfile::Builder::new().prefix("sharecap-").tempdir()?;
        // A child stands in another folder.
        let program = Program { path: std::path::absolute(&program.path)?, ..program };
        let trial = (frame::encode(trial.0)?, trial.1.to_vec());
        let (idle, storm, busy) = Default::default();
        let pool = Self { program, limits, trial, scratch, idle, storm, busy };
        let first = pool.start()?;
        pool.put_back(first);
        Ok(pool)
    }

    /// Has a child answer a question about some bytes.
    ///
    /// Whether there is an answer depends on question and bytes alone, not on what a child was asked before, nor on
    /// what others are asked at the time: where a child that has answered before dies, a fresh one is asked once more;
    /// and one that the system kills may have been killed for the memory of the others, so the question is put once
    /// more when nobody else is busy.
    ///
    /// # Errors
    /// What became of the child.
    pub fn ask<Q: Serialize, A: DeserializeOwned>(&self, question: &Q, bytes: &[u8]) -> Result<A, Failure> {
        let question = frame::encode(question).map_err(|error| Failure::Crashed(error.to_string()))?;
        let together = self.busy.read().unwrap_or_else(PoisonError::into_inner);
        let answer = self.ask_any(&question, bytes);
        drop(together);
        if !matches!(answer, Err(Failure::Killed)) {
            return answer;
        }
        let _alone = self.busy.write().unwrap_or_else(PoisonError::into_inner);
        self.ask_fresh(&question, bytes)
    }

    /// Why no child can be started any more, through no fault of what was asked; `None` as long as there are children.
    pub fn fault(&self) -> Option<&str> {
        self.storm.fault()
    }

    /// What whoever watches should know of the children since the last call, a sentence each, of which the program is
    /// the subject: that it dies time after time, or cannot be started.
    pub fn news(&self) -> Vec<String> {
        self.storm.news()
    }

    fn ask_any<A: DeserializeOwned>(&self, question: &[u8], bytes: &[u8]) -> Result<A, Failure> {
        let used = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(used) = used {
            let has_answered = used.has_answered();
            match self.ask_child(used, question, bytes) {
                Err(failure) if has_answered && failure != Failure::TimedOut => {}
                answer => return answer,
            }
        }
        self.ask_fresh(question, bytes)
    }

    fn ask_fresh<A: DeserializeOwned>(&self, question: &[u8], bytes: &[u8]) -> Result<A, Failure> {
        let fresh = self.storm.start(|| self.start()).map_err(Failure::NotStarted)?;
        self.ask_child(fresh, question, bytes)
    }

    fn ask_child<A: DeserializeOwned>(&self, mut child: Child, question: &[u8], bytes: &[u8]) -> Result<A, Failure> {
        match child.ask(question, bytes, self.limits.timeout) {
            Ok(answer) => {
                self.storm.is_over();
                self.put_back(child);
                Ok(answer)
            }
            Err(error) => {
                let failure = child.end(&error);
                // One that took its time was no part of a storm.
                if failure != Failure::TimedOut {
                    self.storm.count(&failure.to_string());
                }
                Err(failure)
            }
        }
    }

    fn start(&self) -> io::Result<Child> {
        let (question, bytes) = &self.trial;
        Child::start(&self.program, &self.limits, self.scratch.path())?.try_out(question, bytes, self.limits.timeout)
    }

    fn put_back(&self, child: Child) {
        // A child is whole when it is put here, whoever panicked.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
    }
}
