//! Geometry of lines on the slide: clipping, dashing, thinning of markers, and removal of invisible points.

/// A place on the slide.
pub(super) type Point = (f64, f64);

/// A box on the slide: its left, upper, right and lower edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rectangle {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rectangle {
    /// Whether a place lies in it or on its edge.
    pub(super) fn contains(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The part of a segment inside, by Liang and Barsky's method.
    pub(super) fn clip(&self, from: Point, to: Point) -> Option<(Point, Point)> {
        let (right, down) = (to.0 - from.0, to.1 - from.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let sides = [
            (-right, from.0 - self.left),
            (right, self.right - from.0),
            (-down, from.1 - self.top),
            (down, self.bottom - from.1),
        ];
        for (speed, distance) in sides {
            if speed < 0.0 {
                enter = enter.max(distance / speed);
            } else if speed > 0.0 {
                leave = leave.min(distance / speed);
            } else if distance < 0.0 {
                return None;
            }
        }
        let at = |share: f64| {
            // The ends themselves stay exact, so that neighbouring segments join.
            if share <= 0.0 {
                from
            } else if share >= 1.0 {
                to
            } else {
                (from.0 + share * right, from.1 + share * down)
            }
        };
        (enter <= leave).then(|| (at(enter), at(leave)))
    }

    /// The parts of a line inside; a point that is absent breaks it.
    pub(super) fn pieces(&self, points: &[Option<Point>]) -> Vec<Vec<Point>> {
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for pair in points.windows(2) {
            let [Some(from), Some(to)] = pair else {
                continue;
            };
            let Some((from, to)) = self.clip(*from, *to) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }
}

/// Cuts a line into the strokes of a dash pattern.
pub(super) fn strokes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut strokes = Vec::new();
    let Some(&first) = points.first() else {
        return strokes;
    };
    let (mut part, mut left) = (0, pattern[0]);
    let mut stroke = vec![first];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let distance = (to.0 - from.0).hypot(to.1 - from.1);
            if distance < left {
                left -= distance;
                stroke.push(to);
                break;
            }
            from = between(from, to, left / distance.max(f64::MIN_POSITIVE));
            stroke.push(from);
            if part % 2 == 0 {
                strokes.push(std::mem::take(&mut stroke));
            }
            part = (part + 1) % pattern.len();
            left = pattern[part];
            stroke = vec![from];
        }
    }
    if part % 2 == 0 && stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}

/// Those of the points of a line that lie so far apart along it, or further; the first lies so far from the start.
pub(super) fn apart(points: &[Point], distance: f64, first: f64) -> Vec<Point> {
    let mut found = Vec::new();
    let mut left = first;
    for pair in points.windows(2) {
        left -= (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        if left <= 0.0 {
            found.push(pair[1]);
            left = distance;
        }
    }
    found
}

/// Leaves out points that lie no further than `tolerance` from the line without them (Douglas & Peucker 1973).
pub(super) fn simplified(points: &[Point], tolerance: f64) -> Vec<Point> {
    let mut kept = vec![false; points.len()];
    if let (Some(first), Some(last)) = (kept.first_mut(), points.len().checked_sub(1)) {
        *first = true;
        kept[last] = true;
        let mut parts = vec![(0, last)];
        while let Some((from, to)) = parts.pop() {
            let distances = (from + 1..to).map(|at| (at, distance(points[at], points[from], points[to])));
            let farthest = distances.max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((at, _)) = farthest.filter(|(_, distance)| *distance > tolerance) {
                kept[at] = true;
                parts.extend([(from, at), (at, to)]);
            }
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// The distance of a point from a segment.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let (right, down) = (to.0 - from.0, to.1 - from.1);
    let square = right * right + down * down;
    let share = ((point.0 - from.0) * right + (point.1 - from.1) * down) / square.max(f64::MIN_POSITIVE);
    let nearest = between(from, to, share.clamp(0.0, 1.0));
    (point.0 - nearest.0).hypot(point.1 - nearest.1)
}

fn between(from: Point, to: Point, share: f64) -> Point {
    (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
}

#[cfg(test)]
mod tests {
    use super::{Rectangle, apart, simplified, strokes};

    const BOX: Rectangle = Rectangle { left: 0.0, top: 0.0, right: 100.0, bottom: 50.0 };

    #[test]
    fn a_segment_inside_is_not_clipped() {
        assert_eq!(BOX.clip((1.0, 1.0), (99.0, 49.0)), Some(((1.0, 1.0), (99.0, 49.0))));
    }

    #[test]
    fn a_segment_that_leaves_ends_at_the_edge() {
        assert_eq!(BOX.clip((10.0, 40.0), (10.0, 80.0)), Some(((10.0, 40.0), (10.0, 50.0))));
    }

    #[test]
    fn a_segment_outside_vanishes() {
        assert_eq!(BOX.clip((0.0, -10.0), (100.0, -10.0)), None);
    }

    #[test]
    fn a_point_without_a_place_breaks_a_line() {
        let points = [Some((0.0, 0.0)), Some((10.0, 0.0)), None, Some((20.0, 0.0)), Some((30.0, 0.0))];
        assert_eq!(BOX.pieces(&points), [vec![(0.0, 0.0), (10.0, 0.0)], vec![(20.0, 0.0), (30.0, 0.0)]]);
    }

    #[test]
    fn dashes_follow_their_pattern() {
        let cut = strokes(&[(0.0, 0.0), (10.0, 0.0)], &[3.0, 1.0]);
        let ends: Vec<_> = cut.iter().map(|s| (s[0].0, s[s.len() - 1].0)).collect();
        assert_eq!(ends, [(0.0, 3.0), (4.0, 7.0), (8.0, 10.0)]);
    }

    #[test]
    fn points_that_lie_apart_are_points_of_the_line() {
        let line: Vec<_> = [0.0, 1.0, 2.0, 3.0, 9.0, 10.0].map(|x| (x, 0.0)).into();
        assert_eq!(apart(&line, 2.5, 1.0), [(1.0, 0.0), (9.0, 0.0)]);
    }

    #[test]
    fn only_corners_are_kept_of_straight_lines() {
        let line = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.01), (3.0, 0.0), (3.0, 4.0)];
        assert_eq!(simplified(&line, 0.05), [(0.0, 0.0), (3.0, 0.0), (3.0, 4.0)]);
        assert_eq!(simplified(&[], 0.05), []);
    }
}
