//! Many returns read from what leaves cells open: not every cell can be known, but none may be silently wrong.

use sharecap::filing::MonthlyReturn;
use sharecap::pipeline::read_filing;

use crate::returns::{cells, describe, differences, is_heard};

/// What became of the cells of many returns.
#[derive(Default)]
pub(crate) struct Hearing {
    returns: usize,
    cells: usize,
    wrong: usize,
    /// The returns with wrong cells that no finding points at.
    silent: Vec<String>,
}

impl Hearing {
    /// Reads a return back from its file; whether every wrong cell has a finding.
    pub(crate) fn read(&mut self, name: &str, filing: &MonthlyReturn, file: &[u8]) -> bool {
        let reading = match read_filing(file) {
            Ok(reading) => reading,
            Err(error) => panic!("{name}: rejected: {error}"),
        };
        let differences = differences(filing, &reading.filing);
        self.returns += 1;
        self.cells += cells(filing).len();
        self.wrong += differences.len();
        let unheard: Vec<_> = differences.into_iter().filter(|(cell, _)| !is_heard(&reading, cell)).collect();
        if !unheard.is_empty() {
            self.silent.push(format!("{name}\n{}", describe(&unheard)));
        }
        unheard.is_empty()
    }

    /// Fails with the first returns that have silently wrong cells (`SHOW` says how many), or too few right ones.
    pub(crate) fn finish(self, what: &str, wanted_percent: usize) {
        let (returns, silent) = (self.returns, self.silent.len());
        let right = self.cells.saturating_sub(self.wrong) * 100 / self.cells;
        eprintln!("{what}: {right} % of {} cells right, {silent} of {returns} returns with silent cells", self.cells);
        let shown = std::env::var("SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
        let first: Vec<&str> = self.silent.iter().take(shown).map(String::as_str).collect();
        assert!(silent == 0, "{what}: {silent} of {returns} returns have silently wrong cells:\n{}", first.join("\n"));
        assert!(right >= wanted_percent, "{what}: {right} % of the cells are right, wanted {wanted_percent} %");
    }
}
