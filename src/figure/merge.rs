//! Merges polylines of one style into one path, which makes the SVG smaller.

use std::fmt::Write;

/// A drawing in which polylines of one look that follow each other are one path; everything else stays.
pub(super) fn merged(drawing: &str) -> String {
    let mut all = String::new();
    let mut open: Option<&str> = None;
    for line in drawing.lines() {
        let found = polyline(line);
        let look = found.as_ref().map(|(look, _)| *look);
        if open != look && open.is_some() {
            all.push_str("\"/>\n");
        }
        match &found {
            Some((look, points)) => {
                if open != Some(look) {
                    let _ = write!(all, "<path {look} d=\"");
                }
                write_steps(&mut all, points);
            }
            None => {
                all.push_str(line);
                all.push('\n');
            }
        }
        open = look;
    }
    if open.is_some() {
        all.push_str("\"/>\n");
    }
    all
}

/// The attributes of a polyline except for its points, and these.
fn polyline(line: &str) -> Option<(&str, Vec<[i32; 2]>)> {
    let (look, points) = line.strip_prefix("<polyline ")?.strip_suffix("\"/>")?.split_once(" points=\"")?;
    let point = |point: &str| {
        let (x, y) = point.split_once(',')?;
        Some([x.parse().ok()?, y.parse().ok()?])
    };
    Some((look, points.split_whitespace().map(point).collect::<Option<_>>()?))
}

/// The first point, and the steps from one to the next.
fn write_steps(path: &mut String, points: &[[i32; 2]]) {
    let Some(first) = points.first() else { return };
    let _ = write!(path, "M{} {}", first[0], first[1]);
    for (number, pair) in points.windows(2).enumerate() {
        if number == 0 {
            path.push('l');
        }
        for (from, to) in pair[0].iter().zip(pair[1]) {
            write_step(path, to - from);
        }
    }
}

/// A number of a path, set apart from one before it as briefly as can be.
pub(super) fn write_step(path: &mut String, step: i32) {
    if step >= 0 && path.ends_with(|sign: char| sign.is_ascii_digit()) {
        path.push(' ');
    }
    let _ = write!(path, "{step}");
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn lines_of_one_look_become_one_path() {
        let drawing = "<polyline fill=\"none\" points=\"1,2 3,1 \"/>\n<polyline fill=\"none\" points=\"9,9 10,9 \"/>\n";
        assert_eq!(merged(drawing), "<path fill=\"none\" d=\"M1 2l2-1M9 9l1 0\"/>\n");
    }

    #[test]
    fn what_stands_between_lines_keeps_its_place() {
        let drawing = "<polyline a=\"b\" points=\"1,2 3,4 \"/>\n<rect/>\n<polyline c=\"d\" points=\"5,6 7,8 \"/>\n";
        assert_eq!(merged(drawing), "<path a=\"b\" d=\"M1 2l2 2\"/>\n<rect/>\n<path c=\"d\" d=\"M5 6l2 2\"/>\n");
    }
}
