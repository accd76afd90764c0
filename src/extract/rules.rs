//! Paths → rules: thin bars, and the straight strokes along the axes.

use super::{Rule, within_reach};
use hayro_interpret::color::AlphaColor;
use hayro_interpret::kurbo::{Affine, PathEl, Point, Rect};
use hayro_interpret::{DrawMode, Paint};

/// The thickest bar or stroke that counts as a line, in points; thicker ones are backgrounds.
const MAX_THICKNESS: f64 = 3.0;
/// The shortest line, in points.
const MIN_LENGTH: f64 = 2.0;
/// How far a line may lean, in points from end to end.
const MAX_LEAN: f64 = 0.3;
/// Paint of which every part is above this is background.
const WHITE: f32 = 0.97;
/// Paint fainter than this cannot be seen.
const MIN_OPACITY: f32 = 0.05;

/// Adds the rules that a path draws.
///
/// `path` is in user space and `transform` leads to the page's frame. White is no ink: it covers what was there.
pub(super) fn collect(
    path: impl Iterator<Item = PathEl>,
    transform: Affine,
    paint: &Paint<'_>,
    mode: &DrawMode,
    rules: &mut Vec<Rule>,
) {
    if !is_ink(paint) {
        return;
    }
    match mode {
        DrawMode::Fill(_) => bars(path, transform, rules),
        DrawMode::Stroke(props) | DrawMode::FillAndStroke(_, props) => {
            stroked(path, transform, props.line_width, rules);
        }
        DrawMode::Invisible => {}
    }
}

fn is_ink(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => is_seen(color.to_rgba()),
        Paint::Pattern(_) => true,
    }
}

/// Whether a colour is ink: neither white nor transparent.
pub(super) fn is_seen(color: AlphaColor) -> bool {
    let [red, green, blue, opacity] = color.components();
    opacity > MIN_OPACITY && red.min(green).min(blue) < WHITE
}

/// [`strokes`], if the pen is no wider than a line.
pub(super) fn stroked(path: impl Iterator<Item = PathEl>, transform: Affine, width: f32, rules: &mut Vec<Rule>) {
    let scale = transform.determinant().abs().sqrt();
    if f64::from(width) * scale <= MAX_THICKNESS {
        strokes(path, transform, rules);
    }
}

/// Every straight stroke along an axis; curves draw no rule.
pub(super) fn strokes(path: impl Iterator<Item = PathEl>, transform: Affine, rules: &mut Vec<Rule>) {
    let mut start = Point::ZERO;
    let mut last = Point::ZERO;
    for element in path {
        match transform * element {
            PathEl::MoveTo(point) => {
                start = point;
                last = point;
            }
            PathEl::LineTo(point) => {
                line(last, point, rules);
                last = point;
            }
            PathEl::ClosePath => {
                line(last, start, rules);
                last = start;
            }
            PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => last = point,
        }
    }
}

/// Every filled outline without curves that is as thin as a line; one path may hold all borders of a table.
pub(super) fn bars(path: impl Iterator<Item = PathEl>, transform: Affine, rules: &mut Vec<Rule>) {
    let mut outline: Option<Rect> = None;
    let mut is_straight = true;
    for element in path {
        match transform * element {
            PathEl::MoveTo(point) => {
                bar(outline.take().filter(|_| is_straight), rules);
                outline = Some(Rect::from_points(point, point));
                is_straight = true;
            }
            PathEl::LineTo(point) => outline = outline.map(|bounds| bounds.union_pt(point)),
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => is_straight = false,
            PathEl::ClosePath => {}
        }
    }
    bar(outline.filter(|_| is_straight), rules);
}

fn bar(bounds: Option<Rect>, rules: &mut Vec<Rule>) {
    let Some(bounds) = bounds else {
        return;
    };
    let (thickness, length) = {
        let (width, height) = (bounds.width(), bounds.height());
        (width.min(height), width.max(height))
    };
    if thickness > MAX_THICKNESS || length < 4.0 * thickness {
        return;
    }
    let center = bounds.center();
    if bounds.width() > bounds.height() {
        line(Point::new(bounds.x0, center.y), Point::new(bounds.x1, center.y), rules);
    } else {
        line(Point::new(center.x, bounds.y0), Point::new(center.x, bounds.y1), rules);
    }
}

fn line(from: Point, to: Point, rules: &mut Vec<Rule>) {
    let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    if !(dx + dy).is_finite() || dx.max(dy) < MIN_LENGTH {
        return;
    }
    let middle = from.midpoint(to);
    let (x0, x1) = ends(from.x, to.x);
    let (y0, y1) = ends(from.y, to.y);
    if dy <= MAX_LEAN && x0 < x1 {
        rules.push(Rule::Horizontal { y: narrow(middle.y), x0, x1 });
    } else if dx <= MAX_LEAN && y0 < y1 {
        rules.push(Rule::Vertical { x: narrow(middle.x), y0, y1 });
    }
}

/// The lesser end first; the same twice where both are out of reach.
fn ends(one: f64, other: f64) -> (f32, f32) {
    (narrow(one.min(other)), narrow(one.max(other)))
}

#[allow(clippy::cast_possible_truncation, reason = "geometry is f32")]
fn narrow(points: f64) -> f32 {
    within_reach(points as f32)
}
