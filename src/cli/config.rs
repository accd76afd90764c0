//! `--config FILE`: settings that need not be typed.

use std::fs;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{CliError, LogFormat};
use crate::finding::Severities;
use crate::spec::table::line_and_column;

/// Larger files are rejected unread, unless the config says otherwise.
const MAX_FILE_BYTES: u64 = 64_000_000;
/// Reading one file may take so long, unless the config or the command line says otherwise.
const TIMEOUT_SECONDS: NonZeroU64 = NonZeroU64::new(60).unwrap();
/// A process that reads may take so much memory, unless the config says otherwise.
const MAX_MEMORY_BYTES: NonZeroU64 = NonZeroU64::new(2 << 30).unwrap();
/// It may write files of that size, unless the config says otherwise.
const MAX_WRITTEN_BYTES: NonZeroU64 = NonZeroU64::new(500_000_000).unwrap();

/// What the file says; `None` for what it leaves open.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) jobs: Option<NonZeroUsize>,
    pub(super) log_format: Option<LogFormat>,
    max_file_bytes: Option<u64>,
    timeout_seconds: Option<NonZeroU64>,
    max_memory_bytes: Option<NonZeroU64>,
    max_written_bytes: Option<NonZeroU64>,
    pub(super) libreoffice: Option<PathBuf>,
    #[serde(default)]
    pub(super) severity: Severities,
}

impl Config {
    /// Reads the file; without one, everything is left open.
    pub(super) fn load(path: Option<&Path>) -> Result<Self, CliError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let name = path.display();
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| CliError::Usage(format!("{name}: {error}; check --config")))?;
        toml::from_str(&text).map_err(|error| {
            let (line, column) = line_and_column(&text, error.span().map_or(0, |span| span.start));
            CliError::Usage(format!("{name}, line {line}, column {column}: {}", error.message()))
        })
    }

    pub(super) fn max_file_bytes(&self) -> u64 {
        self.max_file_bytes.unwrap_or(MAX_FILE_BYTES)
    }

    pub(super) fn timeout_seconds(&self) -> NonZeroU64 {
        self.timeout_seconds.unwrap_or(TIMEOUT_SECONDS)
    }

    pub(super) fn max_memory_bytes(&self) -> NonZeroU64 {
        self.max_memory_bytes.unwrap_or(MAX_MEMORY_BYTES)
    }

    pub(super) fn max_written_bytes(&self) -> NonZeroU64 {
        self.max_written_bytes.unwrap_or(MAX_WRITTEN_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_file_holds_the_defaults() {
        let text = include_str!("../../config/sharecap.toml");
        let config: Config = toml::from_str(text).unwrap();
        assert_eq!(config.max_file_bytes(), MAX_FILE_BYTES);
        assert_eq!(config.log_format, Some(LogFormat::Human));
        assert_eq!(config.timeout_seconds, Some(TIMEOUT_SECONDS));
        assert_eq!(config.max_memory_bytes, Some(MAX_MEMORY_BYTES));
        assert_eq!(config.max_written_bytes, Some(MAX_WRITTEN_BYTES));
        assert_eq!((config.jobs, config.libreoffice), (None, None));
        assert_eq!(config.severity, Severities::default());
    }
}
