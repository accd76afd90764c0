//! `views DATASET`: the SQL that makes views of a dataset.

use std::io::Write;
use std::path::Path;

use super::CliError;
use crate::views;

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap views dataset | duckdb shares.db
  duckdb -init <(sharecap views dataset)

Then, in SQL:
  from shares_outstanding where stock_code = '00020' order by month_end;
  from latest_as_of('2024-11-05 18:00');   -- by the clock of Hong Kong
  from as_of_dilution(timestamptz '2024-11-05 10:00+00');

In Python:
  import duckdb, subprocess
  views = subprocess.check_output(['sharecap', 'views', 'dataset'], text=True)
  db = duckdb.connect()
  db.execute(views)
  db.sql('from shares_outstanding').show()";

/// Prints the statements.
///
/// # Errors
/// [`CliError::Views`] when there is no dataset; when they cannot be written.
pub(super) fn run(dataset: &Path, stdout: &mut dyn Write) -> Result<(), CliError> {
    stdout.write_all(views::statements(dataset)?.as_bytes())?;
    Ok(())
}
