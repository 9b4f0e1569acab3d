//! Labels beside the curves: broken into lines and pushed apart until none overlap.

use super::glyph;

/// Breaks a text at its breaking spaces into lines no wider than `width`; a longer word has a line of its own.
pub(super) fn wrap(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if glyph::width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Moves intervals (wished-for centre and height, sorted by centre) as little as it takes to keep them
/// apart and, where there is room, between `top` and `bottom`; returns the centres.
pub(super) fn spread(wishes: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    // Neighbours that overlap become one block, centred on the mean of its members' wishes.
    let mut blocks: Vec<Block> = Vec::new();
    for &(centre, height) in wishes {
        let mut block = Block::new(centre, height).within(top, bottom);
        while let Some(above) = blocks.pop_if(|above| above.end() > block.start) {
            block = above.join(&block).within(top, bottom);
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(Block::centres).collect()
}

struct Block {
    start: f64,
    /// The start each member wishes for the whole block.
    wished_starts: Vec<f64>,
    heights: Vec<f64>,
}

impl Block {
    fn new(centre: f64, height: f64) -> Self {
        let start = centre - height / 2.0;
        Self { start, wished_starts: vec![start], heights: vec![height] }
    }

    fn height(&self) -> f64 {
        self.heights.iter().sum()
    }

    fn end(&self) -> f64 {
        self.start + self.height()
    }

    fn within(mut self, top: f64, bottom: f64) -> Self {
        self.start = self.start.min(bottom - self.height()).max(top);
        self
    }

    fn join(mut self, below: &Self) -> Self {
        let height = self.height();
        let wishes = below.wished_starts.iter().map(|start| start - height);
        self.wished_starts.extend(wishes);
        self.heights.extend(&below.heights);
        let members = f64::from(u32::try_from(self.heights.len()).unwrap_or(u32::MAX));
        self.start = self.wished_starts.iter().sum::<f64>() / members;
        self
    }

    fn centres(&self) -> Vec<f64> {
        let mut start = self.start;
        self.heights
            .iter()
            .map(|height| {
                let centre = start + height / 2.0;
                start += height;
                centre
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(spread(&[(10.0, 4.0), (30.0, 4.0)], 0.0, 100.0), [10.0, 30.0]);
    }

    #[test]
    fn labels_that_coincide_part_evenly() {
        assert_eq!(spread(&[(50.0, 4.0), (50.0, 4.0)], 0.0, 100.0), [48.0, 52.0]);
    }

    #[test]
    fn labels_stay_inside() {
        assert_eq!(spread(&[(99.0, 4.0), (99.0, 4.0)], 0.0, 100.0), [94.0, 98.0]);
        assert_eq!(spread(&[(-5.0, 4.0), (0.0, 4.0)], 0.0, 100.0), [2.0, 6.0]);
    }

    #[test]
    fn no_two_labels_overlap() {
        let wishes: Vec<_> = (0..12).map(|n| (f64::from(n) * 3.0, 10.0)).collect();
        let centres = spread(&wishes, 0.0, 200.0);
        assert!(centres.windows(2).all(|pair| pair[1] - pair[0] >= 10.0 - f64::EPSILON * 64.0));
    }
}
