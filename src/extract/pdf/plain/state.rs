//! What drawing depends on, as the operators set it.

use super::Odd;
use super::paint::Paint;
use hayro_interpret::kurbo::Affine;

/// The graphics state.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// From user space to the page.
    pub(super) ctm: Affine,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    pub(super) line_width: f32,
    pub(super) text: TextState,
}

/// The part of it that belongs to text.
#[derive(Clone, Copy)]
pub(super) struct TextState {
    pub(super) char_space: f32,
    pub(super) word_space: f32,
    /// In hundredths.
    pub(super) scaling: f32,
    pub(super) leading: f32,
    /// The number of the font in the book.
    pub(super) font: Option<usize>,
    pub(super) size: f32,
    pub(super) rise: f32,
    /// How often each glyph is drawn: once, or filled and outlined.
    pub(super) passes: usize,
    pub(super) matrix: Affine,
    pub(super) line: Affine,
}

impl TextState {
    /// From thousandths of an em at the pen to user space, without what the font moves.
    pub(super) fn glyph_matrix(&self) -> Affine {
        let size = f64::from(self.size);
        let set = [size * f64::from(self.scaling / 100.0), 0.0, 0.0, size, 0.0, f64::from(self.rise)];
        self.matrix * Affine::new(set) * Affine::scale(0.001)
    }

    /// Moves the pen.
    pub(super) fn advance(&mut self, x: f32, y: f32) {
        self.matrix *= Affine::new([1.0, 0.0, 0.0, 1.0, f64::from(x), f64::from(y)]);
    }

    /// Begins a line, so far from the one before.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set_matrix(self.line * Affine::translate((x, y)));
    }

    /// Begins a line under the one before.
    pub(super) fn next_line_by_leading(&mut self) {
        self.next_line(0.0, -f64::from(self.leading));
    }

    pub(super) fn set_matrix(&mut self, matrix: Affine) {
        self.line = matrix;
        self.matrix = matrix;
    }

    /// By the operand of `Tr`.
    pub(super) fn set_mode(&mut self, mode: f64) {
        // Filled and outlined, and that with clipping.
        self.passes = if matches!(mode.trunc(), 2.0 | 6.0) { 2 } else { 1 };
    }
}

/// So many states can be saved; more is not plain.
const MAX_SAVED: usize = 10_000;

/// The state, and those that are saved.
pub(super) struct States {
    now: State,
    saved: Vec<State>,
}

impl States {
    pub(super) fn new(ctm: Affine) -> Self {
        let text = TextState {
            char_space: 0.0,
            word_space: 0.0,
            scaling: 100.0,
            leading: 0.0,
            font: None,
            size: 1.0,
            rise: 0.0,
            passes: 1,
            matrix: Affine::IDENTITY,
            line: Affine::IDENTITY,
        };
        let now = State { ctm, fill: Paint::BLACK, stroke: Paint::BLACK, line_width: 1.0, text };
        Self { now, saved: Vec::new() }
    }

    pub(super) fn now(&mut self) -> &mut State {
        &mut self.now
    }

    pub(super) fn save(&mut self) -> Result<(), Odd> {
        if self.saved.len() == MAX_SAVED {
            return Err(Odd);
        }
        self.saved.push(self.now);
        Ok(())
    }

    /// Where nothing is saved, nothing changes.
    pub(super) fn restore(&mut self) {
        self.now = self.saved.pop().unwrap_or(self.now);
    }

    /// How many are saved.
    pub(super) fn depth(&self) -> usize {
        self.saved.len()
    }

    /// Goes back until so many are saved.
    pub(super) fn restore_to(&mut self, depth: usize) {
        while self.saved.len() > depth {
            self.restore();
        }
    }
}
