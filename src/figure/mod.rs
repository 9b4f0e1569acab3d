//! Pictures: data in, SVG and PNG out, the same bytes on every run.
//!
//! A [`Figure`] is drawn with plotters on a canvas ten times too large (its coordinates are whole
//! pixels), with its text as outlines, so that no picture needs a font where it is shown.

mod animation;
mod axis;
mod canvas;
mod contour;
mod data;
mod data_source;
mod draw;
mod error;
mod frame;
mod geometry;
mod glyph;
mod label;
mod layers;
mod layout;
mod legend;
mod mark;
mod merge;
mod palette;
mod pdf;
mod plot;
mod raster;
mod render;
mod size;
mod style;

pub use animation::animation;
pub use axis::{Axis, Scale};
pub use data::{Arrows, At, Contours, Curve, Figure, Layer, Level, Panel, Path, Role};
pub use data_source::PlotError;
pub use error::FigureError;
pub use plot::plot;
pub use render::{Picture, render};
pub use size::Size;
