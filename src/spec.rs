//! `config/forms/*.toml` → [`form::FormSpec`], `config/tables.toml` → [`table`], `config/schema_changes.toml` →
//! [`changes`], `config/holidays.toml` → [`holidays`]: every check at load, errors with line and column.
//!
//! Forms and tables are loaded where the program is built, by `build.rs`; the program holds what came of it.

mod builtin;
pub mod changes;
pub(crate) mod day;
mod error;
pub mod form;
pub mod holidays;
pub mod label;
pub mod table;

pub use error::SpecError;
