//! Colours, as far as lines depend on them: white is no ink.

use super::tokens::{Operand, Tokens};
use super::{Odd, Walk, narrow};
use crate::extract::rules;
use hayro_interpret::color::AlphaColor;

impl Walk<'_, '_, '_> {
    /// Sets colours and the width of lines. Whether the operator was one that does.
    pub(super) fn paint_operator(&mut self, operator: &[u8], tokens: &Tokens<'_>) -> Result<bool, Odd> {
        let state = self.states.now();
        match operator {
            [b'g'] => state.fill.set_gray(tokens.numbers()?),
            [b'G'] => state.stroke.set_gray(tokens.numbers()?),
            [b'r', b'g'] => state.fill.set_rgb(tokens.numbers()?),
            [b'R', b'G'] => state.stroke.set_rgb(tokens.numbers()?),
            [b'k'] => state.fill.set_other(),
            [b'K'] => state.stroke.set_other(),
            [b'c', b's'] => state.fill.set_space(tokens.name()?),
            [b'C', b'S'] => state.stroke.set_space(tokens.name()?),
            [b's', b'c'] | [b's', b'c', b'n'] => state.fill.set_color(tokens.all())?,
            [b'S', b'C'] | [b'S', b'C', b'N'] => state.stroke.set_color(tokens.all())?,
            [b'w'] => state.line_width = narrow(tokens.number()?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// How paths are painted.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    space: Space,
    color: [f32; 3],
    pub(super) alpha: f32,
}

#[derive(Clone, Copy, PartialEq)]
enum Space {
    Gray,
    Rgb,
    /// One that has to be computed, or a pattern.
    Other,
}

/// Whether paint can be seen.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ink {
    Seen,
    Unseen,
    /// The colour is none of the plain ones.
    Unknown,
}

impl Paint {
    pub(super) const BLACK: Self = Self { space: Space::Gray, color: [0.0; 3], alpha: 1.0 };

    pub(super) fn set_gray(&mut self, [gray]: [f64; 1]) {
        (self.space, self.color) = (Space::Gray, [narrow(gray), 0.0, 0.0]);
    }

    pub(super) fn set_rgb(&mut self, rgb: [f64; 3]) {
        (self.space, self.color) = (Space::Rgb, rgb.map(narrow));
    }

    pub(super) fn set_other(&mut self) {
        self.space = Space::Other;
    }

    /// `cs` and `CS`.
    pub(super) fn set_space(&mut self, name: &[u8]) {
        self.color = [0.0; 3];
        self.space = match name {
            b"DeviceGray" | b"G" => Space::Gray,
            b"DeviceRGB" | b"RGB" => Space::Rgb,
            _ => Space::Other,
        };
    }

    /// `sc` and `scn`: components of the space, or a pattern.
    pub(super) fn set_color(&mut self, operands: &[Operand<'_>]) -> Result<(), Odd> {
        let mut components = [0.0; 3];
        for (number, operand) in operands.iter().enumerate() {
            match operand {
                Operand::Number(component) if number < 3 => components[number] = narrow(*component),
                Operand::Number(_) => {}
                Operand::Name(_) => self.space = Space::Other,
                _ => return Err(Odd),
            }
        }
        self.color = components;
        Ok(())
    }

    pub(super) fn ink(&self) -> Ink {
        let [red, green, blue] = self.color.map(byte);
        let (green, blue) = match self.space {
            Space::Gray => (red, red),
            Space::Rgb => (green, blue),
            Space::Other => return Ink::Unknown,
        };
        let color = AlphaColor::from_rgba8(red, green, blue, byte(self.alpha));
        if rules::is_seen(color) { Ink::Seen } else { Ink::Unseen }
    }
}

/// A share as one of 256 steps.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is wanted"
)]
fn byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}
