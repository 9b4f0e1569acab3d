//! From a figure to finished SVG and PNG.

use plotters::drawing::DrawingAreaErrorKind;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, WriteOptions};

use super::canvas::{FONT, FONT_FAMILY, HEIGHT, PIXELS_PER_UNIT, WIDTH};
use super::data::Figure;
use super::draw::draw;
use super::size::Size;

/// A slide of 960 units is 1,920 pixels wide.
const PNG_PIXELS_PER_UNIT: f32 = 2.0;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The bundled font cannot be read.
    #[error("the bundled font cannot be read")]
    Font,
    /// The figure holds what the drawer does not draw; leaving it out in silence would mislead.
    #[error("cannot draw {0}")]
    NotDrawn(&'static str),
    /// The drawing backend failed.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// The drawing could not be turned into outlines.
    #[error("the drawing cannot be rendered: {0}")]
    Outlines(String),
    /// The pixels could not be encoded.
    #[error("the picture cannot be encoded: {0}")]
    Encoding(String),
}

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for FigureError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self::Drawing(error.to_string())
    }
}

/// One picture in both formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// SVG with its text as outlines.
    pub svg: String,
    /// PNG, two pixels a unit.
    pub png: Vec<u8>,
}

/// Draws a figure.
///
/// # Errors
/// Where the figure does not have exactly one panel or holds a layer that is no curve, and where the
/// backend or the renderer fails; no numbers make it fail.
pub fn render(figure: &Figure, size: Size) -> Result<Rendered, FigureError> {
    let tree = outlines(&shrink(&draw(figure)?, size))?;
    let options = WriteOptions { coordinates_precision: 2, transforms_precision: 4, ..WriteOptions::default() };
    Ok(Rendered { svg: tree.to_string(&options), png: png(&tree)? })
}

/// States the slide's size and keeps the large view box; round joints hide the corners between points.
fn shrink(drawing: &str, size: Size) -> String {
    let (width, height) = (WIDTH * PIXELS_PER_UNIT, HEIGHT * PIXELS_PER_UNIT);
    let shown = size.width();
    drawing.replacen(
        &format!("<svg width=\"{width}\" height=\"{height}\""),
        &format!("<svg width=\"{shown}\" height=\"{}\" stroke-linejoin=\"round\"", shown * HEIGHT / WIDTH),
        1,
    )
}

/// Reads the drawing with the bundled font alone.
fn outlines(drawing: &str) -> Result<Tree, FigureError> {
    let mut options = Options { font_family: FONT_FAMILY.to_owned(), ..Options::default() };
    options.fontdb_mut().load_font_data(FONT.to_vec());
    Tree::from_str(drawing, &options).map_err(|error| FigureError::Outlines(error.to_string()))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a slide is a few thousand pixels
fn png(tree: &Tree) -> Result<Vec<u8>, FigureError> {
    let width = (tree.size().width() * PNG_PIXELS_PER_UNIT).round() as u32;
    let height = (tree.size().height() * PNG_PIXELS_PER_UNIT).round() as u32;
    let mut pixels =
        Pixmap::new(width, height).ok_or_else(|| FigureError::Encoding("the picture is empty".to_owned()))?;
    let scale = Transform::from_scale(PNG_PIXELS_PER_UNIT, PNG_PIXELS_PER_UNIT);
    resvg::render(tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| FigureError::Encoding(error.to_string()))
}
