//! Contour lines.

use contour::ContourBuilder;

use super::data::Contours;
use super::error::FigureError;

/// How many heights have a line where none are named.
const LINES: u32 = 14;
/// A point this near to the edge of the grid, in cells, lies on it: far more than rounding, far less than is seen.
const EDGE: f64 = 1.0 / 1_048_576.0;

/// The lines, in the units of the axes.
pub(super) fn lines(contours: &Contours) -> Result<Vec<Vec<(f64, f64)>>, FigureError> {
    let (columns, rows) = (contours.x.len(), contours.y.len());
    let heights: Vec<f64> = contours.z.iter().flatten().copied().collect();
    let finite = || heights.iter().copied().filter(|height| height.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if columns < 2 || rows < 2 || heights.len() != columns * rows || low >= high || !(high - low).is_finite() {
        return Ok(Vec::new());
    }
    let levels = contours.levels.clone().unwrap_or_else(|| levels(contours, low, high));
    let filled: Vec<f64> = heights.iter().map(|height| if height.is_finite() { *height } else { high }).collect();
    let found = ContourBuilder::new(columns, rows, true)
        .lines(&filled, &levels)
        .map_err(|error| FigureError::Outlines(error.to_string()))?;
    let (width, height) = (columns as f64, rows as f64);
    // The builder puts the grid's points in the middle of cells and closes lines along the edges of the outer cells.
    let on_edge =
        |(x, y): (f64, f64)| x < 0.5 + EDGE || y < 0.5 + EDGE || x > width - 0.5 - EDGE || y > height - 0.5 - EDGE;
    let place = |(x, y): (f64, f64)| (along(&contours.x, x - 0.5), along(&contours.y, y - 0.5));
    let mut all = Vec::new();
    for line in found.iter().flat_map(|line| line.geometry().iter()) {
        let points: Vec<(f64, f64)> = line.coords().map(|point| (point.x, point.y)).collect();
        for part in open_parts(&points, on_edge) {
            all.push(part.into_iter().map(place).collect());
        }
    }
    Ok(all)
}

/// The parts of a closed line that do not run along the edge.
fn open_parts(points: &[(f64, f64)], on_edge: impl Fn((f64, f64)) -> bool) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut broken = true;
    for pair in points.windows(2) {
        if on_edge(pair[0]) && on_edge(pair[1]) {
            broken = true;
            continue;
        }
        if std::mem::take(&mut broken) {
            parts.push(vec![pair[0]]);
        }
        parts.last_mut().expect("a part has begun").push(pair[1]);
    }
    parts
}

/// Heights whose lines lie evenly in the picture: around a valley inside it as those of a parabola, otherwise as those of
/// a slope.
fn levels(contours: &Contours, low: f64, high: f64) -> Vec<f64> {
    let (last_row, last_column) = (contours.y.len() - 1, contours.x.len() - 1);
    let lowest_is_inside = contours.z.iter().enumerate().any(|(row, heights)| {
        let inner = row > 0 && row < last_row;
        heights.iter().enumerate().any(|(column, height)| inner && column > 0 && column < last_column && *height <= low)
    });
    let power = if lowest_is_inside { 2 } else { 1 };
    (1..=LINES).map(|k| low + (high - low) * (f64::from(k) / f64::from(LINES + 1)).powi(power)).collect()
}

/// The place that lies this many grid points from the first.
fn along(places: &[f64], steps: f64) -> f64 {
    let (first, last) = (places[0], places[places.len() - 1]);
    first + (last - first) * steps / (places.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Contours, lines};

    fn grid(height: impl Fn(f64, f64) -> f64, levels: Option<Vec<f64>>) -> Contours {
        let places: Vec<f64> = (-20..=20).map(|k| f64::from(k) / 10.0).collect();
        let z = places.iter().map(|y| places.iter().map(|x| height(*x, *y)).collect()).collect();
        Contours { name: String::new(), x: places.clone(), y: places, z, levels }
    }

    #[test]
    fn the_lines_of_a_bowl_are_circles_of_the_right_radius() {
        let found = lines(&grid(|x, y| x * x + y * y, Some(vec![1.0]))).expect("it is drawn");
        assert_eq!(found.len(), 1);
        assert!(found[0].iter().all(|(x, y)| (x.hypot(*y) - 1.0).abs() < 0.01), "{found:?}");
    }

    #[test]
    fn lines_that_leave_the_grid_stay_open() {
        let found = lines(&grid(|x, _| x, Some(vec![0.5]))).expect("it is drawn");
        assert!(!found.is_empty());
        assert!(found.iter().flatten().all(|(x, _)| (x - 0.5).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn level_ground_and_what_has_no_height_has_no_lines() {
        assert!(lines(&grid(|_, _| 1.0, None)).expect("it is drawn").is_empty());
        assert!(lines(&grid(|_, _| f64::NAN, None)).expect("it is drawn").is_empty());
        assert!(
            !lines(&grid(|x, y| if x > 1.0 { f64::INFINITY } else { x * x + y * y }, None))
                .expect("it is drawn")
                .is_empty()
        );
    }
}
