//! Why a picture could not be made.

use plotters::drawing::DrawingAreaErrorKind;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The bundled font cannot be read.
    #[error("the bundled font cannot be read")]
    Font,
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
