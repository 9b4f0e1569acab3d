//! From a figure to SVG, PNG, PDF and GIF files.

use resvg::usvg::{Options, Tree};

use super::canvas::{HEIGHT, PIXELS_PER_UNIT, WIDTH};
use super::data::Figure;
use super::draw::draw;
use super::error::FigureError;
use super::merge::merged;
use super::pdf::pdf;
use super::raster::{palette, pixmap, raster};
use super::size::Size;

/// A slide of 960 units is 1,920 pixels wide.
const PNG_PIXELS_PER_UNIT: f32 = 2.0;

/// A picture as lines and outlines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// SVG with its text as outlines.
    pub svg: String,
}

/// Draws a figure.
///
/// # Errors
/// Where the backend or the font fails; no numbers make it fail.
pub fn render(figure: &Figure, size: Size) -> Result<Picture, FigureError> {
    let (drawing, text) = draw(figure, size)?;
    let (width, height) = (WIDTH * PIXELS_PER_UNIT, HEIGHT * PIXELS_PER_UNIT);
    let shown = size.width();
    // The sheet's size is stated and the large view box kept; round joints hide the corners between points.
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{shown}\" \
         height=\"{}\" viewBox=\"0 0 {width} {height}\" stroke-linejoin=\"round\">\n",
        shown * HEIGHT / WIDTH
    );
    let body = drawing.split_once('>').map_or(drawing.as_str(), |(_, body)| body);
    let body = body.trim().trim_end_matches("</svg>");
    // Attributes with default values are omitted.
    let body = merged(&body.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", ""));
    Ok(Picture { svg: format!("{head}{body}{text}</svg>\n") })
}

impl Picture {
    /// The drawing as paths.
    pub(super) fn tree(&self) -> Result<Tree, FigureError> {
        Tree::from_str(&self.svg, &Options::default()).map_err(|error| FigureError::Outlines(error.to_string()))
    }

    /// PNG, two pixels a unit.
    ///
    /// # Errors
    /// Where the drawing cannot be rendered or encoded.
    pub fn png(&self) -> Result<Vec<u8>, FigureError> {
        let picture = pixmap(&self.tree()?, PNG_PIXELS_PER_UNIT)?;
        let palette = palette(std::slice::from_ref(&picture));
        raster(&picture, &palette).png()
    }

    /// PDF, one page.
    ///
    /// # Errors
    /// Where the drawing cannot be read.
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        Ok(pdf(&self.tree()?))
    }
}
