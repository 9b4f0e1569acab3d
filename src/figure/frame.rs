//! A pair of axes on the slide: the axes and the positions of numbers.

use super::axis::{Extent, Scale, Tick};
use super::canvas::{Canvas, HEIGHT, WIDTH};
use super::data::{At, Contours, Figure, Layer, Panel};
use super::error::FigureError;
use super::geometry::{Point, Rectangle};
use super::glyph::{self, Anchor};
use super::layout::Sizes;
use super::palette::Ink;

/// This many slides below the picture a line to it looks upright.
const FAR: f64 = 100.0;
/// The share of a linear axis that is left free above and below what is drawn.
const FREE: f64 = 0.04;
/// A title may be this many times as long as the side of the frame that it is beside.
const LONGER: f64 = 1.15;
/// Slide units for each labelled tick.
const TICK_DISTANCE: f64 = 95.0;

/// Where numbers are on the slide.
pub(super) struct Frame {
    pub(super) bounds: Rectangle,
    x: Extent,
    y: Extent,
}

impl Frame {
    /// The frame of a panel in its column.
    pub(super) fn of(figure: &Figure, panel: &Panel, column: Rectangle, sizes: &Sizes) -> Self {
        let is_plane = |panel: &Panel| panel.layers.iter().any(|layer| matches!(layer, Layer::Contours(_)));
        // Axes of one title and scale that have no range of their own share what is drawn; a plane has that of its grid.
        let alike = |pick: fn(&Panel) -> &super::axis::Axis, axis: &super::axis::Axis| -> Vec<&Panel> {
            let same = |other: &&Panel| {
                let other = pick(other);
                (&other.title, other.scale, other.range) == (&axis.title, axis.scale, None)
            };
            if is_plane(panel) {
                return vec![panel];
            }
            figure.panels.iter().filter(|panel| !is_plane(panel)).filter(same).collect()
        };
        let xs = alike(|panel| &panel.x, &panel.x).into_iter().flat_map(points).map(|point| point.0);
        let ys = alike(|panel| &panel.y, &panel.y).into_iter().flat_map(points).map(|point| point.1);
        let x = panel.x.extent(xs);
        let free =
            if panel.y.scale == Scale::Linear && panel.y.range.is_none() && !is_plane(panel) { FREE } else { 0.0 };
        let y = panel.y.extent(ys).widened(free);
        let mut frame = Self { bounds: column, x, y };
        let widest = frame.y_labels(sizes).iter().map(|(_, label)| glyph::width(label, sizes.text)).fold(0.0, f64::max);
        frame.bounds.left += 1.9 * sizes.axis_title + widest + 14.0;
        // The last label is centred below its tick, which may be at the very end.
        let last = frame.x_labels(sizes).pop().map_or(0.0, |(_, label)| glyph::width(&label, sizes.text) / 2.0);
        frame.bounds.right -= last.max(sizes.text);
        if panel.equal && panel.x.scale == Scale::Linear && panel.y.scale == Scale::Linear {
            frame.make_equal();
        }
        frame
    }

    /// Makes the frame narrower or lower, so that a unit is as long on both axes.
    fn make_equal(&mut self) {
        let (width, height) = (self.bounds.right - self.bounds.left, self.bounds.bottom - self.bounds.top);
        let unit = (width / self.x.length()).min(height / self.y.length());
        let (width, height) = (unit * self.x.length(), unit * self.y.length());
        self.bounds.right = self.bounds.left + width;
        let middle = f64::midpoint(self.bounds.top, self.bounds.bottom);
        self.bounds.top = middle - height / 2.0;
        self.bounds.bottom = middle + height / 2.0;
    }

    fn right(&self, place: f64) -> f64 {
        self.bounds.left + place * (self.bounds.right - self.bounds.left)
    }

    fn down(&self, place: f64) -> f64 {
        self.bounds.bottom - place * (self.bounds.bottom - self.bounds.top)
    }

    /// The place of a point, which may lie outside the frame; absent where it has none.
    pub(super) fn place(&self, (x, y): Point) -> Option<Point> {
        let far = |place: f64| place.clamp(-FAR, FAR);
        Some((self.right(far(self.x.place(x)?)), self.down(far(self.y.place(y)?))))
    }

    /// The places of the points of a line. Zero lies below every logarithmic picture: a line that reaches it leaves through
    /// the bottom.
    pub(super) fn line(&self, points: &[Point]) -> Vec<Option<Point>> {
        let sunk = |point: &Point| {
            let right = self.x.place(point.0)?;
            (point.1 == 0.0 && self.y.scale == Scale::Log)
                .then_some((self.right(right), self.bounds.bottom + FAR * HEIGHT))
        };
        points.iter().map(|point| self.place(*point).or_else(|| sunk(point))).collect()
    }

    /// The ends of a line across the frame.
    pub(super) fn across(&self, at: At) -> Option<[Point; 2]> {
        let Rectangle { left, top, right, bottom } = self.bounds;
        match at {
            At::X(x) => self.x.place(x).map(|place| [(self.right(place), bottom), (self.right(place), top)]),
            At::Y(y) => self.y.place(y).map(|place| [(left, self.down(place)), (right, self.down(place))]),
        }
    }

    fn x_ticks(&self) -> Vec<Tick> {
        let wished = (self.bounds.right - self.bounds.left) / TICK_DISTANCE;
        self.x.ticks(wished.clamp(2.0, 8.0))
    }

    fn y_ticks(&self) -> Vec<Tick> {
        self.y.ticks(((self.bounds.bottom - self.bounds.top) / TICK_DISTANCE * 1.6).clamp(2.0, 8.0))
    }

    /// The labels of the horizontal axis that do not run into each other.
    fn x_labels(&self, sizes: &Sizes) -> Vec<(f64, String)> {
        let mut labels = Vec::new();
        let mut end = f64::NEG_INFINITY;
        for tick in self.x_ticks() {
            let (Some(place), Some(label)) = (self.x.place(tick.value), tick.label) else { continue };
            let half = glyph::width(&label, sizes.text) / 2.0;
            if self.right(place) - half > end + sizes.text / 2.0 {
                end = self.right(place) + half;
                labels.push((self.right(place), label));
            }
        }
        labels
    }

    /// The labels of the vertical axis that do not run into each other.
    fn y_labels(&self, sizes: &Sizes) -> Vec<(f64, String)> {
        let mut labels: Vec<(f64, String)> = Vec::new();
        for tick in self.y_ticks() {
            let (Some(place), Some(label)) = (self.y.place(tick.value), tick.label) else { continue };
            let y = self.down(place);
            if labels.last().is_none_or(|(last, _)| last - y > 1.25 * sizes.text) {
                labels.push((y, label));
            }
        }
        labels
    }

    /// Draws the axes with their ticks, labels and titles.
    pub(super) fn draw(&self, canvas: &Canvas, panel: &Panel, sizes: &Sizes) -> Result<(), FigureError> {
        let Rectangle { left, top, right, bottom } = self.bounds;
        let (width, text) = (sizes.lines, sizes.text);
        let labels = self.x_labels(sizes);
        for tick in self.x_ticks() {
            let Some(x) = self.x.place(tick.value).map(|place| self.right(place)) else { continue };
            let large = labels.iter().any(|(at, _)| *at == x);
            if large {
                canvas.path(&[(x, top), (x, bottom)], Ink::Grey, 0.22, 0.8 * width)?;
            }
            canvas.path(&[(x, bottom), (x, bottom + tick_length(large) * width)], Ink::Black, 1.0, width)?;
        }
        for (x, label) in labels {
            canvas.text(&label, (x, bottom + 7.0 * width + 0.85 * text), text, Anchor::Centre, Ink::Black);
        }
        let labels = self.y_labels(sizes);
        for tick in self.y_ticks() {
            let Some(y) = self.y.place(tick.value).map(|place| self.down(place)) else { continue };
            let large = labels.iter().any(|(at, _)| *at == y);
            if large {
                canvas.path(&[(left, y), (right, y)], Ink::Grey, 0.22, 0.8 * width)?;
            }
            canvas.path(&[(left - tick_length(large) * width, y), (left, y)], Ink::Black, 1.0, width)?;
        }
        let mut widest: f64 = 0.0;
        for (y, label) in labels {
            widest = widest.max(glyph::width(&label, text));
            canvas.text(&label, (left - 7.0 * width - 5.0, y), text, Anchor::Right, Ink::Black);
        }
        canvas.path(&[(left, top), (left, bottom), (right, bottom)], Ink::Black, 1.0, 1.2 * width)?;
        let below = (f64::midpoint(left, right), bottom + 7.0 * width + 1.7 * text + 0.75 * sizes.axis_title);
        let fitted = |title: &str, room: f64| fitted(title, sizes.axis_title, room);
        let across = (right - left).min(2.0 * (WIDTH - below.0) / LONGER);
        canvas.text(&panel.x.title, below, fitted(&panel.x.title, across), Anchor::Centre, Ink::Black);
        let beside = (left - 7.0 * width - 9.0 - widest - 0.6 * sizes.axis_title, f64::midpoint(top, bottom));
        canvas.text(&panel.y.title, beside, fitted(&panel.y.title, bottom - top), Anchor::Upright, Ink::Black);
        if let Some(title) = &panel.title {
            let above = (f64::midpoint(left, right), top - 0.8 * sizes.axis_title);
            canvas.text(title, above, fitted(title, across), Anchor::Centre, Ink::Black);
        }
        Ok(())
    }
}

/// The size of a title that is to fit beside a frame, a little longer than this at most.
fn fitted(title: &str, size: f64, room: f64) -> f64 {
    size * (LONGER * room / glyph::width(title, size).max(1.0)).min(1.0)
}

fn tick_length(large: bool) -> f64 {
    if large { 7.0 } else { 3.5 }
}

/// Every point of a panel that an axis has to reach.
fn points(panel: &Panel) -> Vec<Point> {
    let mut all = Vec::new();
    let grids: Vec<&Layer> = panel.layers.iter().filter(|layer| matches!(layer, Layer::Contours(_))).collect();
    let layers = if grids.is_empty() { panel.layers.iter().collect() } else { grids };
    for layer in layers {
        match layer {
            Layer::Curve(curve) => all.extend(&curve.points),
            Layer::Path(path) => all.extend(&path.points),
            Layer::Arrows(arrows) => all.extend(arrows.arrows.iter().flat_map(|(tail, head)| [tail, head])),
            Layer::Contours(Contours { x, y, .. }) => {
                let corners = [x.first().zip(y.first()), x.last().zip(y.last())];
                all.extend(corners.into_iter().flatten().map(|(x, y)| (*x, *y)));
            }
            Layer::Level(level) => all.push(match level.at {
                At::X(x) => (x, f64::NAN),
                At::Y(y) => (f64::NAN, y),
            }),
        }
    }
    all
}
