//! A small plot of a one-dimensional counterexample: the values against the time.

use std::fmt::Write;

use super::escape::text;
use crate::report::counterexample as plain;
use crate::report::{number, words};
use crate::verdict::{TraceRow, Value};

/// Fewer points are better read as numbers.
const FEWEST: usize = 3;
/// More points are no longer told apart.
const MOST: usize = 40;
/// Runs that leave this far behind what they began with are better read as numbers, too.
const WIDEST: f64 = 10_000.0;
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;

/// The drawing, where every row holds one number for the method's first sequence.
pub(super) fn picture(rows: &[TraceRow]) -> Option<String> {
    // A line through times that are left out would show a run that was not made.
    let gap = rows.windows(2).position(|pair| pair[1].time != pair[0].time + 1);
    let rows = &rows[..gap.map_or(rows.len(), |gap| gap + 1)];
    if !(FEWEST..=MOST).contains(&rows.len()) {
        return None;
    }
    let name = rows.first()?.values.first()?.name.as_str();
    let value = |row: &TraceRow| near(&row.values.iter().find(|own| own.name == name)?.value);
    let points: Vec<(i64, f64)> = rows.iter().map(|row| Some((row.time, value(row)?))).collect::<Option<_>>()?;
    let scale = Scale::of(&points)?;
    let values: Vec<String> = rows.iter().map(|row| plain::cell(row, name, number::rounded)).collect();
    let alt = words::picture(name, &rows[0].run, values.iter().map(String::as_str));
    let mut svg = format!(
        "<svg class=\"run\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" \
         aria-label=\"{}\">",
        text(&alt)
    );
    scale.axes(&mut svg, name, &points);
    let line: Vec<String> = points.iter().map(|point| scale.at(*point)).collect();
    let _ = write!(svg, "<polyline class=\"path\" points=\"{}\"/>", line.join(" "));
    for point in &points {
        let (x, y) = scale.place(*point);
        let _ = write!(svg, "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\"/>");
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// The only number of a value, where a double holds it.
fn near(value: &Value) -> Option<f64> {
    let [only] = value.numbers.as_slice() else { return None };
    Some(only.near()).filter(|near| near.is_finite())
}

struct Scale {
    times: (f64, f64),
    values: (f64, f64),
}

impl Scale {
    /// From the least to the largest value, 0 included; `None` if that says nothing.
    fn of(points: &[(i64, f64)]) -> Option<Self> {
        // Times are small whole numbers, which doubles hold.
        let times = (points.first()?.0 as f64, points.last()?.0 as f64);
        let low = points.iter().map(|(_, value)| *value).fold(0.0, f64::min);
        let high = points.iter().map(|(_, value)| *value).fold(0.0, f64::max);
        let first = points.iter().map(|(_, value)| value.abs()).find(|size| *size > 0.0)?;
        let fits = times.1 > times.0 && high - low <= WIDEST * first;
        fits.then_some(Self { times, values: (low, high) })
    }

    fn place(&self, (time, value): (i64, f64)) -> (f64, f64) {
        let across = (time as f64 - self.times.0) / (self.times.1 - self.times.0);
        let up = (value - self.values.0) / (self.values.1 - self.values.0);
        (LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM))
    }

    fn at(&self, point: (i64, f64)) -> String {
        let (x, y) = self.place(point);
        format!("{x:.1},{y:.1}")
    }

    /// The zero line, the ends of the values and the times.
    fn axes(&self, svg: &mut String, name: &str, points: &[(i64, f64)]) {
        let zero = self.place((points[0].0, 0.0)).1;
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{zero:.1}\" y2=\"{zero:.1}\"/>",
            WIDTH - RIGHT
        );
        for value in [self.values.0, 0.0, self.values.1] {
            let y = self.place((points[0].0, value)).1;
            let is_shown = value == 0.0 || (y - zero).abs() > 12.0;
            if is_shown {
                let label = if value == 0.0 { "0".to_owned() } else { short(value) };
                let _ = write!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                    LEFT - 8.0,
                    y + 4.0
                );
            }
        }
        let every = points.len().div_ceil(10);
        for point in points.iter().step_by(every) {
            let x = self.place(*point).0;
            let _ =
                write!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>", HEIGHT - 8.0, point.0);
        }
        let _ = write!(svg, "<text class=\"name\" x=\"4\" y=\"{:.1}\">{}</text>", TOP + 4.0, text(name));
    }
}

/// At most four digits.
fn short(value: f64) -> String {
    let text = if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.3}") };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}
