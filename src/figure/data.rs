//! The contents of a figure, as data only. How it looks is decided where it is drawn.

use super::axis::Axis;
/// What a curve represents, which decides how it looks: a run is a coloured line with markers, a law a black line (further ones
/// broken), what was measured coloured points without a line.
pub use crate::language::syntax::CurveRole as Role;

/// Points of the plane that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its label; a curve without a name belongs to the layer before it and looks like it.
    pub name: String,
    /// From left to right. On a logarithmic axis, points that are not positive are left out, and
    /// a line to zero leaves through the bottom. Points that are not finite break the line.
    pub points: Vec<(f64, f64)>,
    /// What it stands for.
    pub role: Role,
}

/// Where a run went in the plane: its steps are marked, its start by a ring, its end by a large marker.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Its label; a path without a name belongs to the layer before it and looks like it.
    pub name: String,
    /// `w[0]`, `w[1]`, ...
    pub points: Vec<(f64, f64)>,
}

/// Contour lines of a function on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Contours {
    /// Their label in the legend; if empty, they are not in the legend.
    pub name: String,
    /// The columns of the grid, ascending at even distances, on a linear axis; at least two.
    pub x: Vec<f64>,
    /// The rows of the grid, ascending at even distances, on a linear axis; at least two.
    pub y: Vec<f64>,
    /// The heights: `z[row][column]` at `(x[column], y[row])`. What is not finite counts as the highest.
    pub z: Vec<Vec<f64>>,
    /// The heights of the lines; absent: chosen so that the lines lie evenly in the picture.
    pub levels: Option<Vec<f64>>,
}

/// Arrows of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrows {
    /// Their label; arrows without a name belong to the layer before them and look like it.
    pub name: String,
    /// From tail to head, in the units of the axes.
    pub arrows: Vec<((f64, f64), (f64, f64))>,
}

/// Where a reference line stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum At {
    /// An upright line at this place of the horizontal axis.
    X(f64),
    /// A level line at this place of the vertical axis.
    Y(f64),
}

/// A reference line across the panel, with its own label.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Its label.
    pub name: String,
    /// Its place in the file.
    pub at: At,
}

/// One thing drawn in a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// A line or points.
    Curve(Curve),
    /// A run's path in the plane.
    Path(Path),
    /// Contour lines.
    Contours(Contours),
    /// Arrows.
    Arrows(Arrows),
    /// A reference line.
    Level(Level),
}

impl Layer {
    /// Its label.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Curve(layer) => &layer.name,
            Self::Path(layer) => &layer.name,
            Self::Contours(layer) => &layer.name,
            Self::Arrows(layer) => &layer.name,
            Self::Level(layer) => &layer.name,
        }
    }
}

/// One pair of axes and what is drawn in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Its title where a figure has several.
    pub title: Option<String>,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Whether one unit is as long on both axes (for linear ones).
    pub equal: bool,
    /// Drawn in this order, later ones on top. Layers of one name look the same in all panels.
    pub layers: Vec<Layer>,
}

/// A whole picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What is seen, as a sentence.
    pub title: String,
    /// The setting, with its numbers.
    pub note: String,
    /// One to four, side by side. Axes of one title and scale that have no range of their own share one.
    pub panels: Vec<Panel>,
    /// Whether there is also an animation, in which the trajectories grow step by step.
    pub animated: bool,
}
