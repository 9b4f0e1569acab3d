//! Text as outlines: each letter is defined once and then reused.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::merge::write_step;
use super::palette::Ink;

/// The one font, bundled, so that pictures are the same everywhere.
const FONT: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
/// Half of the height of a capital letter, in ems: a line of text is centred on the middle of its capitals.
const MIDDLE: f64 = 0.3645;

/// Where a text's given point lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Centre,
    Right,
    /// Centred, read from below.
    Upright,
}

fn face() -> Option<&'static Face<'static>> {
    static FACE: OnceLock<Option<Face<'static>>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(FONT, 0).ok()).as_ref()
}

/// Whether the font can be read.
pub(super) fn is_ready() -> bool {
    face().is_some()
}

/// The letters of a text with the place where each begins, and where the last ends, in units of the font.
fn letters(face: &Face<'_>, text: &str) -> (Vec<(GlyphId, u32)>, u32) {
    let mut at = 0;
    let mut letters = Vec::new();
    for letter in text.chars() {
        // A letter that the font does not have is its first glyph, an empty box.
        let glyph = face.glyph_index(letter).unwrap_or(GlyphId(0));
        letters.push((glyph, at));
        at += u32::from(face.glyph_hor_advance(glyph).unwrap_or(0));
    }
    (letters, at)
}

/// The width of a line of text at this many units per em.
pub(super) fn width(text: &str, size: f64) -> f64 {
    face().map_or(0.0, |face| f64::from(letters(face, text).1) * size / f64::from(face.units_per_em()))
}

/// All text of a picture.
#[derive(Default)]
pub(super) struct Texts {
    outlines: BTreeMap<u16, String>,
    lines: String,
}

impl Texts {
    /// Adds a line of text, centred on its height; place and size in the units of the drawing.
    pub(super) fn add(&mut self, text: &str, (x, y): (f64, f64), size: f64, anchor: Anchor, ink: Ink) {
        let Some(face) = face() else { return };
        let (letters, end) = letters(face, text);
        let scale = size / f64::from(face.units_per_em());
        let length = f64::from(end) * scale;
        let back = match anchor {
            Anchor::Left => 0.0,
            Anchor::Right => length,
            Anchor::Centre | Anchor::Upright => length / 2.0,
        };
        let down = size * MIDDLE;
        let place = match anchor {
            Anchor::Upright => format!("translate({:.0} {:.0}) rotate(-90)", x + down, y + back),
            _ => format!("translate({:.0} {:.0})", x - back, y + down),
        };
        let colour = ink.hex();
        let _ = write!(self.lines, "<g fill=\"{colour}\" transform=\"{place} scale({scale:.4})\">");
        for (glyph, at) in letters {
            let outline = self.outlines.entry(glyph.0).or_insert_with(|| outline(face, glyph));
            if !outline.is_empty() {
                let _ = write!(self.lines, "<use xlink:href=\"#{}\" x=\"{at}\"/>", name(glyph.0));
            }
        }
        self.lines.push_str("</g>\n");
    }

    /// The text as SVG.
    pub(super) fn svg(&self) -> String {
        let mut svg = String::from("<defs>\n");
        for (glyph, outline) in self.outlines.iter().filter(|(_, outline)| !outline.is_empty()) {
            let _ = writeln!(svg, "<path id=\"{}\" d=\"{outline}\"/>", name(*glyph));
        }
        svg.push_str("</defs>\n");
        svg.push_str(&self.lines);
        svg
    }
}

fn name(glyph: u16) -> String {
    format!("g{glyph}")
}

fn outline(face: &Face<'_>, glyph: GlyphId) -> String {
    let mut pen = Pen::default();
    face.outline_glyph(glyph, &mut pen);
    pen.path
}

/// Writes outlines with steps from point to point, whole units of the font downwards.
#[derive(Default)]
struct Pen {
    path: String,
    at: (i32, i32),
    /// Where the outline began, and where it ends when it is closed.
    start: (i32, i32),
}

impl Pen {
    #[allow(clippy::cast_possible_truncation)] // the points of an outline are whole numbers of 16 bits
    fn write(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        let from = self.at;
        for &(x, y) in points {
            let to = (x as i32, -(y as i32));
            for step in [to.0 - from.0, to.1 - from.1] {
                write_step(&mut self.path, step);
            }
            self.at = to;
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write('m', &[(x, y)]);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.write('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.write('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('z');
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Texts, width};
    use crate::figure::palette::Ink;

    #[test]
    fn a_longer_text_is_wider_and_a_larger_one_in_proportion() {
        assert!(width("wide", 10.0) > width("w", 10.0) && width("w", 10.0) > 0.0);
        approx::assert_relative_eq!(width("text", 20.0), 2.0 * width("text", 10.0));
    }

    #[test]
    fn each_letter_is_outlined_once() {
        let mut texts = Texts::default();
        texts.add("aba a", (0.0, 0.0), 10.0, Anchor::Left, Ink::Black);
        let svg = texts.svg();
        assert_eq!((svg.matches("<path").count(), svg.matches("<use").count()), (2, 4), "{svg}");
    }
}
