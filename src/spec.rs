//! `config/forms/*.toml` → form specs, `config/tables.toml` → table specs; every check at load.

pub mod form;
pub mod table;
