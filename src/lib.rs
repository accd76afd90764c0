//! sharecap reads the monthly returns of companies listed in Hong Kong and publishes exact, checked Parquet tables.
//!
//! A filing walks through the crate in the order of this list and never goes back.
pub mod check;
pub mod cli;
pub mod crawl;
pub mod extract;
pub mod filing;
pub mod finding;
pub mod layout;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod record;
pub mod spec;
pub mod synth;
pub mod tables;
