//! The lines of `figure` blocks: the runs, as in a claim, and the layers to draw.

use super::expression::{Expr, Name, Span};
use super::line::{IndexRange, Line};

/// One line of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureLine {
    /// What it says.
    pub kind: FigureLineKind,
    /// Its place in the file.
    pub span: Span,
}

/// The kinds of line.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum FigureLineKind {
    /// `given`, `let`, `run`, `draw`, as in a claim.
    Setting(Line),
    /// `data R: squares of "longley" by gnp rows 1, 3..15`: an objective made of real data.
    Data(DataLine),
    /// `each eta in 0.01, 0.1, 1`: what follows is drawn for each value.
    Each {
        /// The quantity.
        name: Name,
        /// Its values.
        values: Vec<Expr>,
    },
    /// `note "L = 1"`: the setting, in small print.
    Note(String),
    /// `panel "without momentum"`: what follows is in a panel of its own.
    Panel(String),
    /// `x "step t" log 1..100`: an axis of the panel.
    Axis {
        /// Whether it is the horizontal one.
        horizontal: bool,
        /// What it measures.
        title: String,
        /// Whether it is logarithmic.
        log: bool,
        /// Its ends.
        range: Option<(Expr, Expr)>,
    },
    /// `equal`: one unit is as long on both axes.
    Equal,
    /// `animate`: the paths also grow step by step, in an animation.
    Animate,
    /// Something drawn.
    Layer(Layer),
}

/// An objective made of data.
#[derive(Debug, Clone, PartialEq)]
pub struct DataLine {
    /// Its name.
    pub name: Name,
    /// What is minimised: `squares`, `ridge`, `logistic`, `ridge-logistic`.
    pub loss: Name,
    /// Of which data.
    pub source: DataSource,
}

/// Where data come from.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum DataSource {
    /// `"longley" by gnp, year rows 1, 3..15`: a data set that comes with the program.
    Shipped {
        /// Its name.
        set: String,
        /// The features used, besides the one that is always 1; none named: all.
        columns: Vec<Name>,
        /// The first row, the second where that is not the next one, and the last, counted from 1; absent: all.
        rows: Option<(Expr, Option<Expr>, Expr)>,
    },
    /// `targets 0, 1, 3`: one feature that is always 1.
    Targets(Vec<Expr>),
}

/// Something drawn, with its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What it is.
    pub shape: LayerShape,
    /// Its points, where there are several.
    pub range: Option<IndexRange>,
    /// Its label; absent: it belongs to the layer before it.
    pub label: Option<String>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum LayerShape {
    /// `plot y against x`, `law y against x`, `points y against x`.
    Curve {
        /// What it stands for.
        role: CurveRole,
        /// The height.
        y: Expr,
        /// The place.
        x: Expr,
    },
    /// `path w[t]`: points of the plane.
    Path(Expr),
    /// `arrow -grad R(w[t]) at w[t]`.
    Arrow {
        /// From the tail to the head.
        vector: Expr,
        /// The tail.
        tail: Expr,
    },
    /// `contours R over -2..2, -1..1`: contour lines.
    Contours {
        /// The objective.
        objective: Name,
        /// The ends of both axes.
        over: [(Expr, Expr); 2],
    },
    /// `level y = 1`: a line across the panel.
    Level {
        /// Whether it is upright, at a place of the horizontal axis.
        upright: bool,
        /// Its place in the file.
        at: Expr,
    },
}

/// What a curve stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveRole {
    /// What a method does: `plot`.
    Run,
    /// What a formula says: `law`.
    Law,
    /// What was measured: `points`.
    Measured,
}

impl CurveRole {
    /// The word that begins its line.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Run => "plot",
            Self::Law => "law",
            Self::Measured => "points",
        }
    }
}
