//! The new rows of a table and year among the old ones that stay.

use arrow_array::RecordBatch;

use super::cursor::{Cursor, Keys, RowKey};
use super::files::TableWriter;
use super::{PublishError, PublishedFile};

/// Whether an old row gives way: it is written anew, or its filing is dropped.
pub type IsReplaced<'r> = dyn Fn(&RowKey<'_>) -> bool + Sync + 'r;

/// A table and year in the making: new rows come in their order, and those that stay are copied between them.
pub struct Merge<'o> {
    pub(super) writer: TableWriter,
    /// `None` where there is nothing to go on from.
    pub(super) old: Option<Cursor<'o>>,
    pub(super) is_replaced: &'o IsReplaced<'o>,
}

impl Merge<'_> {
    /// Adds new rows, which stand behind those that were added before.
    ///
    /// # Errors
    /// When an old file cannot be read or the new one not be written.
    pub fn add(&mut self, rows: &RecordBatch) -> Result<(), PublishError> {
        let Some(keys) = Keys::of(rows) else { return self.writer.write(rows) };
        let mut from = 0;
        while from < rows.num_rows() {
            let next = keys.at(from);
            self.copy(|old| *old < next)?;
            // As many new rows as stand before the next old one.
            let old = match &mut self.old {
                Some(old) => old.peek()?,
                None => None,
            };
            let behind = |row: &usize| old.is_some_and(|old| keys.at(*row) > old);
            let to = (from + 1..rows.num_rows()).find(behind).unwrap_or(rows.num_rows());
            self.writer.write(&rows.slice(from, to - from))?;
            from = to;
        }
        Ok(())
    }

    /// Copies the old rows that are left, and says what the files are.
    ///
    /// # Errors
    /// Like [`add`](Self::add).
    pub fn finish(mut self) -> Result<Vec<PublishedFile>, PublishError> {
        self.copy(|_| true)?;
        self.writer.finish()
    }

    fn copy(&mut self, is_before: impl Fn(&RowKey<'_>) -> bool) -> Result<(), PublishError> {
        let Some(old) = &mut self.old else { return Ok(()) };
        old.advance(is_before, |key| !(self.is_replaced)(key), |rows| self.writer.write(rows))
    }
}
