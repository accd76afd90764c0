//! A folder that grows, and the dataset that is made of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use sharecap::extract::Reader;
use sharecap::finding::Severities;
use sharecap::pipeline::{IngestError, Job, ReadOptions, Selection, Summary, ingest};
use sharecap::publish::{Manifest, Opened, open};

use crate::common::Scratch;

/// A folder of filings and a dataset.
pub(crate) struct Mirror {
    pub(crate) scratch: Scratch,
    pub(crate) job: Job,
}

impl Mirror {
    pub(crate) fn new() -> Self {
        let scratch = Scratch::new();
        let folder = scratch.path().join("mirror");
        fs::create_dir(&folder).unwrap();
        let reading = ReadOptions { max_file_bytes: 1 << 24, reader: Reader::First, libreoffice: None, workers: None };
        let job = Job {
            folders: vec![folder],
            indexes: Vec::new(),
            dataset: scratch.path().join("dataset"),
            jobs: 2,
            reading,
            severities: Severities::default(),
            began: Timestamp::from_second(1_900_000_000).unwrap(),
            selection: Selection::default(),
            prune: false,
            wait: false,
            run_id: "test".to_owned(),
        };
        Self { scratch, job }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.job.folders[0].join(name)
    }

    /// Writes a file as it was written a day ago.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.file(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        self.date(name, 86_400);
    }

    /// Says of a file that it was written so many seconds ago.
    pub(crate) fn date(&self, name: &str, seconds: u64) {
        let moment = SystemTime::now() - Duration::from_secs(seconds);
        File::options().write(true).open(self.file(name)).unwrap().set_modified(moment).unwrap();
    }

    pub(crate) fn run(&self) -> Summary {
        self.try_run().unwrap()
    }

    pub(crate) fn try_run(&self) -> Result<Summary, IngestError> {
        ingest(&self.job, &|_| (), &AtomicBool::new(false))
    }

    pub(crate) fn current(&self) -> Opened {
        open(&self.job.dataset).unwrap()
    }

    pub(crate) fn snapshots(&self) -> usize {
        let names = fs::read_dir(self.job.dataset.join("snapshots")).unwrap().map(|entry| entry.unwrap().path());
        names.filter(|path| path.is_dir()).count()
    }
}

/// The digest of every file of a snapshot.
pub(crate) fn digests(manifest: &Manifest) -> BTreeMap<String, String> {
    let tables = manifest.files.iter().map(|file| (file.path.clone(), file.sha256.clone()));
    tables.chain(manifest.state.iter().map(|file| (file.path.clone(), file.sha256.clone()))).collect()
}

/// A sample filing.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings").join(name)).unwrap()
}

/// Every file below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}
