//! The blocks of section I, by which the rest of the form knows its classes of shares: section III names a class in
//! words only, and section II numbers its columns.

use super::super::RawValue;
use super::super::builder::Draft;
use crate::spec::form::FormSpec;
use crate::spec::label::fold;

/// A block of section I.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The class that its heading names, as an index of [`FormSpec::classes`].
    pub(super) class: usize,
    /// Its line, `(1)` or `(2)`: blocks of one class are counted from 1.
    pub(super) line: u32,
    /// The code as printed; `None` when the cell is blank.
    pub(super) code: Option<RawValue>,
    /// The description as printed.
    pub(super) description: Option<RawValue>,
    /// Whether it states anything besides that it is not applicable.
    pub(super) filled: bool,
}

/// The blocks of section I, in printed order.
#[derive(Debug, Clone, Default)]
pub(super) struct Capital {
    pub(super) blocks: Vec<Block>,
}

impl Capital {
    /// Gives a row the code of the only filled block of its class, or of the block with its line.
    pub(super) fn lend_code(&self, draft: &mut Draft, class: Option<usize>, line: Option<u32>) {
        let of_class = self.blocks.iter().filter(|block| block.filled && Some(block.class) == class);
        let mut fitting = of_class.filter(|block| line.is_none_or(|line| block.line == line));
        if let (Some(block), None) = (fitting.next(), fitting.next())
            && let Some(code) = block.code.clone()
        {
            draft.put("class_stock_code", code);
        }
    }
}

/// The class that words name: `Ordinary Shares`, `ordinary`, `普通股 (註 1)`.
pub(super) fn class_named(spec: &FormSpec, words: &str) -> Option<usize> {
    let words = fold(words);
    let names = |label: &crate::spec::label::Label| {
        // `Ordinary` is enough, and so is 其他類別.
        let short = label.folded.iter().take_while(|c| **c != 's').count().max(2).min(label.folded.len());
        words.starts_with(&label.folded[..short])
    };
    spec.classes.iter().position(|class| class.labels.all().any(names))
}
