//! The purpose of a picture, which decides its size.

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// A slide, 960 by 540 units.
    #[default]
    Slide,
    /// A column of a paper.
    Paper,
    /// A small preview, 320 by 180 units.
    Thumb,
}

impl Size {
    /// The width in units.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Slide => 960.0,
            Self::Paper => 480.0,
            Self::Thumb => 320.0,
        }
    }
}
