//! PNG with few colours, so that files stay small.

use std::collections::HashMap;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;

use super::error::FigureError;
use super::palette::Ink;

/// Colours of a picture.
const COLOURS: usize = 32;
/// The tints are this many times lighter than their inks.
const TINTS: [u8; 2] = [2, 4];

/// A picture as numbers of colours.
pub(super) struct Raster {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Red, green, blue of each colour.
    pub(super) palette: Vec<[u8; 3]>,
    /// A colour for each pixel, row by row.
    pub(super) pixels: Vec<u8>,
}

/// Renders a drawing at this many pixels per unit.
pub(super) fn pixmap(tree: &Tree, pixels_per_unit: f32) -> Result<Pixmap, FigureError> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a slide is a few thousand pixels
    let count = |length: f32| (length * pixels_per_unit).round() as u32;
    let mut pixels = Pixmap::new(count(tree.size().width()), count(tree.size().height()))
        .ok_or_else(|| FigureError::Encoding("the picture is empty".to_owned()))?;
    resvg::render(tree, Transform::from_scale(pixels_per_unit, pixels_per_unit), &mut pixels.as_mut());
    Ok(pixels)
}

/// The colours that most pixels of the pictures have; pictures are opaque.
pub(super) fn palette(pictures: &[Pixmap]) -> Vec<[u8; 3]> {
    let mut counts: HashMap<[u8; 3], u64> = HashMap::new();
    for pixel in pictures.iter().flat_map(Pixmap::pixels) {
        *counts.entry([pixel.red(), pixel.green(), pixel.blue()]).or_default() += 1;
    }
    // Every ink stays what it is, however little of it there is, and so do its thin lines and edges on white.
    let mut palette: Vec<[u8; 3]> = Vec::new();
    for rgb in Ink::ALL.iter().map(|ink| ink.rgb()).filter(|rgb| counts.contains_key(rgb)) {
        palette.push(rgb);
        palette.extend(TINTS.map(|tint| rgb.map(|part| u8::MAX - (u8::MAX - part) / tint)));
    }
    counts.retain(|colour, _| !palette.contains(colour));
    let mut colours: Vec<([u8; 3], u64)> = counts.into_iter().collect();
    // The commonest first; of equally many, in an order that is always the same.
    colours.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    palette.extend(colours.into_iter().map(|(colour, _)| colour));
    palette.truncate(COLOURS);
    palette
}

/// A picture in the colours of a palette, each pixel in the nearest one.
pub(super) fn raster(picture: &Pixmap, palette: &[[u8; 3]]) -> Raster {
    let mut nearest: HashMap<[u8; 3], u8> = HashMap::new();
    let mut find = |colour: [u8; 3]| {
        *nearest.entry(colour).or_insert_with(|| {
            let distance = |other: &[u8; 3]| -> u32 {
                colour.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
            };
            let best = (0..palette.len()).min_by_key(|at| distance(&palette[*at])).unwrap_or(0);
            u8::try_from(best).unwrap_or(0)
        })
    };
    let pixels = picture.pixels().iter().map(|pixel| find([pixel.red(), pixel.green(), pixel.blue()])).collect();
    Raster { width: picture.width(), height: picture.height(), palette: palette.to_vec(), pixels }
}

impl Raster {
    /// As PNG.
    pub(super) fn png(&self) -> Result<Vec<u8>, FigureError> {
        let wrong = |error: png::EncodingError| FigureError::Encoding(error.to_string());
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(self.palette.concat());
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().map_err(wrong)?;
        writer.write_image_data(&self.pixels).map_err(wrong)?;
        writer.finish().map_err(wrong)?;
        Ok(bytes)
    }
}
