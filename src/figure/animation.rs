//! Animations: the trajectories grow step by step.

use std::borrow::Cow;

use gif::{DisposalMethod, Encoder, Frame, Repeat};
use resvg::tiny_skia::Pixmap;

use super::data::{Figure, Layer};
use super::error::FigureError;
use super::raster::{Raster, palette, pixmap, raster};
use super::render::render;
use super::size::Size;

/// A slide is 720 pixels wide: enough for a page, and small as a file.
const PIXELS_PER_UNIT: f32 = 0.75;
/// Hundredths of a second that a step is shown, and the last one.
const STEP: u16 = 20;
const REST: u16 = 300;

/// The figure as GIF that repeats for ever: a picture for each step of its longest path.
///
/// # Errors
/// Where a picture cannot be drawn or encoded.
pub fn animation(figure: &Figure, size: Size) -> Result<Vec<u8>, FigureError> {
    let lengths = figure.panels.iter().flat_map(|panel| &panel.layers).map(|layer| match layer {
        Layer::Path(path) => path.points.len(),
        _ => 0,
    });
    let longest = lengths.max().unwrap_or(0).max(1);
    let mut pictures: Vec<Pixmap> = Vec::new();
    for steps in 1..=longest {
        pictures.push(pixmap(&render(&grown(figure, steps), size)?.tree()?, PIXELS_PER_UNIT)?);
    }
    let palette = palette(&pictures);
    let rasters: Vec<Raster> = pictures.iter().map(|picture| raster(picture, &palette)).collect();
    encoded(&rasters, &palette)
}

/// The figure with this many points of each path.
fn grown(figure: &Figure, steps: usize) -> Figure {
    let mut figure = figure.clone();
    for layer in figure.panels.iter_mut().flat_map(|panel| &mut panel.layers) {
        if let Layer::Path(path) = layer {
            path.points.truncate(steps);
        }
    }
    figure
}

fn encoded(rasters: &[Raster], palette: &[[u8; 3]]) -> Result<Vec<u8>, FigureError> {
    let wrong = |error: gif::EncodingError| FigureError::Encoding(error.to_string());
    let Some(first) = rasters.first() else { return Ok(Vec::new()) };
    let small = |length: u32| u16::try_from(length).map_err(|_| FigureError::Encoding("too large".to_owned()));
    let (width, height) = (small(first.width)?, small(first.height)?);
    // What does not change from picture to picture is left out by a colour of its own, the one behind the last.
    let unchanged = u8::try_from(palette.len()).map_err(|_| FigureError::Encoding("too many colours".to_owned()))?;
    let mut colours = palette.concat();
    colours.extend([0, 0, 0]);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height, &colours).map_err(wrong)?;
    encoder.set_repeat(Repeat::Infinite).map_err(wrong)?;
    for (number, picture) in rasters.iter().enumerate() {
        let pixels: Vec<u8> = match number.checked_sub(1).map(|before| &rasters[before]) {
            Some(before) => {
                let pairs = picture.pixels.iter().zip(&before.pixels);
                pairs.map(|(pixel, known)| if pixel == known { unchanged } else { *pixel }).collect()
            }
            None => picture.pixels.clone(),
        };
        let frame = Frame {
            delay: if number + 1 == rasters.len() { REST } else { STEP },
            dispose: DisposalMethod::Keep,
            transparent: (number > 0).then_some(unchanged),
            width,
            height,
            buffer: Cow::Owned(pixels),
            ..Frame::default()
        };
        encoder.write_frame(&frame).map_err(wrong)?;
    }
    drop(encoder);
    Ok(bytes)
}
