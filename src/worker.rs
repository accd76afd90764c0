//! A pool of child processes, each under a time and a memory limit, that answer questions about bytes.
//!
//! What reads foreign files can loop, swell, overflow the stack. Here that costs one child, not the run: a child that
//! exceeds a limit or dies is replaced, and whoever asked learns what became of it. The module knows no stage: question
//! and answer are whatever [`postcard`] can write, and what a child does is a function that is given to [`serve`].
//!
//! A child is started from a [`Program`], which has to call [`serve`]. It has one connected socket as its stdin, over
//! which framed messages go both ways; its stdout leads nowhere, as libraries may print; the end of its stderr is kept to
//! tell how it died. It stands in a process group of its own, so that what it started itself is ended with it, and it
//! ends as soon as the socket closes: no child outlives its parent, however that ended.

mod child;
mod frame;
mod serve;
#[cfg(any(test, fuzzing))]
pub(crate) mod wire;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use child::Child;
use serde::Serialize;
use serde::de::DeserializeOwned;
pub use serve::serve;
use tempfile::TempDir;

/// What one answer may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long an answer may take.
    pub timeout: Duration,
    /// Address space of a child, and of each process that it starts, in bytes.
    pub max_memory_bytes: u64,
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
    /// The system killed the child, as it does when memory runs out.
    #[error("killed by the system")]
    Killed,
    /// The child died of another cause, or sent what is no answer; how it ended.
    #[error("{0}")]
    Crashed(String),
    /// No child could be started; why.
    #[error("{0}")]
    NotStarted(String),
}

/// Children that are started as they are needed and asked again and again: as many as there are callers at a time.
#[derive(Debug)]
pub struct Pool {
    program: Program,
    limits: Limits,
    /// Holds a folder for every child; gone with the pool.
    scratch: TempDir,
    idle: Mutex<Vec<Child>>,
}

impl Pool {
    /// Starts a first child, so that what cannot work fails here.
    ///
    /// # Errors
    /// When there is no room for temporary files, or the child does not start.
    pub fn new(program: Program, limits: Limits) -> io::Result<Self> {
        let scratch = tempfile::Builder::new().prefix("sharecap-").tempdir()?;
        let pool = Self { program, limits, scratch, idle: Mutex::default() };
        let first = pool.start()?;
        pool.put_back(first);
        Ok(pool)
    }

    /// Has a child answer a question about some bytes.
    ///
    /// Whether there is an answer depends on question and bytes alone, not on what a child was asked before: where one
    /// that has answered before dies, a fresh one is asked once more.
    ///
    /// # Errors
    /// What became of the child.
    pub fn ask<Q: Serialize, A: DeserializeOwned>(&self, question: &Q, bytes: &[u8]) -> Result<A, Failure> {
        let used = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(used) = used {
            let has_answered = used.has_answered();
            match self.ask_child(used, question, bytes) {
                Err(failure) if has_answered && failure != Failure::TimedOut => {}
                answer => return answer,
            }
        }
        let fresh = self.start().map_err(|error| Failure::NotStarted(error.to_string()))?;
        self.ask_child(fresh, question, bytes)
    }

    fn ask_child<Q: Serialize, A: DeserializeOwned>(
        &self,
        mut child: Child,
        question: &Q,
        bytes: &[u8],
    ) -> Result<A, Failure> {
        match child.ask(question, bytes, self.limits.timeout) {
            Ok(answer) => {
                self.put_back(child);
                Ok(answer)
            }
            Err(error) => Err(child.end(&error)),
        }
    }

    fn start(&self) -> io::Result<Child> {
        Child::start(&self.program, &self.limits, self.scratch.path())
    }

    fn put_back(&self, child: Child) {
        // A child is whole when it is put here, whoever panicked.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
    }
}
