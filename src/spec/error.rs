//! What is said of a spec file that is refused.

/// What is wrong with a spec file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct SpecError {
    /// The file's name.
    pub file: String,
    /// What is wrong, with line and column or the key.
    pub message: String,
}

impl SpecError {
    /// An error about a key.
    #[must_use]
    pub fn new(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), message: message.into() }
    }

    /// An error that the TOML reader found, with line and column.
    #[must_use]
    pub fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map_or_else(String::new, |span| {
            let before = &text[..span.start.min(text.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!("line {line}, column {column}: ")
        });
        Self::new(file, format!("{place}{}", error.message()))
    }
}
