//! Paths: built by operators, painted as lines.

use super::paint::{Ink, Paint};
use super::state::State;
use super::tokens::Tokens;
use super::{Odd, Walk, narrow};
use crate::extract::{Rule, rules};
use hayro_interpret::kurbo::{BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::util::{Float32Ext, Float64Ext, x_y_advances};

impl Walk<'_, '_, '_> {
    /// Builds and paints paths. Whether the operator was one that does.
    pub(super) fn path_operator(&mut self, operator: &[u8], tokens: &Tokens<'_>) -> Result<bool, Odd> {
        match operator {
            [b'm'] => self.path.move_to(tokens.numbers()?),
            [b'l'] => self.path.line_to(tokens.numbers()?),
            [b'c'] => self.path.curve_to(tokens.numbers()?),
            [b'v'] => self.path.curve_from_here(tokens.numbers()?),
            [b'y'] => {
                let [x1, y1, x, y] = tokens.numbers()?;
                self.path.curve_to([x1, y1, x, y, x, y]);
            }
            [b'r', b'e'] => self.path.rectangle(tokens.numbers()?),
            [b'h'] => self.path.close(),
            _ => return self.paint_path(operator),
        }
        Ok(true)
    }

    fn paint_path(&mut self, operator: &[u8]) -> Result<bool, Odd> {
        let (fills, strokes) = match operator {
            [b'n'] => (false, false),
            [b'S' | b's'] => (false, true),
            [b'f' | b'F'] | [b'f', b'*'] => (true, false),
            [b'B' | b'b'] | [b'B' | b'b', b'*'] => (true, true),
            _ => return Ok(false),
        };
        if matches!(operator, [b's' | b'b', ..]) {
            self.path.close();
        }
        let state = self.states.now();
        if fills {
            self.path.fill(state, &mut self.canvas.rules)?;
        }
        if strokes {
            self.path.stroke(state, &mut self.canvas.rules)?;
        }
        self.path.clear();
        Ok(true)
    }
}

/// The path that is being built.
pub(super) struct Path {
    curve: BezPath,
    start: Point,
    last: Point,
}

impl Path {
    pub(super) fn new() -> Self {
        Self { curve: BezPath::new(), start: Point::ZERO, last: Point::ZERO }
    }

    pub(super) fn clear(&mut self) {
        self.curve.truncate(0);
    }

    pub(super) fn move_to(&mut self, [x, y]: [f64; 2]) {
        self.start_at(Point::new(x, y));
        self.curve.move_to(self.start);
    }

    pub(super) fn line_to(&mut self, [x, y]: [f64; 2]) {
        if self.curve.elements().is_empty() {
            return;
        }
        let mut point = Point::new(x, y);
        let is_dot = std::mem::replace(&mut self.last, point) == point;
        // So that it can be drawn at all.
        point.x += if is_dot { 0.0001 } else { 0.0 };
        self.curve.line_to(point);
    }

    pub(super) fn curve_to(&mut self, [x1, y1, x2, y2, x, y]: [f64; 6]) {
        self.curve(Point::new(x1, y1), Point::new(x2, y2), Point::new(x, y));
    }

    /// `v`: the first control point is where the pen is.
    pub(super) fn curve_from_here(&mut self, [x2, y2, x, y]: [f64; 4]) {
        self.curve(self.last, Point::new(x2, y2), Point::new(x, y));
    }

    fn curve(&mut self, one: Point, other: Point, end: Point) {
        if !self.curve.elements().is_empty() {
            self.last = end;
            self.curve.curve_to(one, other, end);
        }
    }

    pub(super) fn rectangle(&mut self, [x, y, width, height]: [f64; 4]) {
        self.start_at(Point::new(x, y));
        self.curve.extend(Rect::new(x, y, x + width, y + height).path_elements(0.1));
    }

    fn start_at(&mut self, point: Point) {
        self.start = point;
        self.last = point;
    }

    pub(super) fn close(&mut self) {
        if self.curve.elements().last() != Some(&PathEl::ClosePath) && !self.curve.is_empty() {
            self.curve.close_path();
            self.last = self.start;
        }
    }

    /// Fills what was built.
    pub(super) fn fill(&self, state: &State, rules: &mut Vec<Rule>) -> Result<(), Odd> {
        inked(&state.fill, rules, |rules| {
            let bounds = bounds(&self.curve);
            let (across, down) = x_y_advances(&state.ctm);
            let (across, down) = (across.length(), down.length());
            let is_flat = |side: f64, scale: f64| narrow(side * scale).is_nearly_zero();
            if is_flat(bounds.width(), across) || is_flat(bounds.height(), down) {
                // What has no area is drawn a point wide.
                let scale = narrow(across.max(down));
                let width = if scale > 0.0 { 1.0 / scale } else { 0.001 };
                let line = [
                    PathEl::MoveTo(Point::new(bounds.x0, bounds.y0)),
                    PathEl::LineTo(Point::new(bounds.x1, bounds.y1)),
                ];
                rules::stroked(line.into_iter(), state.ctm, width, rules);
            } else if self.is_rectangle() {
                rules::bars(bounds.path_elements(0.1), state.ctm, rules);
            } else {
                rules::bars(self.curve.iter(), state.ctm, rules);
            }
        })
    }

    /// Strokes what was built.
    pub(super) fn stroke(&self, state: &State, rules: &mut Vec<Rule>) -> Result<(), Odd> {
        inked(&state.stroke, rules, |rules| {
            if self.is_rectangle() {
                rules::stroked(bounds(&self.curve).path_elements(0.1), state.ctm, state.line_width, rules);
            } else {
                rules::stroked(self.curve.iter(), state.ctm, state.line_width, rules);
            }
        })
    }

    /// Whether it is one rectangle along the axes, which is then drawn from its least corner.
    fn is_rectangle(&self) -> bool {
        use PathEl::{ClosePath, LineTo, MoveTo};
        let corners = match *self.curve.elements() {
            [MoveTo(first), LineTo(second), LineTo(third), LineTo(fourth), ClosePath] => {
                [first, second, third, fourth, first]
            }
            [MoveTo(first), LineTo(second), LineTo(third), LineTo(fourth), LineTo(last)]
                if first.x.is_nearly_equal(last.x) && first.y.is_nearly_equal(last.y) =>
            {
                [first, second, third, fourth, last]
            }
            _ => return false,
        };
        let mut before = None;
        corners.windows(2).all(|edge| {
            let is_upright = edge[0].x.is_nearly_equal(edge[1].x);
            let is_level = edge[0].y.is_nearly_equal(edge[1].y);
            is_upright != is_level && before.replace(is_upright) != Some(is_upright)
        })
    }
}

/// Draws if the paint can be seen. Paint that cannot be told matters only where it draws a line.
fn inked(paint: &Paint, rules: &mut Vec<Rule>, draw: impl FnOnce(&mut Vec<Rule>)) -> Result<(), Odd> {
    let ink = paint.ink();
    let before = rules.len();
    if ink != Ink::Unseen {
        draw(rules);
    }
    if ink == Ink::Unknown && rules.len() > before { Err(Odd) } else { Ok(()) }
}

/// The box around all points, those that curves are drawn towards too.
fn bounds(path: &BezPath) -> Rect {
    let points = path.elements().iter().flat_map(|element| match *element {
        PathEl::MoveTo(point) | PathEl::LineTo(point) => [Some(point), None, None],
        PathEl::QuadTo(one, point) => [Some(one), Some(point), None],
        PathEl::CurveTo(one, other, point) => [Some(one), Some(other), Some(point)],
        PathEl::ClosePath => [None; 3],
    });
    let nothing = Rect::new(f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    let bounds = points.flatten().fold(nothing, |all, point| {
        Rect::new(all.x0.min(point.x), all.y0.min(point.y), all.x1.max(point.x), all.y1.max(point.y))
    });
    if bounds.x0 > bounds.x1 { Rect::ZERO } else { bounds }
}
