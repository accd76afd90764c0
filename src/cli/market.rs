//! The options of `synth --market`.

use std::path::Path;

use clap::Args;

use super::CliError;
use crate::filing::Date;
use crate::synth::market::Plan;

/// The months of the default plan cross two changes of the form.
const FROM: &str = "2023-07";
/// Stock codes are not given twice.
const MOST_ISSUERS: i64 = 9_972;

/// What market to draw.
#[derive(Debug, Clone, Args)]
pub(super) struct MarketArgs {
    /// Draw a market instead: issuers that file month after month in both languages, with faults planted and listed.
    #[arg(long, conflicts_with_all = ["samples", "count"])]
    market: bool,
    /// How many issuers.
    #[arg(long, value_name = "N", default_value_t = 300, requires = "market", value_parser = clap::value_parser!(u32).range(1..=MOST_ISSUERS))]
    issuers: u32,
    /// How many months each of them files.
    #[arg(long, value_name = "N", default_value_t = 36, requires = "market", value_parser = clap::value_parser!(u32).range(1..=600))]
    months: u32,
    /// The first month.
    #[arg(long, value_name = "YYYY-MM", default_value = FROM, requires = "market")]
    from: String,
    /// Faults in percent of the filings.
    #[arg(long, value_name = "PERCENT", default_value_t = 2, requires = "market", value_parser = clap::value_parser!(u32).range(0..=100))]
    faults: u32,
}

impl MarketArgs {
    /// The plan of the market; `None` where none is to be drawn.
    pub(super) fn plan(&self, seed: u64, out: &Path) -> Result<Option<Plan>, CliError> {
        if !self.market {
            return Ok(None);
        }
        let from = format!("{}-01", self.from).parse::<Date>();
        let from = from.map_err(|_| CliError::Usage(format!("--from {}: name a month as {FROM}", self.from)))?;
        if out.exists() && out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            let out = out.display();
            return Err(CliError::Usage(format!("--out {out} is not empty: the filings of two markets would mix")));
        }
        let Self { issuers, months, faults, .. } = *self;
        Ok(Some(Plan { issuers, months, from, faults, seed }))
    }
}
