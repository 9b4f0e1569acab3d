//! Cases near a given one: one number turned a little, or one part of the structure changed.

use super::few_bits::with_few_bits;
use super::kind::Kind;
use super::schema::Schema;
use crate::numeric::Dyadic;
use crate::problem::{Family, Tuning};
use crate::verdict::Case;

/// A number of a case that can be turned, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knob {
    /// The horizon.
    Horizon,
    /// A given number, by its place in the schema.
    Scalar(usize),
    /// A component of a given vector, by the vector's place in the schema.
    Vector(usize, usize),
    /// A number of a problem, by the places in the schema and among the tunable numbers.
    Problem(usize, usize),
}

/// The knobs of a case.
#[must_use]
pub fn knobs(schema: &Schema, case: &mut Case) -> Vec<Knob> {
    let mut all = Vec::new();
    if schema.longest > 1 {
        all.push(Knob::Horizon);
    }
    all.extend((0..schema.scalars.len()).map(Knob::Scalar));
    for (place, (name, _)) in schema.vectors.iter().enumerate() {
        let width = case.vectors.get(name).map_or(0, Vec::len);
        all.extend((0..width).map(|i| Knob::Vector(place, i)));
    }
    for (place, (name, class, _)) in schema.objectives.iter().enumerate() {
        // A named family's numbers are what the claim gives.
        if class.family.is_none()
            && let Some(spec) = case.problems.get_mut(name)
        {
            all.extend((0..spec.tunable().len()).map(|number| Knob::Problem(place, number)));
        }
    }
    all
}

/// Turns a knob up or down by a step (1 doubles or halves, smaller ones less); says whether it moved. `step` is positive.
pub fn turn(schema: &Schema, case: &mut Case, knob: Knob, step: f64, up: bool) -> bool {
    match knob {
        Knob::Horizon => {
            let factor = libm::exp2(if up { step } else { -step });
            let wanted = (f64::from(case.horizon) * factor).round().clamp(1.0, f64::from(schema.longest));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to small whole numbers"
            )]
            let wanted = wanted as u32;
            let moved = wanted != case.horizon;
            case.horizon = wanted;
            moved
        }
        Knob::Scalar(place) => {
            let (name, kind) = &schema.scalars[place];
            case.scalars.get_mut(name).is_some_and(|value| replace(value, turned(*value, *kind, step, up)))
        }
        Knob::Vector(place, i) => {
            let (name, kind) = &schema.vectors[place];
            let value = case.vectors.get_mut(name).and_then(|vector| vector.get_mut(i));
            value.is_some_and(|value| replace(value, turned(*value, *kind, step, up)))
        }
        Knob::Problem(place, number) => {
            let Some(spec) = case.problems.get_mut(&schema.objectives[place].0) else { return false };
            let mut tunable = spec.tunable();
            let Some((tuning, value)) = tunable.get_mut(number) else { return false };
            let kind = match tuning {
                Tuning::Positive => Kind::Positive { closed: false },
                Tuning::Real => Kind::Real,
            };
            replace(value, turned(**value, kind, step, up))
        }
    }
}

fn replace(value: &mut Dyadic, new: Option<Dyadic>) -> bool {
    match new {
        Some(new) if new != *value => {
            *value = new;
            true
        }
        _ => false,
    }
}

/// The number a step away, of the same kind; nothing where that would leave it or go out of reason.
fn turned(value: Dyadic, kind: Kind, step: f64, up: bool) -> Option<Dyadic> {
    let old = value.to_f64();
    let signed = if up { step } else { -step };
    let new = match kind {
        Kind::Positive { .. } if old > 0.0 => old * libm::exp2(signed),
        Kind::Positive { .. } => step,
        // Half a step of the magnitude, or of a half where that is smaller, so that signs can change.
        Kind::Real => old + signed / 2.0 * old.abs().max(0.5),
        Kind::Whole { .. } => old + signed.signum() * step.ceil(),
        Kind::Unit { low_closed, high_closed } => {
            let wanted = old + signed / 4.0;
            if wanted <= 0.0 && !low_closed {
                old / 2.0
            } else if wanted >= 1.0 && !high_closed {
                f64::midpoint(old, 1.0)
            } else {
                wanted.clamp(0.0, 1.0)
            }
        }
    };
    let new = with_few_bits(new)?;
    kind.admits(&new).then_some(new)
}

/// A change to the structure of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// The longest run that the claim allows.
    LongestRun,
    /// One coordinate less.
    FewerCoordinates,
    /// The coordinates along the axes.
    Unrotated,
    /// Another family with the same numbers.
    OtherFamily,
    /// One piece of an envelope less.
    FewerPieces,
}

impl Structure {
    /// Every change.
    pub const ALL: [Self; 5] =
        [Self::LongestRun, Self::FewerCoordinates, Self::Unrotated, Self::OtherFamily, Self::FewerPieces];

    /// Whether fewer numbers are left to be turned.
    #[must_use]
    pub const fn is_simpler(self) -> bool {
        matches!(self, Self::FewerCoordinates | Self::Unrotated | Self::FewerPieces)
    }
}

/// The case with its structure changed, `which` saying in what coordinate, problem or family; nothing where that changes
/// nothing or leaves the claim.
#[must_use]
pub fn restructured(schema: &Schema, case: &Case, structure: Structure, which: usize) -> Option<Case> {
    let mut other = case.clone();
    let objective = schema.objectives.get(which % schema.objectives.len().max(1));
    match structure {
        Structure::LongestRun => other.horizon = schema.longest,
        Structure::FewerCoordinates => other = other.without_coordinate(which % case.dimension().max(1))?,
        Structure::Unrotated => {
            let spec = other.problems.get_mut(&objective?.0)?;
            *spec = spec.unrotated();
        }
        Structure::FewerPieces => {
            let pieces = &mut other.problems.get_mut(&objective?.0)?.envelope.as_mut()?.pieces;
            pieces.remove(which % pieces.len());
        }
        Structure::OtherFamily => {
            let (name, class, families) = objective?;
            let spec = other.problems.get_mut(name)?;
            if class.family.is_some() || !spec.family.is_plain() {
                return None;
            }
            let like = |family: &&Family| family.is_plain();
            let alike: Vec<_> = families.iter().filter(like).collect();
            spec.family = **alike.get(which % alike.len().max(1))?;
        }
    }
    (other != *case && schema.check(&other).is_ok()).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::{Kind, turned};
    use crate::numeric::Dyadic;

    #[test]
    fn a_turned_number_stays_of_its_kind() {
        let unit = Kind::Unit { low_closed: false, high_closed: true };
        assert_eq!(turned(Dyadic::new(1, -3), unit, 1.0, false), Some(Dyadic::new(1, -4)));
        assert_eq!(turned(Dyadic::new(7, -3), unit, 1.0, true), Some(Dyadic::ONE));
        let positive = Kind::Positive { closed: false };
        assert_eq!(turned(Dyadic::integer(3), positive, 1.0, false), Some(Dyadic::new(3, -1)));
        assert_eq!(turned(Dyadic::ZERO, Kind::Real, 1.0, false), Some(Dyadic::new(-1, -2)));
    }

    #[test]
    fn a_number_out_of_reason_is_left_alone() {
        let positive = Kind::Positive { closed: false };
        assert_eq!(turned(Dyadic::new(1, 60), positive, 1.0, true), None);
    }
}
