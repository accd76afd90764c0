//! `views DATASET`: the SQL that makes views of a dataset.

use std::io::Write;
use std::path::Path;

use jiff::Timestamp;

use super::CliError;
use crate::filing::moment_named;
use crate::views;

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap views dataset | duckdb shares.db
  sharecap views dataset > views.sql && duckdb -init views.sql
  sharecap views dataset --as-of '2025-07-05 12:00' | duckdb july.db

Then, in SQL:
  from shares_outstanding where stock_code = '00020' order by month_end;
  from latest_as_of('2024-11-05 18:00');   -- by the clock of Hong Kong
  from as_of_dilution(timestamptz '2024-11-05 10:00:00+00');

In Python:
  import sharecap
  sharecap.open('dataset').duckdb().sql('from shares_outstanding').show()";

/// What was typed as a moment.
///
/// # Errors
/// What to write instead.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    moment_named(text).ok_or_else(|| {
        "it is no moment: write 2025-07-05, 2025-07-05 16:30 (by the clock of Hong Kong) or 2025-07-05 16:30:00+08:00".to_owned()
    })
}

/// Prints the statements.
///
/// # Errors
/// [`CliError::Views`] when there is no dataset; when they cannot be written.
pub(super) fn run(dataset: &Path, as_of: Option<Timestamp>, stdout: &mut dyn Write) -> Result<(), CliError> {
    let statements = match as_of {
        Some(moment) => views::statements_as_of(dataset, moment)?,
        None => views::statements(dataset)?,
    };
    stdout.write_all(statements.as_bytes())?;
    Ok(())
}
