//! Draws a figure: frame, ticks, curves, and labels beside the curves.

use super::axis::Extent;
use super::canvas::{Anchor, Canvas, HEIGHT, WIDTH};
use super::data::{Curve, Figure, Layer, Panel};
use super::label::{spread, wrap};
use super::palette::{Dash, Ink};
use super::render::FigureError;
use super::style::{Style, styles};

const LEFT: f64 = 96.0;
const RIGHT: f64 = WIDTH - 252.0;
const TOP: f64 = 84.0;
const BOTTOM: f64 = HEIGHT - 68.0;
/// Text sizes in slide units; the smallest is still read from the last row.
const TITLE_SIZE: f64 = 21.0;
const TEXT_SIZE: f64 = 15.0;
const AXIS_TITLE_SIZE: f64 = 16.5;
const LINE_HEIGHT: f64 = 18.5;
/// The widest that a title may run.
const TITLE_WIDTH: f64 = WIDTH - 56.0;
/// Where labels start and how wide they may be.
const SWATCH_LEFT: f64 = RIGHT + 26.0;
const SWATCH_WIDTH: f64 = 30.0;
const LABEL_LEFT: f64 = SWATCH_LEFT + SWATCH_WIDTH + 8.0;
const LABEL_WIDTH: f64 = WIDTH - LABEL_LEFT - 6.0;
/// Room between two labels.
const LABEL_GAP: f64 = 7.0;
/// Points on a line stand this far apart.
const MARKER_DISTANCE: f64 = 62.0;

/// So many slides below the picture a line to it looks upright.
const FAR: f64 = 100.0;

type Point = (f64, f64);

/// The figure as plotters' SVG.
pub(super) fn draw(figure: &Figure) -> Result<String, FigureError> {
    let [panel] = figure.panels.as_slice() else {
        return Err(FigureError::NotDrawn("any number of panels but one"));
    };
    if panel.layers.iter().any(|layer| !matches!(layer, Layer::Curve(_))) {
        return Err(FigureError::NotDrawn("layers other than curves"));
    }
    let mut buffer = String::new();
    let canvas = Canvas::new(&mut buffer)?;
    let curves = curves(panel);
    let frame = Frame::of(panel, &curves);
    titles(&canvas, figure, panel)?;
    axes(&canvas, &frame)?;
    let styles = styles(&curves);
    let mut ends = Vec::new();
    for (index, (series, style)) in curves.iter().zip(&styles).enumerate() {
        let pieces = frame.pieces(series, *style);
        curve(&canvas, &pieces, *style, index, curves.len())?;
        ends.push(pieces.last().and_then(|piece| piece.last().copied()));
    }
    labels(&canvas, &curves, &styles, &ends)?;
    canvas.finish()?;
    Ok(buffer)
}

fn curves(panel: &Panel) -> Vec<&Curve> {
    panel
        .layers
        .iter()
        .filter_map(|layer| match layer {
            Layer::Curve(curve) => Some(curve),
            _ => None,
        })
        .collect()
}

/// Where numbers stand on the slide.
struct Frame {
    x: Extent,
    y: Extent,
}

impl Frame {
    fn of(panel: &Panel, curves: &[&Curve]) -> Self {
        let points = || curves.iter().flat_map(|curve| &curve.points);
        Self { x: panel.x.extent(points().map(|point| point.0)), y: panel.y.extent(points().map(|point| point.1)) }
    }

    fn place(&self, (x, y): Point) -> Option<Point> {
        let right = self.x.place(x)?;
        let up = self.y.place(y)?;
        Some((LEFT + right * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)))
    }

    /// Zero lies below every logarithmic picture: a line that reaches it leaves through the bottom.
    fn sunk(&self, (x, y): Point) -> Option<Point> {
        let right = self.x.place(x)?;
        (y == 0.0).then_some((LEFT + right * (RIGHT - LEFT), BOTTOM + FAR * HEIGHT))
    }

    /// The parts of a series that lie in the frame, on the slide.
    fn pieces(&self, series: &Curve, style: Style) -> Vec<Vec<Point>> {
        let mut places: Vec<_> = series.points.iter().map(|&p| self.place(p)).collect();
        if style.dash.is_none() {
            let inside = places.into_iter().flatten().filter(|p| is_inside(*p));
            return vec![inside.collect()];
        }
        for (place, &point) in places.iter_mut().zip(&series.points) {
            *place = place.or_else(|| self.sunk(point));
        }
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for pair in places.windows(2) {
            let [Some(from), Some(to)] = pair else {
                continue;
            };
            let Some((from, to)) = clip(*from, *to) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }
}

fn is_inside((x, y): Point) -> bool {
    (LEFT..=RIGHT).contains(&x) && (TOP..=BOTTOM).contains(&y)
}

/// The part of a segment inside the frame, by Liang and Barsky's method.
fn clip(from: Point, to: Point) -> Option<(Point, Point)> {
    let (right, down) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let sides = [(-right, from.0 - LEFT), (right, RIGHT - from.0), (-down, from.1 - TOP), (down, BOTTOM - from.1)];
    for (speed, distance) in sides {
        if speed < 0.0 {
            enter = enter.max(distance / speed);
        } else if speed > 0.0 {
            leave = leave.min(distance / speed);
        } else if distance < 0.0 {
            return None;
        }
    }
    let at = |share: f64| {
        // The ends themselves stay exact, so that neighbouring segments join.
        if share <= 0.0 {
            from
        } else if share >= 1.0 {
            to
        } else {
            (from.0 + share * right, from.1 + share * down)
        }
    };
    (enter <= leave).then(|| (at(enter), at(leave)))
}

fn titles(canvas: &Canvas, figure: &Figure, panel: &Panel) -> Result<(), FigureError> {
    // A title too long for its line is set smaller rather than cut.
    let width = super::canvas::text_width(&figure.title, TITLE_SIZE);
    let size = TITLE_SIZE * (TITLE_WIDTH / width.max(TITLE_WIDTH));
    canvas.text(&figure.title, (28.0, 28.0), size, Anchor::Left, Ink::Black)?;
    canvas.text(&figure.note, (28.0, 57.0), TEXT_SIZE, Anchor::Left, Ink::Grey)?;
    let middle = f64::midpoint(LEFT, RIGHT);
    let below = (middle, HEIGHT - 18.0);
    canvas.text(&panel.x.title, below, AXIS_TITLE_SIZE, Anchor::Centre, Ink::Black)?;
    let beside = (24.0, f64::midpoint(TOP, BOTTOM));
    canvas.text(&panel.y.title, beside, AXIS_TITLE_SIZE, Anchor::Upright, Ink::Black)
}

fn axes(canvas: &Canvas, frame: &Frame) -> Result<(), FigureError> {
    for tick in frame.x.ticks() {
        let Some(place) = frame.x.place(tick.value) else {
            continue;
        };
        let x = LEFT + place * (RIGHT - LEFT);
        let large = tick.label.is_some();
        if large {
            canvas.path(&[(x, TOP), (x, BOTTOM)], Ink::Grey, 0.22, 0.8)?;
        }
        let length = tick_length(large);
        canvas.path(&[(x, BOTTOM), (x, BOTTOM + length)], Ink::Black, 1.0, 1.0)?;
        if let Some(label) = tick.label {
            canvas.text(&label, (x, BOTTOM + 20.0), TEXT_SIZE, Anchor::Centre, Ink::Black)?;
        }
    }
    for tick in frame.y.ticks() {
        let Some(place) = frame.y.place(tick.value) else {
            continue;
        };
        let y = BOTTOM - place * (BOTTOM - TOP);
        let large = tick.label.is_some();
        if large {
            canvas.path(&[(LEFT, y), (RIGHT, y)], Ink::Grey, 0.22, 0.8)?;
        }
        let length = tick_length(large);
        canvas.path(&[(LEFT - length, y), (LEFT, y)], Ink::Black, 1.0, 1.0)?;
        if let Some(label) = tick.label {
            canvas.text(&label, (LEFT - 12.0, y), TEXT_SIZE, Anchor::Right, Ink::Black)?;
        }
    }
    let corners = [(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)];
    canvas.path(&corners, Ink::Black, 1.0, 1.2)
}

fn tick_length(large: bool) -> f64 {
    if large { 7.0 } else { 3.5 }
}

fn curve(canvas: &Canvas, pieces: &[Vec<Point>], style: Style, index: usize, of: usize) -> Result<(), FigureError> {
    if let Some(dash) = style.dash {
        for piece in pieces {
            line(canvas, piece, style, dash)?;
        }
    }
    let Some(marker) = style.marker else {
        return Ok(());
    };
    for piece in pieces {
        let places = if style.dash.is_some() {
            // Curves that run together keep their markers apart by starting at different places.
            let share = share(index, of);
            along(piece, MARKER_DISTANCE, MARKER_DISTANCE * (0.2 + share))
        } else {
            piece.clone()
        };
        for place in places {
            canvas.marker(place, marker, style.ink)?;
        }
    }
    Ok(())
}

/// `index/of` in (0, 1).
fn share(index: usize, of: usize) -> f64 {
    let whole = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    whole(index) / whole(of.max(1))
}

fn line(canvas: &Canvas, points: &[Point], style: Style, dash: Dash) -> Result<(), FigureError> {
    if dash == Dash::Solid {
        return canvas.path(points, style.ink, 1.0, style.width);
    }
    for stroke in strokes(points, dash.pattern()) {
        canvas.path(&stroke, style.ink, 1.0, style.width)?;
    }
    Ok(())
}

/// Cuts a line into the strokes of a dash pattern.
fn strokes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut strokes = Vec::new();
    let Some(&first) = points.first() else {
        return strokes;
    };
    let (mut part, mut left) = (0, pattern[0]);
    let mut stroke = vec![first];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let distance = (to.0 - from.0).hypot(to.1 - from.1);
            if distance < left {
                left -= distance;
                stroke.push(to);
                break;
            }
            from = between(from, to, left / distance.max(f64::MIN_POSITIVE));
            stroke.push(from);
            if part % 2 == 0 {
                strokes.push(std::mem::take(&mut stroke));
            }
            part = (part + 1) % pattern.len();
            left = pattern[part];
            stroke = vec![from];
        }
    }
    if part % 2 == 0 && stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}

/// Points at even distances along a line.
fn along(points: &[Point], distance: f64, first: f64) -> Vec<Point> {
    let mut found = Vec::new();
    let mut left = first;
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length < left {
                left -= length;
                break;
            }
            from = between(from, to, left / length);
            found.push(from);
            left = distance;
        }
    }
    found
}

fn between(from: Point, to: Point, share: f64) -> Point {
    (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
}

/// Names beside the curves in the order in which these end, each with a sample of its line.
fn labels(canvas: &Canvas, all: &[&Curve], styles: &[Style], ends: &[Option<Point>]) -> Result<(), FigureError> {
    let mut entries: Vec<(Style, Point, Vec<String>)> = all
        .iter()
        .zip(styles)
        .zip(ends)
        .filter_map(|((series, style), end)| Some((*style, (*end)?, wrap(&series.name, TEXT_SIZE, LABEL_WIDTH))))
        .collect();
    entries.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let wishes: Vec<_> = entries.iter().map(|(_, end, lines)| (end.1, height(lines) + LABEL_GAP)).collect();
    let centres = spread(&wishes, TOP - 6.0, BOTTOM + 40.0);
    for ((style, end, lines), centre) in entries.iter().zip(centres) {
        sample(canvas, *style, centre)?;
        // Only a curve that reaches the margin is joined to its name; a longer thread would cross others.
        if end.0 > RIGHT - MARKER_DISTANCE {
            let thread = [(end.0 + 4.0, end.1), (RIGHT + 6.0, end.1), (SWATCH_LEFT - 5.0, centre)];
            canvas.path(&thread, style.ink, 0.45, 0.9)?;
        }
        let mut y = centre - (height(lines) - LINE_HEIGHT) / 2.0;
        for line in lines {
            canvas.text(line, (LABEL_LEFT, y), TEXT_SIZE, Anchor::Left, Ink::Black)?;
            y += LINE_HEIGHT;
        }
    }
    Ok(())
}

fn height(lines: &[String]) -> f64 {
    LINE_HEIGHT * f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX))
}

fn sample(canvas: &Canvas, style: Style, y: f64) -> Result<(), FigureError> {
    let ends = [(SWATCH_LEFT, y), (SWATCH_LEFT + SWATCH_WIDTH, y)];
    if let Some(dash) = style.dash {
        line(canvas, &ends, style, dash)?;
    }
    if let Some(marker) = style.marker {
        canvas.marker((SWATCH_LEFT + SWATCH_WIDTH / 2.0, y), marker, style.ink)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BOTTOM, LEFT, RIGHT, TOP, clip, strokes};

    #[test]
    fn a_segment_inside_is_not_clipped() {
        let (from, to) = ((LEFT + 1.0, TOP + 1.0), (RIGHT - 1.0, BOTTOM - 1.0));
        assert_eq!(clip(from, to), Some((from, to)));
    }

    #[test]
    fn a_segment_that_leaves_ends_at_the_frame() {
        let from = (LEFT + 10.0, BOTTOM - 10.0);
        let clipped = clip(from, (LEFT + 10.0, BOTTOM + 30.0));
        assert_eq!(clipped, Some((from, (LEFT + 10.0, BOTTOM))));
    }

    #[test]
    fn a_segment_outside_vanishes() {
        assert_eq!(clip((0.0, 0.0), (RIGHT, 0.0)), None);
    }

    #[test]
    fn dashes_follow_their_pattern() {
        let cut = strokes(&[(0.0, 0.0), (10.0, 0.0)], &[3.0, 1.0]);
        let ends: Vec<_> = cut.iter().map(|s| (s[0].0, s[s.len() - 1].0)).collect();
        assert_eq!(ends, [(0.0, 3.0), (4.0, 7.0), (8.0, 10.0)]);
    }
}
