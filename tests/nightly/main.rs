//! Night after night: what a run keeps, what it reads again, what it drops, and that the dataset which many runs have
//! made is that of one run over the same files, byte for byte.

mod changes;
#[path = "../common/mod.rs"]
mod common;
mod equal;
mod mirror;
mod repaired;
