//! One run: what is new or has changed is read, and published with what was there before.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::dataset::grade_readings;
use super::job::{Event, IngestError, Job, Preview, Summary};
use super::reading::{Looked, Seen, look};
use super::register::{Inspection, Register};
use super::renew::{Changes, Renewal, Renewed, Tally, Unrepaired};
use super::run::{self, RunRecord};
use super::spool::{Spool, pack, unpack};
use super::survey::{Again, Look, Survey, survey};
use super::workers::Desk;
use super::{LoadError, PARSER_VERSION, Readings};
use crate::crawl::{Crawl, Source, Warning, crawl};
use crate::filing::{Table, file_digest};
use crate::publish::{self, About, Base, Holder, Lock, Opened, Published, Release, State};
use crate::record::Reading;

/// Whoever watches a run.
type Watch<'w> = dyn Fn(Event<'_>) + Sync + 'w;

/// Crawls, reads what is new or has changed, and publishes the dataset with it.
///
/// `stop` ends the run as soon as it is set, until the moment at which the new snapshot becomes current.
///
/// # Errors
/// When there is nothing to read, the dataset cannot be locked, or the snapshot cannot be written; nothing is published
/// then. A file that cannot be read is no error: it gets its row in `filings`.
pub fn ingest(job: &Job, watch: &Watch<'_>, stop: &AtomicBool) -> Result<Summary, IngestError> {
    let run = Run { job, watch, stop, clock: Instant::now() };
    let mut found = run.crawl()?;
    let (lock, has_waited) = run.lock()?;
    if has_waited {
        found = run.crawl()?;
    }
    found.warnings.iter().for_each(|warning| watch(Event::Warning(warning)));
    let base = Basis::of(job)?;
    let again = base.again(job)?;
    let survey = survey(&found, &base.state.files, &again, &job.selection);
    watch(Event::Found { files: found.sources.len(), to_read: survey.looks.len() });
    let release = Release::begin(&job.dataset, base.opened(), &lock)?;
    let spool = Spool::new(release.scratch()).map_err(IngestError::Spool)?;
    let (looked, times) = run.look(&found, &survey, &base, &again, &spool)?;
    let (prune, began) = (job.prune, job.began);
    let inspection = Inspection { found: &found, survey: &survey, looked: &looked, again: &again, prune, began };
    let mut register = inspection.register(&base.state.files);
    base.refuse_to_forget(job, &register)?;
    run.tell_of_other_severities(&again, &register);
    if let Some(opened) = base.opened().filter(|_| !register.has_news()) {
        if register.is_refreshed {
            // The next run will open more files than it would have to, and come to the same.
            let _ = State::refresh(&opened.folder, &register.files);
        }
        // As its folder is named where it is published: below the dataset that was named.
        let folder = publish::snapshot_folder(&job.dataset, opened.manifest.snapshot);
        let current = Published { folder, manifest: opened.manifest.clone() };
        return Ok(summary(&inspection, &register, &base, current));
    }
    let (current, tally) = run.publish(release, &found, &mut register, spool, &base)?;
    run.record(&found, &survey, &times, &current);
    let summary = summary(&inspection, &register, &base, current);
    Ok(Summary { is_published: true, rejects: tally.rejects, findings: tally.findings, ..summary })
}

/// What [`ingest`] would do, told from names, sizes and times alone: nothing is opened, locked or written.
///
/// # Errors
/// When there is nothing to read, or what is published already cannot be read.
pub fn preview(job: &Job) -> Result<Preview, IngestError> {
    let stop = AtomicBool::new(false);
    let found = Run { job, watch: &|_| {}, stop: &stop, clock: Instant::now() }.crawl()?;
    let base = Basis::of(job)?;
    let survey = survey(&found, &base.state.files, &base.again(job)?, &job.selection);
    let to_read = survey.looks.iter().map(|look| (found.sources[look.source].path.clone(), look.reason));
    let vanished = survey.vanished.iter().map(|&at| base.state.files[at].path.clone());
    Ok(Preview { files: found.sources.len(), to_read: to_read.collect(), vanished: vanished.collect() })
}

/// One run.
struct Run<'r> {
    job: &'r Job,
    watch: &'r Watch<'r>,
    stop: &'r AtomicBool,
    clock: Instant,
}

impl Run<'_> {
    /// The right to write, and whether it had to be waited for.
    fn lock(&self) -> Result<(Lock, bool), IngestError> {
        let has_waited = Cell::new(false);
        let told = Cell::new(false);
        let wait = |holder: Option<&Holder>| {
            has_waited.set(true);
            if let Some(holder) = holder.filter(|_| !told.replace(true)) {
                (self.watch)(Event::Waiting(holder));
            }
            !self.stop.load(Ordering::Relaxed)
        };
        let wait: &dyn Fn(Option<&Holder>) -> bool = &wait;
        let me = Holder::this_process(&self.job.run_id);
        let lock = Lock::take(&self.job.dataset, &me, self.job.wait.then_some(wait))?;
        Ok((lock, has_waited.get()))
    }

    fn crawl(&self) -> Result<Crawl, IngestError> {
        let mut found = crawl(&self.job.folders, &self.job.dataset.join(publish::SNAPSHOTS));
        found.consult(&self.job.indexes);
        if found.sources.is_empty() { Err(IngestError::NoFiles(self.job.folders.clone())) } else { Ok(found) }
    }

    fn pool(&self) -> Result<rayon::ThreadPool, IngestError> {
        let jobs = self.job.jobs;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        pool.map_err(|error| IngestError::Threads { jobs, message: error.to_string() })
    }

    /// Looks at the files that are to be looked at; says of each how long that took.
    fn look(
        &self,
        found: &Crawl,
        survey: &Survey,
        base: &Basis,
        again: &Again,
        spool: &Spool,
    ) -> Result<(Vec<Looked>, Vec<Duration>), IngestError> {
        if survey.looks.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let desk = Desk::new(&self.job.reading).map_err(IngestError::Workers)?;
        let known: HashSet<&str> = base.state.files.iter().filter_map(|file| file.digest.as_deref()).collect();
        let is_known = |digest: &str| known.contains(digest) && !again.contains(digest);
        let seen = Seen::default();
        let look = |look_at: &Look| {
            if self.stop.load(Ordering::Relaxed) {
                return Err(IngestError::Stopped);
            }
            let source = &found.sources[look_at.source];
            let clock = Instant::now();
            let mut looked = look(&source.file, &seen, is_known, self.job.reading.max_file_bytes, &desk);
            desk.news().iter().for_each(|warning| (self.watch)(Event::Warning(warning)));
            desk.check().map_err(IngestError::Workers)?;
            self.keep(source, &mut looked, spool)?;
            Ok((looked, clock.elapsed()))
        };
        self.pool()?.install(|| survey.looks.par_iter().map(look).collect::<Result<_, _>>())
    }

    /// Puts the readings of a file away.
    fn keep(&self, source: &Source, looked: &mut Looked, spool: &Spool) -> Result<(), IngestError> {
        let unreadable: Option<Readings> = looked.identity.as_ref().err().map(|error| vec![Err(error.clone())]);
        let readings = looked.readings.take().map(|mut readings| {
            grade_readings(&mut readings, &self.job.severities);
            readings
        });
        (self.watch)(Event::Read(source, readings.as_ref().or(unreadable.as_ref())));
        if let (Ok(identity), Some(readings)) = (&looked.identity, readings) {
            spool.put(&identity.digest, looked.format, &readings).map_err(IngestError::Spool)?;
        }
        Ok(())
    }

    /// Writes the tables with what was read, and turns the dataset to them.
    fn publish(
        &self,
        release: Release<'_>,
        found: &Crawl,
        register: &mut Register,
        spool: Spool,
        base: &Basis,
    ) -> Result<(Published, Tally), IngestError> {
        (self.watch)(Event::Publishing);
        let spool = spool.finish();
        let changes = Changes::of(base.opened(), register, &spool)?;
        let renewal = Renewal {
            base: base.opened(),
            register,
            spool: &spool,
            unrepaired: &base.unrepaired,
            severities: &self.job.severities,
            began: self.job.began,
            jobs: self.job.jobs,
            stop: self.stop,
        };
        let Renewed { files, mut unrepaired, tally } = renewal.write(&release, &changes)?;
        let stands = |(id, reading): &(&String, &Reading)| {
            !register.dropped.contains(file_digest(id)) && !changes.has_renewed(&reading.filing)
        };
        unrepaired.extend(base.unrepaired.iter().filter(stands).map(|(id, reading)| (id.clone(), reading.clone())));
        let unrepaired = pack(&unrepaired).map_err(IngestError::Spool)?;
        let state = State { files: std::mem::take(&mut register.files), unrepaired };
        // Also those of earlier runs: whoever looks for a filing's file looks below all of them.
        let mut folders: Vec<String> = found.folders.iter().map(ToString::to_string).collect();
        let others: BTreeSet<&str> = state.files.iter().map(|file| &*file.folder).collect();
        folders.extend(
            others.into_iter().filter(|folder| !found.folders.iter().any(|f| **f == **folder)).map(str::to_owned),
        );
        let about = About {
            began: self.job.began,
            parser_version: PARSER_VERSION.to_owned(),
            folders,
            severities: self.job.severities.chosen(),
        };
        if self.stop.load(Ordering::Relaxed) {
            return Err(IngestError::Stopped);
        }
        Ok((release.finish(&about, &changes.written(), files, &state)?, tally))
    }

    /// Says of how many filings the severities cannot be set anew.
    fn tell_of_other_severities(&self, again: &Again, register: &Register) {
        let left = again.outdated.iter().filter(|digest| !register.read.contains(*digest)).count();
        if again.is_regraded && left > 0 {
            let message = format!(
                "{left} documents keep the severities of an earlier run, because their files are gone or in other folders; \
                 crawl those with --reread"
            );
            (self.watch)(Event::Warning(&Warning { path: self.job.dataset.clone(), message }));
        }
    }

    /// Writes the record of the run; what was published stands without it.
    fn record(&self, found: &Crawl, survey: &Survey, times: &[Duration], current: &Published) {
        let milliseconds = run::whole_milliseconds(self.clock.elapsed());
        let (files, jobs) = (found.sources.len() as u64, self.job.jobs as u64);
        let paths = survey.looks.iter().map(|look| found.sources[look.source].path.as_str());
        let (began, run_id) = (self.job.began, self.job.run_id.clone());
        let slowest = run::slowest(paths.zip(times.iter().copied()));
        let record = RunRecord { began, run_id, milliseconds, files, jobs, slowest };
        if let Err(error) = record.write(&current.folder) {
            let message = format!("the record of this run could not be written ({error})");
            (self.watch)(Event::Warning(&Warning { path: current.folder.clone(), message }));
        }
    }
}

/// What a run goes on from.
struct Basis {
    base: Base,
    state: State,
    unrepaired: Unrepaired,
}

impl Basis {
    fn of(job: &Job) -> Result<Self, IngestError> {
        let base = publish::base(&job.dataset).map_err(LoadError::from)?;
        let state = match &base {
            Base::Snapshot(opened) => State::of(opened).map_err(LoadError::from)?,
            Base::Nothing | Base::Older { .. } => State::default(),
        };
        let unrepaired = if state.unrepaired.is_empty() {
            BTreeMap::new()
        } else {
            unpack(&state.unrepaired).map_err(IngestError::Spool)?
        };
        Ok(Self { base, state, unrepaired })
    }

    fn opened(&self) -> Option<&Opened> {
        if let Base::Snapshot(opened) = &self.base { Some(opened) } else { None }
    }

    /// The documents that are to be read again.
    fn again(&self, job: &Job) -> Result<Again, LoadError> {
        let Some(opened) = self.opened() else { return Ok(Again::default()) };
        let is_regraded = opened.manifest.severities != job.severities.chosen();
        let mut again = Again { is_regraded, ..Again::default() };
        let selection = &job.selection;
        let is_older = |version: &str| version != PARSER_VERSION || is_regraded;
        let is_asked_for = selection.reread || selection.retry_rejected;
        if !is_asked_for && !opened.manifest.parser_versions().any(|version| is_older(&version)) {
            return Ok(again);
        }
        for batch in opened.columns(Table::Filings, &["filing_id", "parser_version", "outcome"]) {
            let (_, batch) = batch?;
            publish::texts(&batch, ["filing_id", "parser_version", "outcome"], |[id, version, outcome]| {
                let Some(id) = id else { return };
                if selection.reread || (selection.retry_rejected && outcome == Some("rejected")) {
                    again.wanted.insert(file_digest(id).to_owned());
                } else if version.is_some_and(is_older) {
                    again.outdated.insert(file_digest(id).to_owned());
                }
            });
        }
        Ok(again)
    }

    /// Refuses to leave filings of an older version of the tables behind whose files are gone, unless that is wished.
    fn refuse_to_forget(&self, job: &Job, register: &Register) -> Result<(), IngestError> {
        let Base::Older { folder, filings } = &self.base else { return Ok(()) };
        let gone: Vec<&String> =
            filings.iter().filter(|(digest, _)| !register.read.contains(*digest)).map(|(_, path)| path).collect();
        match gone.first() {
            Some(first) if !job.prune => {
                let (filings, example) = (gone.len(), (*first).clone());
                Err(IngestError::Forgotten { folder: folder.clone(), filings, example })
            }
            _ => Ok(()),
        }
    }
}

fn summary(inspection: &Inspection<'_>, register: &Register, base: &Basis, current: Published) -> Summary {
    let Inspection { found, survey, looked, .. } = inspection;
    let before: HashSet<&str> = base.state.files.iter().filter_map(|file| file.digest.as_deref()).collect();
    let reread = register.read.iter().filter(|digest| before.contains(digest.as_str())).count();
    let is_copy = |looked: &Looked| looked.identity.is_ok() && !looked.is_read;
    let copies = survey.looks.iter().zip(*looked).filter(|(look, looked)| look.known.is_none() && is_copy(looked));
    Summary {
        files: found.sources.len(),
        known: found.sources.len() - survey.looks.len(),
        read: register.read.len() - reread,
        reread,
        duplicates: copies.count(),
        vanished: survey.vanished.len(),
        pruned: register.dropped.len(),
        warnings: found.warnings.len(),
        rejects: BTreeMap::new(),
        findings: BTreeMap::new(),
        is_published: false,
        current,
    }
}
