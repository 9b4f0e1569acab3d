//! What a program is tried on: hand-sized cases first, then random ones, extremes and long runs.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::allowance::Precision;
use super::assignment::{Assignment, Range, constant};
use super::landscape::{Bowl, Landscape};
use super::question::{Parameters, Value};
use super::record::Setup;
use super::written::run_in;
use crate::generate::case_stream;
use crate::numeric::{Bracket, Outward};

/// What kind of case it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One or two coordinates and small numbers, so that all arithmetic of the method is exact in doubles.
    ByHand,
    /// Small, but some operation of the method rounds.
    Small,
    /// Numbers of all lengths.
    Random,
    /// Something is extreme: a slope of 0, tiny or huge slopes, a change of sign at every step, a start at the minimiser or far out.
    Extreme,
    /// 200 steps.
    Long,
    /// 12 coordinates.
    Wide,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Of what kind it is.
    pub kind: Kind,
    /// What the program is handed.
    pub setup: Setup,
    /// The objective.
    pub landscape: Landscape,
    /// The points that the method has, where its arithmetic is exact.
    pub exact: Option<Vec<Vec<f64>>>,
}

/// At most so many cases by hand are drawn for each that is kept.
const HAND_DRAWS: usize = 40;

/// By so much more than others, a start that is far out is off.
const FAR: f64 = 64.0;

/// No run has more steps, whatever an assignment says.
const MOST_STEPS: f64 = 1000.0;

/// The values that numbers of hand-sized cases have.
const HAND_VALUES: [f64; 6] = [1.0, -1.0, 2.0, -2.0, 0.5, 0.0];
/// Those that parameters have.
const HAND_PARAMETERS: [f64; 8] = [0.5, 0.25, 0.75, 1.0, 2.0, 0.125, 0.0, 1.5];

/// The cases of an assignment: `count` of them, the hand-sized first.
#[must_use]
pub fn trials(assignment: &Assignment, count: usize, seed: u64, precision: Precision) -> Vec<Trial> {
    let mut found: Vec<Trial> = Vec::new();
    let by_hand = count.div_ceil(5);
    let mut stream = case_stream(seed, &assignment.name, 0);
    let mut small: Vec<Trial> = Vec::new();
    for number in 0..by_hand * HAND_DRAWS {
        if found.len() == by_hand {
            break;
        }
        let Some(trial) = hand(assignment, number, &mut stream) else { continue };
        if found.iter().chain(&small).any(|known| known.setup == trial.setup && known.landscape == trial.landscape) {
            continue;
        }
        if trial.kind == Kind::ByHand {
            found.push(trial);
        } else if small.len() < by_hand {
            small.push(trial);
        }
    }
    small.truncate(by_hand - found.len());
    found.append(&mut small);
    let size = |trial: &Trial| (trial.kind != Kind::ByHand, trial.setup.steps, trial.setup.start.len());
    found.sort_by_key(size);
    let extremes = count.div_ceil(6);
    for number in 0..u64::MAX {
        if found.len() >= count || number as usize > 4 * count {
            break;
        }
        let mut stream = case_stream(seed, &assignment.name, number + 1);
        let left = count - found.len();
        let kind = match left {
            1 if count > 8 => Kind::Long,
            2 if count > 8 => Kind::Wide,
            _ if left <= extremes + 2 => Kind::Extreme,
            _ => Kind::Random,
        };
        found.extend(random(assignment, kind, number, precision, &mut stream));
    }
    found
}

fn hand(assignment: &Assignment, number: usize, stream: &mut ChaCha8Rng) -> Option<Trial> {
    let d = if assignment.is_schedule() { 1 } else { 1 + number % 2 };
    let mut steps = 1 + (number / 2) % 3;
    let samples = if assignment.equations.draws_batches() { 2 } else { 1 };
    let pick = |stream: &mut ChaCha8Rng, from: &[f64]| from[stream.random_range(0..from.len())];
    let mut bowls = Vec::new();
    for _ in 0..samples {
        let mut matrix = vec![0.0; d * d];
        for i in 0..d {
            matrix[i * d + i] = pick(stream, &[1.0, 2.0, 1.0]);
        }
        if !assignment.convex && number % 5 == 4 {
            matrix[0] = -1.0;
        }
        // The off-diagonal is smaller than the diagonal, so that the bowl stays one.
        if d == 2 && number % 3 == 2 {
            let coupling = pick(stream, &[0.5, -0.5]);
            (matrix[1], matrix[2]) = (coupling, coupling);
        }
        let centre = (0..d).map(|_| if samples == 1 { 0.0 } else { pick(stream, &HAND_VALUES[..4]) }).collect();
        bowls.push(Bowl { centre, matrix, bends: vec![0.0; d] });
    }
    let landscape = Landscape { scale: 1.0, bowls };
    let start: Vec<f64> = (0..d).map(|_| pick(stream, &HAND_VALUES)).collect();
    let values = |range: &Bounds, stream: &mut ChaCha8Rng, taken: &[f64]| {
        let mut fits: Vec<f64> = HAND_PARAMETERS.iter().copied().filter(|x| range.holds(*x)).collect();
        if range.whole {
            fits.retain(|x| x.fract() == 0.0);
        }
        let fresh: Vec<f64> = fits.iter().copied().filter(|x| !taken.contains(x)).collect();
        let from = if fresh.is_empty() { fits } else { fresh };
        (!from.is_empty()).then(|| from[stream.random_range(0..from.len())])
    };
    let parameters = draw_parameters(assignment, &landscape, 1.0, steps, stream, &values)?;
    steps = steps_of(assignment, &parameters, steps)?;
    let batches = draw_batches(assignment, samples, steps, stream);
    let setup = Setup { start, steps, parameters, samples, batches };
    let (points, ended) = run_in(&assignment.equations, &setup, &landscape, &Outward);
    let exact = ended.is_none() && points.iter().flatten().all(|x: &Bracket| x.is_point());
    let exact = exact.then(|| points.iter().map(|point| point.iter().map(Bracket::low).collect()).collect());
    Some(Trial { kind: if exact.is_some() { Kind::ByHand } else { Kind::Small }, setup, landscape, exact })
}

/// Where a number may lie on a case.
struct Bounds {
    low: Option<(f64, bool)>,
    high: Option<(f64, bool)>,
    whole: bool,
}

impl Bounds {
    fn of(range: &Range, known: &dyn Fn(&str) -> Option<f64>) -> Option<Self> {
        let end = |end: &Option<(crate::language::syntax::Expr, bool)>| match end {
            Some((expr, closed)) => constant(expr, known).map(|value| Some((value, *closed))),
            None => Some(None),
        };
        Some(Self { low: end(&range.low)?, high: end(&range.high)?, whole: range.whole })
    }

    fn holds(&self, x: f64) -> bool {
        let above = self.low.is_none_or(|(low, closed)| x > low || closed && x == low);
        above && self.high.is_none_or(|(high, closed)| x < high || closed && x == high)
    }

    /// A number with a full mantissa in the range, mostly inside.
    fn anywhere(&self, stream: &mut ChaCha8Rng) -> Option<f64> {
        let share = |stream: &mut ChaCha8Rng| -> f64 { stream.random::<f64>() };
        for _ in 0..16 {
            let spread = libm::exp2(8.0 * share(stream) - 6.0);
            let near_an_end = stream.random_range(0..4) == 0;
            let x = match (self.low, self.high) {
                (Some((low, _)), Some((high, _))) => {
                    // Rates of fading are used near 1, floors near 0.
                    let h = if near_an_end {
                        1.0 - share(stream) * libm::exp2(-10.0 * share(stream))
                    } else {
                        share(stream)
                    };
                    low + h * (high - low)
                }
                (Some((low, _)), None) if near_an_end => low + spread * libm::exp2(-20.0 * share(stream)),
                (Some((low, _)), None) => low + spread,
                (None, Some((high, _))) => high - spread,
                (None, None) => {
                    if stream.random() {
                        spread
                    } else {
                        -spread
                    }
                }
            };
            let x = if self.whole { x.round() } else { x };
            if self.holds(x) && x.is_finite() {
                return Some(x);
            }
        }
        self.low.filter(|(_, closed)| *closed).map(|(low, _)| low)
    }
}

/// How a number is drawn from its range, given those drawn before.
type DrawNumber<'a> = &'a dyn Fn(&Bounds, &mut ChaCha8Rng, &[f64]) -> Option<f64>;

fn draw_parameters(
    assignment: &Assignment,
    landscape: &Landscape,
    claimed: f64,
    steps: usize,
    stream: &mut ChaCha8Rng,
    draw: DrawNumber<'_>,
) -> Option<Parameters> {
    let mut values: Vec<(String, f64)> = vec![
        ("L".to_owned(), claimed * landscape.smoothness()),
        ("alpha".to_owned(), landscape.strong_convexity().max(0.0)),
    ];
    #[allow(clippy::cast_precision_loss)] // Both are small.
    values.extend([("W".to_owned(), landscape.dimension() as f64), ("N".to_owned(), landscape.bowls.len() as f64)]);
    let mut parameters = std::collections::BTreeMap::new();
    for range in &assignment.ranges {
        let known = |name: &str| values.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        let bounds = Bounds::of(range, &known)?;
        if assignment.scheduled.contains(&range.name) {
            let each: Option<Vec<f64>> = (0..steps).map(|_| draw(&bounds, stream, &[])).collect();
            let each = each?;
            values.push((range.name.clone(), each[0]));
            parameters.insert(range.name.clone(), Value::PerStep(each));
            continue;
        }
        let taken: Vec<f64> = values.iter().skip(4).map(|(_, value)| *value).collect();
        let value = draw(&bounds, stream, &taken)?;
        values.push((range.name.clone(), value));
        if assignment.equations.parameters().any(|name| name == range.name) || assignment.handed.contains(&range.name) {
            parameters.insert(range.name.clone(), Value::Number(value));
        }
    }
    Some(Parameters::new(parameters))
}

/// How many steps a run has: as many as the assignment says, else `drawn`.
fn steps_of(assignment: &Assignment, parameters: &Parameters, drawn: usize) -> Option<usize> {
    let Some(steps) = &assignment.steps else { return Some(drawn) };
    let known = |name: &str| match parameters.get(name) {
        Some(Value::Number(value)) => Some(*value),
        _ => None,
    };
    let wanted = constant(steps, &known).filter(|steps| (1.0..=MOST_STEPS).contains(steps) && steps.fract() == 0.0)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It is a small positive number.
    Some(wanted as usize)
}

/// Batches of a run: whole epochs without replacement, whose last batch may be smaller, or samples drawn afresh.
fn draw_batches(assignment: &Assignment, samples: usize, steps: usize, stream: &mut ChaCha8Rng) -> Vec<Vec<usize>> {
    if !assignment.equations.draws_batches() {
        return Vec::new();
    }
    let size = stream.random_range(1..=samples);
    let mut batches = Vec::new();
    let epochs: bool = stream.random();
    let mut order: Vec<usize> = Vec::new();
    while batches.len() < steps {
        if epochs {
            if order.is_empty() {
                order = (0..samples).collect();
                order.shuffle(stream);
            }
            let rest = order.split_off(size.min(order.len()));
            batches.push(std::mem::replace(&mut order, rest));
        } else {
            batches.push((0..size).map(|_| stream.random_range(0..samples)).collect());
        }
    }
    batches
}

fn random(
    assignment: &Assignment,
    kind: Kind,
    number: u64,
    precision: Precision,
    stream: &mut ChaCha8Rng,
) -> Option<Trial> {
    let single = precision == Precision::Single;
    #[allow(clippy::cast_possible_truncation)] // Numbers of 32 bits are what is asked for.
    let fit = |x: f64| if single { f64::from(x as f32) } else { x };
    let extreme = if kind == Kind::Extreme { Some((number / 2) % 8) } else { None };
    let d = match kind {
        _ if assignment.is_schedule() => 1,
        Kind::Wide => 12,
        Kind::Extreme => stream.random_range(2..=3),
        _ => stream.random_range(1..=5),
    };
    let mut steps = match kind {
        Kind::Long => 200,
        Kind::Wide => 10,
        _ => stream.random_range(1..=20),
    };
    let samples = if assignment.equations.draws_batches() { stream.random_range(2..=6) } else { 1 };
    let diagonal = extreme.is_some() || number.is_multiple_of(3);
    let bends = match extreme {
        Some(7) => Bends::Steep,
        _ if number.is_multiple_of(2) => Bends::Any,
        _ => Bends::None,
    };
    let mut bowls: Vec<Bowl> = (0..samples).map(|_| bowl(assignment, d, diagonal, bends, stream)).collect();
    let mut start: Vec<f64> = (0..d).map(|_| fit(4.0 * (stream.random::<f64>() - 0.5))).collect();
    let (mut scale, mut claimed) = (1.0, 1.0);
    // Where systems are solved, products of two slopes stay in range: to form the normal equations is one of the right ways.
    let (tiny, huge) = match (single, assignment.equations.asks_for_hessians()) {
        (true, _) => (-60.0, 30.0),
        (false, true) => (-240.0, 120.0),
        (false, false) => (-600.0, 300.0),
    };
    match extreme {
        // A slope that stays 0 in one coordinate, as long as the method leaves it there.
        Some(0) => bowls.iter_mut().for_each(|bowl| bowl.centre[0] = start[0]),
        // All coordinates the same.
        Some(1) => {
            start = vec![start[0]; d];
            for bowl in &mut bowls {
                bowl.centre = vec![bowl.centre[0]; d];
                bowl.bends = vec![bowl.bends[0]; d];
                for i in 1..d {
                    bowl.matrix[i * d + i] = bowl.matrix[0];
                }
            }
        }
        Some(2) => scale = libm::exp2(tiny),
        Some(3) => scale = libm::exp2(huge),
        // Steps overshoot: the constants that the ranges speak of are half as large as they should be.
        Some(4) => claimed = 0.5,
        // A start at the minimiser.
        Some(5) => bowls.iter_mut().for_each(|bowl| bowl.centre.clone_from(&start)),
        // Slopes whose squares are at the edge of underflow.
        Some(6) => scale = libm::exp2(tiny / 1.2),
        // A start far out, from where steps of second order overshoot again and again.
        Some(7) => start.iter_mut().for_each(|x| *x *= FAR),
        _ => {}
    }
    let landscape = Landscape { scale, bowls };
    let draw = |bounds: &Bounds, stream: &mut ChaCha8Rng, _: &[f64]| {
        bounds.anywhere(stream).map(fit).filter(|x| bounds.holds(*x))
    };
    let parameters = draw_parameters(assignment, &landscape, claimed, steps, stream, &draw)?;
    steps = steps_of(assignment, &parameters, steps)?;
    let batches = draw_batches(assignment, samples, steps, stream);
    let setup = Setup { start, steps, parameters, samples, batches };
    Some(Trial { kind, setup, landscape, exact: None })
}

/// Which bends a loss has beside its squares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bends {
    None,
    /// Some, which now and then outweigh the squares.
    Any,
    /// Bends that outweigh the squares, so that curvature falls far off.
    Steep,
}

/// A loss with numbers of full length.
#[allow(clippy::cast_precision_loss)] // Dimensions are small.
fn bowl(assignment: &Assignment, d: usize, diagonal: bool, bends: Bends, stream: &mut ChaCha8Rng) -> Bowl {
    let mut matrix = vec![0.0; d * d];
    for i in 0..d {
        let turned = !assignment.convex && stream.random_range(0..5) == 0;
        matrix[i * d + i] = (0.5 + 1.5 * stream.random::<f64>()) * if turned { -1.0 } else { 1.0 };
        for k in 0..i {
            if !diagonal {
                let entry = 0.8 * (stream.random::<f64>() - 0.5) / d as f64;
                (matrix[i * d + k], matrix[k * d + i]) = (entry, entry);
            }
        }
    }
    let centre = (0..d).map(|_| 2.0 * (stream.random::<f64>() - 0.5)).collect();
    let least = if assignment.convex { 0.0 } else { -0.5 };
    // Where the bends outweigh the rest, methods of second order overshoot.
    let bent = bends != Bends::None;
    let is_steep = bends == Bends::Steep || (bent && stream.random_range(0..3) == 0);
    let (flat, steep) = if is_steep { (1.0 / 16.0, 8.0) } else { (1.0, 1.0) };
    matrix.iter_mut().for_each(|entry| *entry *= flat);
    let bends = (0..d).map(|_| if bent { steep * (least + stream.random::<f64>()) } else { 0.0 }).collect();
    Bowl { centre, matrix, bends }
}
