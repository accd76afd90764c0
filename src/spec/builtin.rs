//! The forms and tables that ship with the program, as `build.rs` prepared them.
//!
//! To read and check the files takes forty million instructions, and every process of a run would begin with it.

use std::sync::LazyLock;

use serde::de::DeserializeOwned;

use super::changes::SchemaChanges;
use super::form::Forms;
use super::table::Tables;

impl Forms {
    /// The specs that are built in.
    ///
    /// # Panics
    /// When the bytes in the program are not those of its build, which a test rules out.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static FORMS: LazyLock<Forms> =
            LazyLock::new(|| prepared(include_bytes!(concat!(env!("OUT_DIR"), "/forms.postcard"))));
        &FORMS
    }
}

impl Tables {
    /// The tables that ship with the program.
    ///
    /// # Panics
    /// When the bytes in the program are not those of its build, which a test rules out.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static TABLES: LazyLock<Tables> =
            LazyLock::new(|| prepared(include_bytes!(concat!(env!("OUT_DIR"), "/tables.postcard"))));
        &TABLES
    }
}

impl SchemaChanges {
    /// The versions of the schema up to that of this program.
    ///
    /// # Panics
    /// When the bytes in the program are not those of its build, which a test rules out.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static CHANGES: LazyLock<SchemaChanges> =
            LazyLock::new(|| prepared(include_bytes!(concat!(env!("OUT_DIR"), "/schema_changes.postcard"))));
        &CHANGES
    }
}

fn prepared<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).unwrap_or_else(|error| panic!("a spec as the build prepared it: {error}"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// What goes into the bytes of the build comes out of them.
    #[test]
    fn what_was_prepared_is_what_the_files_say() {
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let text = |name: &str| fs::read_to_string(config.join(name)).unwrap();
        let changes = SchemaChanges::from_toml(&text("schema_changes.toml")).unwrap();
        assert_eq!(*SchemaChanges::builtin(), changes);
        assert_eq!(*Tables::builtin(), Tables::from_toml(&text("tables.toml"), &changes).unwrap());

        let forms = fs::read_dir(config.join("forms")).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut forms: Vec<_> = forms.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
        forms.sort();
        let forms: Vec<_> = forms.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(format!("{:?}", Forms::builtin()), format!("{:?}", Forms::load(&forms).unwrap()));
    }
}
