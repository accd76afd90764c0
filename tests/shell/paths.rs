//! Folders, files and datasets with names that mean something to shells, SQL, HTML or a terminal: every command takes
//! them, and prints them so that what reads it finds the file.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::common::Scratch;
use crate::{command, duckdb};

const SAMPLE: &str = "data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf";
const NAMES: [&[u8]; 7] = [
    b"with a space",
    "翌日披露 股份".as_bytes(),
    b"o'neill's \"data\" $HOME `id`",
    b"[a]*?{x,y} %41 #1 & <b>",
    b"line\nbreak",
    b"back\\slash; drop -- $1",
    b"odd\xff\xfe",
];

struct Ran {
    code: i32,
    stdout: Vec<u8>,
    stderr: String,
}

/// Why no SQL can name a path, if that is so.
fn unspeakable(name: &[u8]) -> Option<&'static str> {
    match std::str::from_utf8(name) {
        Err(_) => Some("no UTF-8, so that no SQL can name it"),
        Ok(name) => name.contains('\\').then_some("holds a backslash"),
    }
}

/// Runs the program on arguments that need not be text.
fn run(arguments: &[&OsStr]) -> Ran {
    let output = command::sharecap().args(arguments).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    Ran { code: output.status.code().unwrap(), stdout: output.stdout, stderr }
}

/// A folder of an odd name with a sample of an odd name, and the dataset beside it.
struct Odd {
    folder: PathBuf,
    file: PathBuf,
    dataset: PathBuf,
}

impl Odd {
    fn new(base: &Path, name: &[u8]) -> Self {
        let folder = base.join(OsStr::from_bytes(name));
        let mut file = OsString::from_vec(name.to_vec());
        file.push(".pdf");
        let odd = Self { file: folder.join("in").join(file), dataset: folder.join("the dataset"), folder };
        fs::create_dir_all(odd.folder.join("in")).unwrap();
        fs::copy(SAMPLE, &odd.file).unwrap();
        odd
    }

    fn ingest(&self) -> Ran {
        run(&["ingest".as_ref(), self.folder.join("in").as_os_str(), "--out".as_ref(), self.dataset.as_os_str()])
    }
}

#[test]
fn every_command_takes_any_path() {
    for name in NAMES {
        let base = Scratch::new();
        let odd = Odd::new(base.path(), name);
        let shown = String::from_utf8_lossy(name);
        let (file, dataset) = (odd.file.as_os_str(), odd.dataset.as_os_str());
        let ran = odd.ingest();
        assert_eq!(ran.code, 0, "{shown}: {}", ran.stderr);
        let snapshot = odd.dataset.join("snapshots/000001");
        assert_eq!(ran.stdout, [snapshot.as_os_str().as_bytes(), b"\n"].concat(), "{shown}: byte for byte");
        let ran = run(&["path".as_ref(), dataset]);
        let resolved = fs::canonicalize(&snapshot).unwrap();
        assert_eq!(ran.stdout, [resolved.as_os_str().as_bytes(), b"\n"].concat(), "{shown}: byte for byte");
        assert!(odd.ingest().stderr.contains("nothing new: "), "{shown}: known by its path");

        let ran = run(&["parse".as_ref(), file]);
        assert_eq!(ran.code, 0, "{shown}: {}", ran.stderr);
        let parsed: Json = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(parsed["issued_shares"][0]["closing_issued"], 5_090_155_173_i64, "{shown}");

        let (page, pages) = (odd.folder.join("page.html"), odd.folder.join("the pages"));
        let id = parsed["filings"][0]["filing_id"].as_str().unwrap();
        let (out, root) = (OsStr::new("--out"), OsStr::new("--root"));
        let commands: [&[&OsStr]; 7] = [
            &["check".as_ref(), dataset],
            &["gaps".as_ref(), dataset],
            &["snapshots".as_ref(), "verify".as_ref(), dataset],
            &["explain".as_ref(), file, out, page.as_os_str()],
            // With the file itself for a root: where its name is no text, the path in the dataset does not lead to it.
            &["explain".as_ref(), id.as_ref(), "--dataset".as_ref(), dataset, root, file, out, page.as_os_str()],
            &["report".as_ref(), dataset, out, page.as_os_str(), "--explain".as_ref(), pages.as_os_str()],
            &["views".as_ref(), dataset],
        ];
        for arguments in commands {
            let ran = run(arguments);
            if let Some(reason) = unspeakable(name).filter(|_| arguments[0] == "views") {
                assert_eq!((ran.code, ran.stdout.as_slice()), (3, &b""[..]), "{shown}");
                assert!(ran.stderr.contains(reason), "{shown}: {}", ran.stderr);
            } else {
                assert_eq!(ran.code, 0, "{shown}: {arguments:?}: {}", ran.stderr);
                assert!(!ran.stderr.contains("without pages"), "{shown}: {arguments:?}: {}", ran.stderr);
            }
        }
        assert!(fs::read_to_string(&page).unwrap().len() > 10_000, "{shown}");
        assert_eq!(fs::read_dir(&pages).unwrap().count(), 1, "{shown}");
    }
}

#[test]
fn duckdb_takes_the_views_of_any_path_that_it_can_name() {
    let base = Scratch::new();
    let odd = NAMES.iter().filter(|name| unspeakable(name).is_none()).map(|name| Odd::new(base.path(), name));
    let sessions: Vec<(String, Vec<String>)> = odd
        .map(|odd| {
            let ran = odd.ingest();
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            let sql = run(&["views".as_ref(), odd.dataset.as_os_str()]).stdout;
            let query = "select closing_issued from shares_outstanding".to_owned();
            (String::from_utf8(sql).unwrap(), vec![query])
        })
        .collect();
    let Some(answers) = duckdb::sessions(&sessions) else { return };
    assert_eq!(answers.len(), NAMES.len() - 2);
    for answer in answers {
        assert_eq!(answer[0][0]["closing_issued"], 5_090_155_173_i64);
    }
}
