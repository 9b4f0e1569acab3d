//! The points of a run in doubles.

use approx::{AbsDiffEq, RelativeEq, UlpsEq};
use nalgebra::DVector;

/// The iterates `w[0], w[1], ...` of a run in doubles. Two are compared point by point, with the traits of `approx`.
///
/// ```
/// use approx::assert_relative_eq;
/// use descentcheck::Trajectory;
/// use nalgebra::DVector;
///
/// let halving = Trajectory((0..5).map(|t| DVector::from_vec(vec![0.5_f64.powi(t)])).collect());
/// let other = Trajectory((0..5).map(|t| DVector::from_vec(vec![(-0.693_147_180_559_945_3 * f64::from(t)).exp()])).collect());
/// assert_relative_eq!(halving, other, max_relative = 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trajectory(pub Vec<DVector<f64>>);

impl From<Vec<Vec<f64>>> for Trajectory {
    fn from(points: Vec<Vec<f64>>) -> Self {
        Self(points.into_iter().map(DVector::from_vec).collect())
    }
}

impl Trajectory {
    /// Whether both have as many points, of the same dimensions, and a relation holds of each pair.
    fn all(&self, other: &Self, alike: impl Fn(&DVector<f64>, &DVector<f64>) -> bool) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.len() == b.len() && alike(a, b))
    }
}

impl AbsDiffEq for Trajectory {
    type Epsilon = f64;

    fn default_epsilon() -> f64 {
        f64::default_epsilon()
    }

    fn abs_diff_eq(&self, other: &Self, epsilon: f64) -> bool {
        self.all(other, |a, b| a.abs_diff_eq(b, epsilon))
    }
}

impl RelativeEq for Trajectory {
    fn default_max_relative() -> f64 {
        f64::default_max_relative()
    }

    fn relative_eq(&self, other: &Self, epsilon: f64, max_relative: f64) -> bool {
        self.all(other, |a, b| a.relative_eq(b, epsilon, max_relative))
    }
}

impl UlpsEq for Trajectory {
    fn default_max_ulps() -> u32 {
        f64::default_max_ulps()
    }

    fn ulps_eq(&self, other: &Self, epsilon: f64, max_ulps: u32) -> bool {
        self.all(other, |a, b| a.ulps_eq(b, epsilon, max_ulps))
    }
}

#[cfg(test)]
mod tests {
    use approx::{assert_abs_diff_eq, assert_relative_ne, assert_ulps_eq};

    use super::Trajectory;

    fn points(all: &[&[f64]]) -> Trajectory {
        Trajectory::from(all.iter().map(|point| point.to_vec()).collect::<Vec<_>>())
    }

    #[test]
    fn runs_are_compared_point_by_point() {
        let run = points(&[&[1.0, 2.0], &[0.5, 1.0]]);
        assert_abs_diff_eq!(run, points(&[&[1.0, 2.0 + 1e-12], &[0.5, 1.0]]), epsilon = 1e-9);
        assert_ulps_eq!(run, points(&[&[1.0, 2.0_f64.next_up()], &[0.5, 1.0]]), max_ulps = 1);
        assert_relative_ne!(run, points(&[&[1.0, 2.1], &[0.5, 1.0]]), max_relative = 1e-3);
        for other in [points(&[&[1.0, 2.0]]), points(&[&[1.0, 2.0], &[0.5]])] {
            assert_relative_ne!(run, other, max_relative = 1.0);
        }
    }
}
