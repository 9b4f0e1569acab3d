//! Pictures: data in, SVG and PNG out, the same bytes on every run.
//!
//! A [`Figure`] is drawn with plotters on a canvas ten times too large (its coordinates are whole
//! pixels), with its text as outlines, so that no picture needs a font where it is shown.

mod animation;
mod axis;
mod canvas;
mod chosen;
mod contour;
mod data;
mod draw;
mod error;
mod frame;
mod glyph;
mod joined;
mod key;
mod label;
mod layers;
mod layout;
mod line;
mod mark;
mod palette;
mod pdf;
mod plot;
mod raster;
mod render;
mod size;
mod style;

pub use animation::animation;
pub use axis::{Axis, Scale};
pub use chosen::PlotError;
pub use data::{Arrows, At, Contours, Curve, Figure, Layer, Level, Panel, Path, Role};
pub use error::FigureError;
pub use plot::plot;
pub use render::{Picture, render};
pub use size::Size;
