//! A snapshot in the making, until the dataset turns to it.
//!
//! Its folder has a name of its own while it is written. All that goes into it is on the disk before it gets its number,
//! and it has its number before `current` is turned to it: whenever a run is killed, what was current stays so, and the
//! next run removes what was left behind.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::cursor::Cursor;
use super::files::{TableWriter, digest_of, sync_folder, write_synced};
use super::lock::Lock;
use super::manifest::{About, Manifest, PublishedFile};
use super::merge::{IsReplaced, Merge};
use super::open::Opened;
use super::state::State;
use super::{CURRENT, DRAFT, GOING, MANIFEST, PublishError, Published, SNAPSHOTS, name_of, snapshot_folder};
use crate::filing::Table;

/// A snapshot in the making: the parts of it that change are written, the others are shared with the one before.
pub struct Release<'b> {
    dataset: PathBuf,
    snapshots: PathBuf,
    draft: Draft,
    base: Option<&'b Opened>,
}

impl<'b> Release<'b> {
    /// Begins a snapshot that goes on from `base`. What an earlier run left behind that was killed is removed.
    ///
    /// # Errors
    /// When the folder is no dataset, or cannot be written into.
    pub fn begin(dataset: &Path, base: Option<&'b Opened>, _lock: &Lock) -> Result<Self, PublishError> {
        let snapshots = dataset.join(SNAPSHOTS);
        fs::create_dir_all(&snapshots).map_err(PublishError::io("making the folder", &snapshots))?;
        refuse_other_folders(dataset)?;
        remove_leftovers(&snapshots)?;
        let draft = Draft::new(&snapshots)?;
        Ok(Self { dataset: dataset.to_owned(), snapshots, draft, base })
    }

    /// A folder for what is needed until the snapshot is finished, on the same disk.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        &self.draft.scratch
    }

    /// Begins a table and year: new rows among those old ones that are not replaced.
    #[must_use]
    pub fn merge<'m>(&'m self, table: Table, year: Option<i16>, is_replaced: &'m IsReplaced<'m>) -> Merge<'m> {
        let writer = TableWriter::new(&self.draft.folder, table, year);
        Merge { writer, old: self.base.map(|base| Cursor::new(base, table, year)), is_replaced }
    }

    /// Ends the snapshot and turns `current` to it. `files` are those of the years that were written; the other years are
    /// those of the base.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn finish(
        self,
        about: &About,
        written: &BTreeSet<Option<i16>>,
        mut files: Vec<PublishedFile>,
        state: &State,
    ) -> Result<Published, PublishError> {
        let untouched = |file: &&PublishedFile| file.rows > 0 && !written.contains(&file.year);
        for file in self.base.iter().flat_map(|base| &base.manifest.files).filter(untouched) {
            self.share(file)?;
            files.push(file.clone());
        }
        let first_year = files.iter().filter_map(|file| file.year).min();
        for &table in Table::ALL {
            // A reader's glob finds a file with the columns of every table.
            if !files.iter().any(|file| file.table == table) {
                files.extend(TableWriter::new(&self.draft.folder, table, first_year).finish_empty()?);
            }
        }
        self.share_equal(&files, written)?;
        files.sort_by_key(|file| (file.table, file.year.is_none(), file.year, file.path.len(), file.path.clone()));
        let state = state.write(&self.draft.folder)?;
        self.draft.sync()?;
        let manifest = Manifest::new(self.base.map(|base| base.manifest.snapshot), about, files, state);
        let Self { dataset, snapshots, draft, .. } = self;
        let (number, folder, manifest) = draft.finish(&snapshots, &manifest)?;
        sync_folder(&snapshots)?;
        turn_current(&dataset, number)?;
        Ok(Published { folder, manifest })
    }

    /// Links a file of the base.
    fn share(&self, file: &PublishedFile) -> Result<(), PublishError> {
        let Some(base) = self.base else { return Ok(()) };
        let place = self.draft.folder.join(&file.path);
        let folder = place.parent().unwrap_or(&self.draft.folder);
        fs::create_dir_all(folder).map_err(PublishError::io("making the folder", folder))?;
        link_or_copy(&base.folder.join(&file.path), &place)
    }

    /// Links those files that were written again and came out the same. The old one is read for that: should its disk
    /// have spoilt it, the new one stays.
    fn share_equal(&self, files: &[PublishedFile], written: &BTreeSet<Option<i16>>) -> Result<(), PublishError> {
        let Some(base) = self.base else { return Ok(()) };
        let is_written = |file: &&PublishedFile| file.rows == 0 || written.contains(&file.year);
        for file in files.iter().filter(is_written) {
            let old = base.manifest.files.iter().find(|old| old.path == file.path && old.sha256 == file.sha256);
            if old.is_some() && digest_of(&base.folder.join(&file.path)).is_ok_and(|(_, digest)| digest == file.sha256)
            {
                let place = self.draft.folder.join(&file.path);
                fs::remove_file(&place).map_err(PublishError::io("replacing", &place))?;
                self.share(file)?;
            }
        }
        Ok(())
    }
}

/// Gives a file a second name; where the file system has no such thing, copies it.
fn link_or_copy(from: &Path, to: &Path) -> Result<(), PublishError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let copied = fs::copy(from, to).and_then(|_| fs::File::open(to)?.sync_all());
    copied.map_err(PublishError::io("sharing", to))
}

/// Removes what killed runs left behind: drafts, and snapshots that were being pruned.
fn remove_leftovers(snapshots: &Path) -> Result<(), PublishError> {
    let listing = || PublishError::io("listing", snapshots);
    for entry in fs::read_dir(snapshots).map_err(listing())? {
        let path = entry.map_err(listing())?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(DRAFT) || name.starts_with(GOING) {
            fs::remove_dir_all(&path).map_err(PublishError::io("removing what a killed run left behind:", &path))?;
        }
    }
    Ok(())
}

fn refuse_other_folders(dataset: &Path) -> Result<(), PublishError> {
    let current = dataset.join(CURRENT);
    match fs::symlink_metadata(&current) {
        Ok(found) if !found.is_symlink() => Err(PublishError::NotADataset(current)),
        _ => Ok(()),
    }
}

/// A snapshot that is not whole yet: a folder that is removed again unless it is finished.
struct Draft {
    folder: PathBuf,
    scratch: PathBuf,
    is_finished: bool,
}

impl Draft {
    fn new(snapshots: &Path) -> Result<Self, PublishError> {
        let (folder, scratch) = (snapshots.join(DRAFT), snapshots.join(format!("{DRAFT}-scratch")));
        for folder in [&folder, &scratch] {
            fs::create_dir(folder).map_err(PublishError::io("making the folder", folder))?;
        }
        Ok(Self { folder, scratch, is_finished: false })
    }

    /// Makes the names of all files below it last; the files themselves are on the disk already.
    fn sync(&self) -> Result<(), PublishError> {
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            let listing = || PublishError::io("listing", &folder);
            for entry in fs::read_dir(&folder).map_err(listing())? {
                let entry = entry.map_err(listing())?;
                if entry.file_type().map_err(listing())?.is_dir() {
                    folders.push(entry.path());
                }
            }
            sync_folder(&folder)?;
        }
        Ok(())
    }

    /// Gives the draft the next free number, writes the manifest that names it, and renames the folder.
    fn finish(mut self, snapshots: &Path, manifest: &Manifest) -> Result<(u32, PathBuf, Manifest), PublishError> {
        let number = highest_number(snapshots)? + 1;
        let manifest = manifest.numbered(number);
        write_synced(&self.folder.join(MANIFEST), &manifest.to_bytes())?;
        sync_folder(&self.folder)?;
        let folder = snapshots.join(name_of(number));
        fs::rename(&self.folder, &folder).map_err(PublishError::io("renaming the snapshot to", &folder))?;
        self.is_finished = true;
        Ok((number, folder, manifest))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // The error that brought us here matters more; the next run removes what is left.
        let _ = fs::remove_dir_all(&self.scratch);
        if !self.is_finished {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// The highest number of a snapshot; 0 where there is none.
fn highest_number(snapshots: &Path) -> Result<u32, PublishError> {
    let listing = || PublishError::io("listing", snapshots);
    let mut highest = 0;
    for entry in fs::read_dir(snapshots).map_err(listing())? {
        let name = entry.map_err(listing())?.file_name();
        highest = highest.max(name.to_str().and_then(|name| name.parse().ok()).unwrap_or(0));
    }
    Ok(highest)
}

/// Points `current` at a snapshot, in one step.
fn turn_current(dataset: &Path, number: u32) -> Result<(), PublishError> {
    let current = dataset.join(CURRENT);
    let fresh = dataset.join(format!(".{CURRENT}"));
    // Left behind by a run that was killed, or not there at all.
    let _ = fs::remove_file(&fresh);
    let target = snapshot_folder(Path::new(""), number);
    std::os::unix::fs::symlink(&target, &fresh).map_err(PublishError::io("making the link", &fresh))?;
    fs::rename(&fresh, &current).map_err(PublishError::io("turning the link", &current))?;
    sync_folder(dataset)
}
