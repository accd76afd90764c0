//! Reads the specs in `config`, checks them and prepares them for the program, which takes them as they are.
//!
//! A spec that is wrong stops the build, with file, line and column. The modules that read specs are the program's own.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "the program uses more of its modules than is used here")]
#![allow(clippy::pedantic, reason = "the modules are held to these where they are the program's")]

mod src {
    pub mod filing;
    pub mod spec {
        pub mod changes;
        mod error;
        pub mod form;
        pub mod label;
        pub mod table;

        pub use error::SpecError;
    }
}

use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs};

use spec::changes::SchemaChanges;
use spec::form::Forms;
use spec::table::Tables;
use src::{filing, spec};

const FORMS: &str = "config/forms";
const TABLES: &str = "config/tables.toml";
const CHANGES: &str = "config/schema_changes.toml";

fn main() {
    println!("cargo::rerun-if-changed={FORMS}");
    println!("cargo::rerun-if-changed={TABLES}");
    println!("cargo::rerun-if-changed={CHANGES}");
    if let Err(error) = prepare() {
        println!("cargo::error=config: {error}");
    }
}

/// Writes what the program includes.
fn prepare() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no folder to write to")?);
    let files = read_forms(Path::new(FORMS))?;
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    fs::write(out.join("forms.postcard"), postcard::to_stdvec(&Forms::load(&files)?)?)?;
    let changes = SchemaChanges::from_toml(&fs::read_to_string(CHANGES)?)?;
    fs::write(out.join("schema_changes.postcard"), postcard::to_stdvec(&changes)?)?;
    let tables = Tables::from_toml(&fs::read_to_string(TABLES)?, &changes)?;
    // What `sharecap --version` says.
    println!("cargo::rustc-env=TABLES_SCHEMA_VERSION={}", tables.schema_version);
    fs::write(out.join("tables.postcard"), postcard::to_stdvec(&tables)?)?;
    Ok(())
}

/// The spec files of the forms, name and text, in the order of their names: that is the order of the versions.
fn read_forms(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("toml")) {
            let name = path.file_stem().and_then(OsStr::to_str).ok_or("the name of a spec file is no text")?;
            files.push((name.to_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort_unstable();
    Ok(files)
}
