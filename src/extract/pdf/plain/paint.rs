//! Colours, as far as lines depend on them: white is no ink.

use super::tokens::Operand;
use super::{Odd, narrow};
use crate::extract::rules;
use hayro_interpret::color::AlphaColor;

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
