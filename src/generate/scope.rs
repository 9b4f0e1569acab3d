//! The small scope: every case of dimension 1, then 2, made of the simplest numbers, simplest first.

use super::build::build;
use super::schema::Schema;
use super::source::Ranked;
use crate::verdict::Case;

/// How many cases of each dimension are enumerated.
const CASES_PER_DIMENSION: usize = 400;
/// How many lists of ranks are tried for them.
const TRIES: usize = 20_000;

/// The most samples of a small case.
const SMALL_SAMPLES: usize = 8;

/// The cases in order.
#[must_use]
pub fn small_scope(schema: &Schema) -> Vec<Case> {
    if schema.objectives.iter().any(|(_, class, _)| class.samples.is_some_and(|samples| samples > SMALL_SAMPLES)) {
        return Vec::new();
    }
    let mut cases: Vec<Case> = Vec::new();
    let dimensions: &[usize] = match schema.fixed_dimension {
        Some(2) => &[2],
        _ if schema.one_dimensional => &[1],
        _ => &[1, 2],
    };
    for dimension in dimensions {
        let before = cases.len();
        let mut tries = 0;
        for budget in 0..64 {
            if !enumerate(schema, *dimension, budget, &mut tries, before + CASES_PER_DIMENSION, &mut cases) {
                break;
            }
        }
    }
    cases
}

/// Adds the cases whose ranks sum to the budget; says whether a larger budget has more.
fn enumerate(
    schema: &Schema,
    dimension: usize,
    budget: usize,
    tries: &mut usize,
    most: usize,
    cases: &mut Vec<Case>,
) -> bool {
    let mut ranks: Vec<usize> = Vec::new();
    loop {
        let mut source = Ranked { ranks: ranks.clone(), counts: Vec::new(), fixed_dimension: dimension };
        let Some(case) = build(schema, &mut source) else { return false };
        *tries += 1;
        let sum: usize = ranks.iter().sum();
        if sum == budget && schema.check(&case).is_ok() {
            cases.push(case);
        }
        if cases.len() >= most || *tries >= TRIES {
            return false;
        }
        ranks.resize(source.counts.len(), 0);
        // The next list in the order of an odometer that never exceeds the budget.
        let mut position = ranks.len();
        loop {
            if position == 0 {
                return true;
            }
            position -= 1;
            let before: usize = ranks[..position].iter().sum();
            if ranks[position] + 1 < source.counts[position] && before + ranks[position] < budget {
                ranks[position] += 1;
                ranks.truncate(position + 1);
                break;
            }
        }
    }
}
