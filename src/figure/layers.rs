//! Draws the layers of a panel: curves, trajectories, arrows, contour lines and levels.

use super::canvas::Canvas;
use super::contour;
use super::data::{Arrows, Contours, Curve, Layer, Path, Role};
use super::error::FigureError;
use super::frame::Frame;
use super::geometry::{Point, apart, simplified, strokes};
use super::layout::Sizes;
use super::palette::{Dash, Ink, Marker};
use super::style::Style;

/// Markers on a line stand at least this far apart where there is not room for one at each of its points.
const MARKER_DISTANCE: f64 = 62.0;
/// Markers nearer to each other than this would run together.
const CROWDED: f64 = 15.0;
/// What a line may be off without anyone seeing it: a fifth of a pixel of a slide.
const UNSEEN: f64 = 0.1;
/// An arrow's head.
const HEAD_LENGTH: f64 = 11.0;
const HEAD_WIDTH: f64 = 8.5;

/// Draws a layer; returns where a curve ends, for its name. `share` (in (0, 1)) sets its markers apart from those of others.
pub(super) fn draw(
    canvas: &Canvas,
    frame: &Frame,
    layer: &Layer,
    style: Style,
    share: f64,
    sizes: &Sizes,
) -> Result<Option<Point>, FigureError> {
    let pen = Pen { canvas, style, scale: sizes.lines };
    match layer {
        Layer::Curve(own) => curve(&pen, frame, own, share),
        Layer::Path(own) => path(&pen, frame, own).map(|()| None),
        Layer::Arrows(own) => arrows(&pen, frame, own).map(|()| None),
        Layer::Contours(own) => contours(&pen, frame, own).map(|()| None),
        Layer::Level(own) => {
            let Some([from, to]) = frame.across(own.at) else { return Ok(None) };
            let Some((from, to)) = frame.bounds.clip(from, to) else { return Ok(None) };
            pen.line(&[from, to])?;
            // Only a level line ends at the edge that names stand beside.
            Ok((from.1 == to.1).then_some(to))
        }
    }
}

/// A sample of how a layer looks, for its name: from a place so far to the right.
pub(super) fn sample(
    canvas: &Canvas,
    style: Style,
    (x, y): Point,
    length: f64,
    sizes: &Sizes,
) -> Result<(), FigureError> {
    let pen = Pen { canvas, style, scale: sizes.lines };
    if style.arrow {
        return pen.arrow((x, y), (x + length, y));
    }
    pen.line(&[(x, y), (x + length, y)])?;
    pen.marker((x + length / 2.0, y), 1.0);
    Ok(())
}

/// What draws in one style.
struct Pen<'c, 'b> {
    canvas: &'c Canvas<'b>,
    style: Style,
    /// How large lines and markers are, against those of a slide.
    scale: f64,
}

impl Pen<'_, '_> {
    fn line(&self, points: &[Point]) -> Result<(), FigureError> {
        let Some(dash) = self.style.dash else { return Ok(()) };
        let width = self.style.width * self.scale;
        let points = simplified(points, UNSEEN);
        if dash == Dash::Solid {
            return self.canvas.path(&points, self.style.ink, 1.0, width);
        }
        let pattern: Vec<f64> = dash.pattern().iter().map(|length| length * self.scale).collect();
        for stroke in strokes(&points, &pattern) {
            self.canvas.path(&stroke, self.style.ink, 1.0, width)?;
        }
        Ok(())
    }

    fn marker(&self, at: Point, large: f64) {
        if let Some(marker) = self.style.marker {
            self.canvas.marker(at, marker, self.style.ink, large * self.scale);
        }
    }

    fn arrow(&self, tail: Point, head: Point) -> Result<(), FigureError> {
        let (right, down) = (head.0 - tail.0, head.1 - tail.1);
        let length = right.hypot(down);
        if length < UNSEEN {
            return Ok(());
        }
        let (right, down) = (right / length, down / length);
        let head_length = (HEAD_LENGTH * self.scale).min(0.6 * length);
        let half = HEAD_WIDTH / HEAD_LENGTH * head_length / 2.0;
        let neck = (head.0 - head_length * right, head.1 - head_length * down);
        self.line(&[tail, neck])?;
        let corners =
            [head, (neck.0 - half * down, neck.1 + half * right), (neck.0 + half * down, neck.1 - half * right)];
        self.canvas.polygon(&corners, self.style.ink)
    }
}

fn curve(pen: &Pen<'_, '_>, frame: &Frame, curve: &Curve, share: f64) -> Result<Option<Point>, FigureError> {
    let inside: Vec<Point> = curve
        .points
        .iter()
        .filter_map(|point| frame.place(*point))
        .filter(|place| frame.bounds.contains(*place))
        .collect();
    let mut end = inside.last().copied();
    if pen.style.dash.is_some() {
        let pieces = frame.bounds.pieces(&frame.line(&curve.points));
        for piece in &pieces {
            pen.line(piece)?;
        }
        end = pieces.last().and_then(|piece| piece.last().copied()).or(end);
        let crowded = inside.windows(2).any(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1) < CROWDED);
        if curve.role == Role::Run && crowded {
            // Curves that run together keep their markers apart by starting at different places.
            for place in apart(&inside, MARKER_DISTANCE, MARKER_DISTANCE * (0.2 + share)) {
                pen.marker(place, 1.0);
            }
            return Ok(end);
        }
    }
    for place in inside {
        pen.marker(place, 1.0);
    }
    Ok(end)
}

fn path(pen: &Pen<'_, '_>, frame: &Frame, path: &Path) -> Result<(), FigureError> {
    let places = frame.line(&path.points);
    for piece in frame.bounds.pieces(&places) {
        pen.line(&piece)?;
    }
    let inside = |place: &&Point| frame.bounds.contains(**place);
    let mut last: Option<Point> = None;
    for place in places.iter().flatten().skip(1).filter(inside) {
        if last.is_none_or(|last| (place.0 - last.0).hypot(place.1 - last.1) >= CROWDED / 3.0) {
            pen.marker(*place, 0.62);
            last = Some(*place);
        }
    }
    if let Some(end) = places.last().copied().flatten().filter(|place| frame.bounds.contains(*place)) {
        pen.marker(end, 1.35);
    }
    if let Some(start) = places.first().copied().flatten().filter(|place| frame.bounds.contains(*place)) {
        pen.canvas.marker(start, Marker::Ring, pen.style.ink, pen.scale);
    }
    Ok(())
}

fn arrows(pen: &Pen<'_, '_>, frame: &Frame, arrows: &Arrows) -> Result<(), FigureError> {
    for (tail, head) in &arrows.arrows {
        let (Some(tail), Some(head)) = (frame.place(*tail), frame.place(*head)) else { continue };
        if frame.bounds.contains(tail) && frame.bounds.contains(head) {
            pen.arrow(tail, head)?;
        } else if let Some((from, to)) = frame.bounds.clip(tail, head) {
            pen.line(&[from, to])?;
        }
    }
    Ok(())
}

fn contours(pen: &Pen<'_, '_>, frame: &Frame, contours: &Contours) -> Result<(), FigureError> {
    for line in contour::lines(contours)? {
        for piece in frame.bounds.pieces(&frame.line(&line)) {
            let piece = simplified(&piece, UNSEEN);
            pen.canvas.path(&piece, Ink::Grey, 0.5, pen.style.width * pen.scale)?;
        }
    }
    Ok(())
}
