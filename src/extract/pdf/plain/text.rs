//! Text: the state that operators set, and the glyphs that strings show.

use super::tokens::{Operand, Tokens};
use super::{Named, Odd, Walk, narrow};
use crate::extract::pdf::canvas::{Canvas, Drawn};
use crate::extract::pdf::glyph::{Shape, stretch};
use hayro_interpret::kurbo::{Affine, Point};
use hayro_syntax::object::Dict;
use hayro_syntax::page::Resources;

/// A glyph of the run that is being shown.
pub(super) struct Laid {
    glyph: usize,
    origin: Point,
    shape: Shape,
}

impl<'a> Walk<'_, '_, 'a> {
    /// Sets the state of text, or shows some. Whether the operator was one that does.
    pub(super) fn text_operator<'c>(
        &mut self,
        operator: &[u8],
        tokens: &Tokens<'c>,
        resources: &Resources<'a>,
        fonts: &mut Named<'c>,
    ) -> Result<bool, Odd> {
        let text = &mut self.states.now().text;
        match operator {
            [b'T', b'j'] => self.show(tokens)?,
            [b'T', b'J'] => self.show_array(tokens)?,
            [b'T', b'd'] => {
                let [x, y] = tokens.numbers()?;
                text.next_line(x, y);
            }
            [b'T', b'm'] => text.set_matrix(Affine::new(tokens.numbers()?)),
            [b'T', b'f'] => self.set_font(tokens, resources, fonts)?,
            [b'T', b'c'] => text.char_space = narrow(tokens.number()?),
            [b'T', b'w'] => text.word_space = narrow(tokens.number()?),
            [b'T', b'z'] => text.scaling = narrow(tokens.number()?),
            [b'T', b'L'] => text.leading = narrow(tokens.number()?),
            [b'T', b's'] => text.rise = narrow(tokens.number()?),
            [b'T', b'r'] => text.set_mode(tokens.number()?),
            [b'T', b'D'] => {
                let [x, y] = tokens.numbers()?;
                text.leading = narrow(-y);
                text.next_line(x, y);
            }
            [b'T', b'*'] => text.next_line_by_leading(),
            [b'B', b'T'] => text.set_matrix(Affine::IDENTITY),
            [b'\''] => {
                text.next_line_by_leading();
                self.show(tokens)?;
            }
            [b'"'] => {
                let [word_space, char_space, _] = tokens.last(3)? else { return Err(Odd) };
                text.word_space = narrow(word_space.number()?);
                text.char_space = narrow(char_space.number()?);
                text.next_line_by_leading();
                self.show(tokens)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_font<'c>(
        &mut self,
        tokens: &Tokens<'c>,
        resources: &Resources<'a>,
        fonts: &mut Named<'c>,
    ) -> Result<(), Odd> {
        let [Operand::Name(name), Operand::Number(size)] = tokens.last(2)? else {
            return Err(Odd);
        };
        let known = fonts.iter().find(|(known, _)| known == name).map(|(_, font)| *font);
        let font = if let Some(font) = known {
            font
        } else {
            // Text in a font that is not there is guessed at.
            let dict = resources.fonts.get::<Dict<'_>>(*name).ok_or(Odd)?;
            let font = self.book.number(&dict)?;
            fonts.push((name, font));
            font
        };
        let text = &mut self.states.now().text;
        text.font = Some(font);
        text.size = narrow(*size);
        Ok(())
    }

    fn show(&mut self, tokens: &Tokens<'_>) -> Result<(), Odd> {
        let font = self.states.now().text.font.ok_or(Odd)?;
        self.lay(font, tokens.text()?)?;
        self.draw_run(font)
    }

    fn show_array(&mut self, tokens: &Tokens<'_>) -> Result<(), Odd> {
        let font = self.states.now().text.font.ok_or(Odd)?;
        let is_horizontal = self.book.is_horizontal(font);
        for item in tokens.array()? {
            match item {
                Operand::Text(bytes) => self.lay(font, tokens.bytes(bytes))?,
                other => {
                    let text = &mut self.states.now().text;
                    let scaling = if is_horizontal { text.scaling / 100.0 } else { 1.0 };
                    let back = -narrow(other.number()?) / 1000.0 * text.size * scaling;
                    if is_horizontal { text.advance(back, 0.0) } else { text.advance(0.0, back) }
                }
            }
        }
        self.draw_run(font)
    }

    /// Finds the place of every glyph of a string, and moves the pen.
    fn lay(&mut self, font: usize, mut bytes: &[u8]) -> Result<(), Odd> {
        let is_horizontal = self.book.is_horizontal(font);
        let state = self.states.now();
        let (ctm, text) = (state.ctm, &mut state.text);
        if self.run.len() + bytes.len() > self.max_glyphs {
            return Err(Odd);
        }
        while !bytes.is_empty() {
            let (number, length) = self.book.read(font, bytes)?;
            bytes = &bytes[length..];
            let glyph = self.book.glyph(font, number);
            let matrix = text.glyph_matrix()
                * Affine::translate(glyph.displacement)
                * Affine::scale_non_uniform(glyph.stretch, 1.0);
            let placed = ctm * matrix;
            let shape = Shape::after(self.run.last().map(|laid| laid.shape), placed);
            self.run.push(Laid { glyph: number, origin: placed * Point::ZERO, shape });
            let word_space = if glyph.is_space { text.word_space } else { 0.0 };
            let advance = |of: f64| narrow(of) / 1000.0 * text.size + text.char_space + word_space;
            if is_horizontal {
                text.advance(advance(glyph.advance.x) * (text.scaling / 100.0), 0.0);
            } else {
                text.advance(0.0, advance(glyph.advance.y));
            }
        }
        Ok(())
    }

    /// Takes down what was laid out since the last time.
    fn draw_run(&mut self, font: usize) -> Result<(), Odd> {
        let passes = self.states.now().text.passes;
        let is_horizontal = self.book.is_horizontal(font);
        let stretch = stretch(self.run.iter().map(|laid| laid.shape.ratio));
        for _ in 0..passes {
            self.canvas.glyphs += self.run.len();
            if self.canvas.glyphs > self.max_glyphs {
                return Err(Odd);
            }
            for laid in &self.run {
                let glyph = self.book.glyph(font, laid.glyph);
                let (origin, shape, width) = (laid.origin, &laid.shape, glyph.width);
                let drawn = Drawn { origin, shape, stretch, width, is_horizontal };
                if Canvas::is_visible(&drawn) {
                    match self.canvas.said() {
                        Some(said) => self.canvas.write(&drawn, &said),
                        None => self.canvas.write(&drawn, &glyph.meaning),
                    }
                }
            }
        }
        self.run.clear();
        Ok(())
    }
}
