//! Word documents → PDF, by LibreOffice, where it is on the machine.
//!
//! No library reads what Word wrote as Word laid it out; LibreOffice comes close, and what it prints is read like any
//! other PDF. So pages and boxes are those of the conversion: they depend on the LibreOffice and the typefaces of the
//! machine, the values do not.
//!
//! It runs with a profile of its own, made for one conversion and deleted with it: nothing of the user's is read or
//! changed, conversions do not wait for each other, and no macro runs, no link is followed.

mod container;

use std::env;
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

pub(super) use container::{Container, of_ole, of_zip};

use crate::filing::as_uri;
use crate::finding::{FilingError, RejectCode};

/// Which LibreOffice converts Word documents, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its program, `soffice`; `None` for the one that is installed.
    pub program: Option<PathBuf>,
    /// How long one conversion may take; about a second is usual.
    pub timeout: Duration,
}

impl Default for Office {
    fn default() -> Self {
        Self { program: None, timeout: Duration::from_mins(1) }
    }
}

/// Names under which LibreOffice stands in `PATH`.
const NAMES: [&str; 2] = ["soffice", "libreoffice"];
/// Where it stands otherwise.
const PLACES: [&str; 3] = [
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
];
/// The exit code that asks to be started again: a new profile has been set up.
const AGAIN: i32 = 81;

/// What the profile says. A document that comes from anywhere may run and fetch nothing.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// A Word document as a PDF; `None` for bytes that are none.
///
/// # Errors
///
/// [`RejectCode::NeedsLibreoffice`] where there is none, [`RejectCode::NotConverted`] where it fails, and
/// [`RejectCode::Timeout`].
pub fn converted(bytes: &[u8], office: &Office) -> Result<Option<Vec<u8>>, FilingError> {
    super::kind::word(bytes).map(|extension| to_pdf(bytes, extension, office)).transpose()
}

/// Converts a document whose content is of the kind that `extension` stands for.
pub(super) fn to_pdf(bytes: &[u8], extension: &str, office: &Office) -> Result<Vec<u8>, FilingError> {
    let program = program(office)?;
    let folder = tempfile::Builder::new().prefix("sharecap-word-").tempdir();
    let folder = folder.map_err(|error| failed(&format!("there is no room for temporary files ({error})")))?;
    let run = Conversion { program: &program, folder: folder.path(), extension };
    let status = run.write(bytes).and_then(|()| run.run(Instant::now() + office.timeout));
    match status {
        Ok(Some(status)) => run.result().map_err(|error| {
            let said = run.last_words();
            failed(&format!("{} left no PDF ({error}; {status}{said})", program.display()))
        }),
        Ok(None) => {
            let message = format!(
                "LibreOffice took longer than {} s to convert it and was ended; open it in Word, look at it, and print \
                 it to PDF",
                office.timeout.as_secs()
            );
            Err(FilingError::new(RejectCode::Timeout, message))
        }
        Err(error) => Err(failed(&format!("{} cannot be run ({error})", program.display()))),
    }
}

fn failed(what: &str) -> FilingError {
    let remedy = "see whether the document opens in Word, and print it to PDF there";
    FilingError::new(RejectCode::NotConverted, format!("a Word document, and {what}; {remedy}"))
}

/// The program to run.
fn program(office: &Office) -> Result<PathBuf, FilingError> {
    let found = match &office.program {
        Some(named) => named.is_file().then(|| named.clone()),
        None => installed(),
    };
    found.map(|found| direct(&found)).ok_or_else(|| {
        let found = match &office.program {
            Some(named) => format!("there is none at {}", named.display()),
            None => "none is installed".to_owned(),
        };
        let message = format!(
            "a Word document, which LibreOffice has to convert, and {found}: install it (Debian and Ubuntu: \
             libreoffice-writer-nogui fonts-liberation2; Fedora: libreoffice-writer; macOS: the cask libreoffice), or \
             say where it is (libreoffice in the config), or print the document to PDF"
        );
        FilingError::new(RejectCode::NeedsLibreoffice, message)
    })
}

fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    in_path.chain(PLACES.map(PathBuf::from)).find(|program| program.is_file())
}

/// `soffice` is a script that starts a program that starts `soffice.bin` beside it. That one is run where it is there:
/// then ending the one process ends the conversion.
fn direct(program: &Path) -> PathBuf {
    let binary = fs::canonicalize(program).map(|script| script.with_file_name("soffice.bin"));
    binary.ok().filter(|binary| binary.is_file()).unwrap_or_else(|| program.to_owned())
}

/// One conversion, in a folder of its own.
struct Conversion<'a> {
    program: &'a Path,
    folder: &'a Path,
    extension: &'a str,
}

impl Conversion<'_> {
    fn source(&self) -> PathBuf {
        self.folder.join("document").with_extension(self.extension)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(self.folder.join("profile/user"))?;
        fs::write(self.folder.join("profile/user/registrymodifications.xcu"), SETTINGS)?;
        fs::write(self.source(), bytes)
    }

    /// Runs it to its end; `None` where the deadline came first.
    fn run(&self, deadline: Instant) -> io::Result<Option<ExitStatus>> {
        // A new profile makes it start again, once.
        for _ in 0..3 {
            let mut running = self.command()?.spawn()?;
            let status = loop {
                if let Some(status) = running.try_wait()? {
                    break status;
                }
                if Instant::now() > deadline {
                    running.kill()?;
                    running.wait()?;
                    return Ok(None);
                }
                thread::sleep(Duration::from_millis(5));
            };
            if status.code() != Some(AGAIN) {
                return Ok(Some(status));
            }
        }
        Err(io::Error::other("it asks again and again to be started anew"))
    }

    fn command(&self) -> io::Result<Command> {
        let mut command = Command::new(self.program);
        command
            .arg(format!("-env:UserInstallation={}", file_url(&self.folder.join("profile"))))
            .args(["--headless", "--nologo", "--norestore", "--nodefault", "--nolockcheck"])
            .args(["--convert-to", "pdf:writer_pdf_Export", "--outdir"])
            .args([self.folder, &self.source()])
            .env("LC_ALL", "C.UTF-8")
            .env("SAL_USE_VCLPLUGIN", "svp")
            .env("TMPDIR", self.folder)
            .env_remove("DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(self.folder.join("stderr"))?);
        Ok(command)
    }

    fn result(&self) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join("document.pdf"))
    }

    /// What it said, behind a semicolon; nothing where it said nothing.
    fn last_words(&self) -> String {
        let said = fs::read(self.folder.join("stderr")).unwrap_or_default();
        let said = String::from_utf8_lossy(&said[said.len().saturating_sub(300)..]);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        if said.is_empty() { said } else { format!("; {said}") }
    }
}

/// `/tmp/a b` → `file:///tmp/a%20b`.
fn file_url(path: &Path) -> String {
    format!("file://{}", as_uri(path.as_os_str().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_url() {
        assert_eq!(file_url(Path::new("/tmp/a-b_c.1")), "file:///tmp/a-b_c.1");
        assert_eq!(file_url(Path::new("/tmp/月 %")), "file:///tmp/%E6%9C%88%20%25");
    }

    #[test]
    fn a_libreoffice_that_is_not_there_is_said_to_be_missing() {
        let office = Office { program: Some(PathBuf::from("/no/such/soffice")), ..Office::default() };
        let error = converted(b"{\\rtf1 text}", &office).unwrap_err();
        assert_eq!(error.code, RejectCode::NeedsLibreoffice);
        for part in ["there is none at /no/such/soffice", "libreoffice-writer-nogui", "print the document to PDF"] {
            assert!(error.message.contains(part), "{part:?} is not in {error}");
        }
        assert_eq!(converted(b"%PDF-1.7", &office), Ok(None), "no Word document needs none");
    }

    #[test]
    fn one_that_fails_or_hangs_ends_one_conversion() {
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str, script: &str| {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join(name);
            fs::write(&path, script).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            Office { program: Some(path), timeout: Duration::from_millis(300) }
        };
        let fails = program("fails", "#!/bin/sh\necho 'source file could not be loaded' >&2\nexit 7\n");
        let error = converted(b"{\\rtf1 text}", &fails).unwrap_err();
        assert_eq!(error.code, RejectCode::NotConverted);
        assert!(error.message.contains("exit status: 7; source file could not be loaded"), "{error}");
        let hangs = program("hangs", "#!/bin/sh\nexec sleep 100\n");
        assert_eq!(converted(b"{\\rtf1 text}", &hangs).unwrap_err().code, RejectCode::Timeout);
        let restarts = program("restarts", "#!/bin/sh\nexit 81\n");
        assert_eq!(converted(b"{\\rtf1 text}", &restarts).unwrap_err().code, RejectCode::NotConverted);
    }
}
