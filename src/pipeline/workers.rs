//! Who reads the files of a run: child processes under limits, or this process.

use std::io;
use std::path::{self, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::reading::{drawn, guarded};
use super::{ReadOptions, Readings, Workers, readers};
use crate::crawl::Warning;
use crate::extract::Reader;
use crate::extract::doc::Office;
use crate::extract::draw::Drawing;
use crate::finding::{FilingError, RejectCode};
use crate::worker::{self, Failure, Pool};

/// How one file is read, wherever that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manner {
    pub(super) reader: Reader,
    libreoffice: Option<PathBuf>,
    /// How long a conversion may take, if nobody ends it before.
    timeout: Duration,
}

impl Manner {
    pub(super) fn office(&self) -> Office {
        Office { program: self.libreoffice.clone(), timeout: self.timeout }
    }
}

/// What a child is asked to do with the bytes of a file.
#[derive(Debug, Serialize, Deserialize)]
enum Question {
    /// Say what it states.
    Read(Manner),
    /// Say what it looks like.
    Draw(Manner),
}

impl Question {
    /// What is being done, as a message says it.
    fn work(&self) -> &'static str {
        match self {
            Self::Read(_) => "reading",
            Self::Draw(_) => "drawing",
        }
    }
}

/// What a child answers.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Read(Readings),
    Drawn(Result<Drawing, FilingError>),
}

/// What every child reads before it is given a file: a page with a word on it. Where that cannot be read, no file is to
/// blame.
const TRIAL: &[u8] = b"%PDF-1.4
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R]/Count 1>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>
endobj
4 0 obj
<</Length 35>>
stream
BT /F 12 Tf 50 800 Td (Trial) Tj ET
endstream
endobj
xref
0 5
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000054 00000 n\x20
0000000105 00000 n\x20
0000000258 00000 n\x20
trailer
<</Size 5/Root 1 0 R>>
startxref
341
%%EOF
";

/// Reads files, several at a time.
pub(super) struct Desk {
    manner: Manner,
    children: Option<(Pool, Workers)>,
}

impl Desk {
    /// Starts what is needed.
    ///
    /// # Errors
    /// When no child can be started.
    pub(super) fn new(options: &ReadOptions) -> io::Result<Self> {
        let timeout = match &options.workers {
            Some(workers) => workers.limits.timeout,
            None => Office::default().timeout,
        };
        // The second decoder can loop and overflow the stack: it is not let into this process unless it is asked for.
        let reader = match options.reader {
            Reader::Both if options.workers.is_none() => Reader::First,
            reader => reader,
        };
        // A child stands in another folder.
        let libreoffice = options.libreoffice.as_ref().map(path::absolute).transpose()?;
        let manner = Manner { reader, libreoffice, timeout };
        let trial = Question::Read(Manner { reader: Reader::First, ..manner.clone() });
        let start = |workers: &Workers| {
            let pool = Pool::new(workers.program.clone(), workers.limits.clone(), (&trial, TRIAL))?;
            Ok::<_, io::Error>((pool, workers.clone()))
        };
        let children = options.workers.as_ref().map(start).transpose()?;
        Ok(Self { manner, children })
    }

    /// To be asked after every file.
    ///
    /// # Errors
    /// When nothing can be read any more, through no fault of any file; what was read since is worth nothing.
    pub(super) fn check(&self) -> io::Result<()> {
        let fault = self.children.as_ref().and_then(|(pool, _)| pool.fault());
        fault.map_or(Ok(()), |fault| Err(io::Error::other(fault)))
    }

    /// What has happened to the children since the last call that whoever watches should know.
    pub(super) fn news(&self) -> Vec<Warning> {
        let warn = |(pool, workers): &(Pool, Workers)| {
            let path = &workers.program.path;
            pool.news().into_iter().map(|message| Warning { path: path.clone(), message }).collect()
        };
        self.children.as_ref().map(warn).unwrap_or_default()
    }

    /// Reads a file so that whatever it does ends the reading of this file only; a decoder that dies takes nothing of
    /// what the other read with it.
    pub(super) fn read(&self, bytes: &[u8]) -> Readings {
        match self.manner.reader {
            Reader::Both => {
                readers::with_second(bytes, self.read_by(Reader::First, bytes), || self.read_by(Reader::Second, bytes))
            }
            reader => self.read_by(reader, bytes),
        }
    }

    fn read_by(&self, reader: Reader, bytes: &[u8]) -> Readings {
        let manner = Manner { reader, ..self.manner.clone() };
        match self.answer(&Question::Read(manner), bytes) {
            Ok(Answer::Read(readings)) => readings,
            Ok(Answer::Drawn(_)) => vec![Err(beside_the_question())],
            Err(error) => vec![Err(error)],
        }
    }

    /// Draws a file, under the same limits.
    ///
    /// # Errors
    /// When it cannot be drawn, or not within the limits.
    pub(super) fn draw(&self, bytes: &[u8]) -> Result<Drawing, FilingError> {
        match self.answer(&Question::Draw(self.manner.clone()), bytes)? {
            Answer::Drawn(drawing) => drawing,
            Answer::Read(_) => Err(beside_the_question()),
        }
    }

    fn answer(&self, question: &Question, bytes: &[u8]) -> Result<Answer, FilingError> {
        let Some((pool, workers)) = &self.children else { return Ok(answer(question, bytes)) };
        pool.ask(question, bytes).map_err(|failure| rejection(question.work(), &failure, &workers.limits))
    }
}

fn answer(question: &Question, bytes: &[u8]) -> Answer {
    match question {
        Question::Read(manner) => Answer::Read(guarded(bytes, manner)),
        Question::Draw(manner) => Answer::Drawn(drawn(bytes, manner)),
    }
}

/// A child answers what it is asked, unless it is another program.
fn beside_the_question() -> FilingError {
    let message = "the process that read it answered another question; please report it with the file";
    FilingError::new(RejectCode::Crashed, message)
}

fn rejection(work: &str, failure: &Failure, limits: &worker::Limits) -> FilingError {
    let look = "a sound return takes less than a second and 200 MB, so look at the file first";
    let (code, message) = match failure {
        Failure::TimedOut => {
            let seconds = limits.timeout.as_secs_f32();
            let message = format!(
                "{work} took longer than {seconds} s and was ended; {look}, then raise the limit (--timeout, or \
                 timeout_seconds in the config)"
            );
            (RejectCode::Timeout, message)
        }
        Failure::OutOfMemory(how) => {
            let most = limits.max_memory_bytes;
            let message = format!(
                "{work} needed more than {most} bytes of memory ({how}); {look}, then raise the limit \
                 (max_memory_bytes in the config)"
            );
            (RejectCode::OutOfMemory, message)
        }
        Failure::WroteTooMuch => {
            let most = limits.max_written_bytes;
            let message = format!(
                "{work} wrote a temporary file of more than {most} bytes; {look}, then raise the limit \
                 (max_written_bytes in the config)"
            );
            (RejectCode::TooLarge, message)
        }
        Failure::Killed => {
            let message = "the process that read it was killed, as the system does when memory runs out, and again \
                           when nothing else was being read; lower max_memory_bytes in the config, or give the \
                           machine more memory";
            (RejectCode::OutOfMemory, message.to_owned())
        }
        Failure::Crashed(how) => {
            let message = format!("the process that read it ended ({how}); please report it with the file");
            (RejectCode::Crashed, message)
        }
        Failure::NotStarted(why) => {
            let message = format!("no process could be started to read it ({why}); try again");
            (RejectCode::Crashed, message)
        }
    };
    FilingError::new(code, message)
}

/// Reads the files that the parent of this process hands over, until there are no more: what a child does.
///
/// # Errors
/// When this process was not started by [`ingest`](super::ingest) or a [`FileReader`](super::FileReader).
pub fn serve() -> io::Result<()> {
    worker::serve(|question: Question, bytes| answer(&question, &bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trial_has_an_answer() {
        let office = Office::default();
        let manner = Manner { reader: Reader::First, libreoffice: office.program, timeout: office.timeout };
        let Answer::Read(readings) = answer(&Question::Read(manner), TRIAL) else { panic!("it was drawn") };
        let error = readings[0].as_ref().unwrap_err();
        assert!(error.code == RejectCode::NotAMonthlyReturn && error.message.contains("`Trial`"), "{error}");
    }
}

/// The messages about a file as functions of bytes: for a test and the fuzz target of the protocol.
#[cfg(any(test, fuzzing))]
pub(super) mod wire {
    use super::{Answer, Manner, Question, Reader, answer};
    use crate::worker::wire::{message, payloads, take};

    /// Takes some bytes for what a child gets, and for what it answers.
    pub fn read_messages(wire: &[u8]) {
        for payload in payloads(wire) {
            take::<Question>(&payload);
            take::<Answer>(&payload);
        }
    }

    /// What is asked about a file and answered.
    #[must_use]
    pub fn messages_about(bytes: &[u8]) -> Vec<u8> {
        let manner = Manner { reader: Reader::First, libreoffice: None, timeout: std::time::Duration::from_secs(1) };
        let questions = [Question::Read(manner.clone()), Question::Draw(manner)];
        questions.iter().flat_map(|question| [message(question), message(&answer(question, bytes))].concat()).collect()
    }

    #[test]
    fn messages_with_damage_are_refused_or_taken_for_what_they_are_when_sent_on() {
        let sound = messages_about(b"FF301\nMonthly Return\nFor the month ended: 31 October 2024");
        assert_eq!(payloads(&sound).len(), 4);
        read_messages(&sound);
        for at in 0..sound.len() {
            for byte in [0, 1, 0x7F, 0x80, 0xFF] {
                let mut damaged = sound.clone();
                damaged[at] = byte;
                read_messages(&damaged);
            }
            read_messages(&sound[at..]);
        }
    }
}
