//! Colours that everyone can tell apart (Okabe & Ito 2008), dashes and markers.

use plotters::style::RGBColor;

/// A colour of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// For bounds and text.
    Black,
    /// For frames and notes.
    Grey,
    /// Orange.
    Orange,
    /// Sky blue.
    SkyBlue,
    /// Bluish green.
    Green,
    /// Blue.
    Blue,
    /// Vermillion.
    Vermillion,
    /// Reddish purple.
    Purple,
}

impl Ink {
    /// All of them.
    pub(super) const ALL: [Self; 8] =
        [Self::Black, Self::Grey, Self::Orange, Self::SkyBlue, Self::Green, Self::Blue, Self::Vermillion, Self::Purple];

    /// Red, green, blue.
    pub(super) fn rgb(self) -> [u8; 3] {
        let RGBColor(red, green, blue) = self.colour();
        [red, green, blue]
    }

    /// As in SVG.
    pub(super) fn hex(self) -> String {
        let [red, green, blue] = self.rgb();
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    pub(super) fn colour(self) -> RGBColor {
        match self {
            Self::Black => RGBColor(0, 0, 0),
            Self::Grey => RGBColor(110, 110, 110),
            Self::Orange => RGBColor(230, 159, 0),
            Self::SkyBlue => RGBColor(86, 180, 233),
            Self::Green => RGBColor(0, 158, 115),
            Self::Blue => RGBColor(0, 114, 178),
            Self::Vermillion => RGBColor(213, 94, 0),
            Self::Purple => RGBColor(204, 121, 167),
        }
    }
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    Solid,
    /// Long dashes.
    Dashed,
    /// Short dashes.
    Dotted,
    /// A long and a short dash by turns.
    Mixed,
}

impl Dash {
    /// Lengths drawn and left out by turns, in slide units; empty where the line is not broken.
    pub(super) fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[9.0, 5.0],
            Self::Dotted => &[2.5, 3.5],
            Self::Mixed => &[10.0, 4.0, 2.5, 4.0],
        }
    }
}

/// The shape of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// An open circle, large enough to be seen around another marker.
    Ring,
    /// A square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
}

/// Inks and markers for runs, told apart by both; black and grey, the inks of laws and levels, come last.
pub(super) const RUNS: [(Ink, Marker); 8] = [
    (Ink::Blue, Marker::Circle),
    (Ink::Vermillion, Marker::Square),
    (Ink::Green, Marker::Triangle),
    (Ink::Orange, Marker::Diamond),
    (Ink::Purple, Marker::Circle),
    (Ink::SkyBlue, Marker::Square),
    (Ink::Black, Marker::Triangle),
    (Ink::Grey, Marker::Diamond),
];
