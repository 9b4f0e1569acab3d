//! Equations replayed on a record: does the program take the steps that the equations take, from where it was and from what it
//! was told?

use super::allowance::{Allowance, OUT_OF_RANGE};
use super::evaluate::{Answers, Asked, Evaluator, Memory, Setting};
use super::record::Record;
use super::tree::Equations;
use crate::language::typed::Shape;
use crate::numeric::tolerance::MOST_ALTERNATIVES;
use crate::numeric::{Arithmetic, Bracket, Fault};

/// What a replay finds.
#[derive(Debug, Clone, PartialEq)]
pub enum Agreement {
    /// The program takes the steps of the equations, as far as it is judged.
    Agrees {
        /// How many steps were judged.
        steps: usize,
        /// How many numbers were compared.
        components: usize,
        /// Why no more were judged, where it is fewer than the run has.
        until: Option<Fault>,
    },
    /// A step of the program is not that of the equations.
    Differs(Difference),
    /// The program ends where the equations go on.
    Ends {
        /// After this step.
        t: usize,
    },
}

/// The first step that differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The step, from 1.
    pub t: usize,
    /// The component, from 0.
    pub component: usize,
    /// Where the equations allow the number to be.
    pub expected: Bracket,
    /// The number that the program has.
    pub got: f64,
}

impl Agreement {
    /// Whether at least one step was judged, and all that were agree.
    #[must_use]
    pub const fn is_agreement(&self) -> bool {
        matches!(self, Self::Agrees { steps: 1.., .. })
    }

    /// Whether the program is not the method on this case.
    #[must_use]
    pub const fn is_difference(&self) -> bool {
        matches!(self, Self::Differs(_) | Self::Ends { .. })
    }
}

/// The oracle of a case once more, for what the program never asked.
pub type Anew<'a> = &'a dyn Fn(Asked, &[f64]) -> Vec<f64>;

/// The answers of a record.
struct Recorded<'a> {
    record: &'a Record,
    anew: Anew<'a>,
}

/// The objective has no value at a point of the run.
const NO_ANSWER: Fault = Fault::Limit("the objective has no value there");

impl Answers<Bracket> for Recorded<'_> {
    fn answer(&mut self, what: Asked, point: &[Bracket]) -> Result<Vec<Bracket>, Fault> {
        if point.iter().any(|x| !x.low().is_finite() || !x.high().is_finite()) {
            return Err(OUT_OF_RANGE);
        }
        if point.iter().all(|x| x.is_point()) {
            let at: Vec<f64> = point.iter().map(Bracket::low).collect();
            let found = self.record.answer(what, &at).map_or_else(|| (self.anew)(what, &at), <[f64]>::to_vec);
            return brackets(&found);
        }
        // Where the point is rounded, the program was told about its own.
        let lies = |x: &f64, within: &Bracket| within.low() <= *x && *x <= within.high();
        let calls = self.record.calls.iter().filter(|call| call.what == what);
        let mut near = calls.filter(|call| call.point.iter().zip(point).all(|(x, within)| lies(x, within)));
        let Some(first) = near.next() else {
            let middle: Vec<f64> = point.iter().map(|x| 0.5 * x.low() + 0.5 * x.high()).collect();
            return brackets(&(self.anew)(what, &middle));
        };
        let mut found = brackets(&first.answer)?;
        for call in near {
            let other = brackets(&call.answer)?;
            found = found.iter().zip(&other).map(|(a, b)| Allowance::hull(a, b)).collect();
        }
        Ok(found)
    }
}

fn brackets(answer: &[f64]) -> Result<Vec<Bracket>, Fault> {
    answer.iter().map(|x| if x.is_finite() { Ok(Bracket::new(*x, *x)) } else { Err(NO_ANSWER) }).collect()
}

/// One way through the undecided conditions so far.
type World = Memory<Bracket>;

/// What became of the components that depend on each other.
enum Course {
    Agrees { steps: usize, until: Option<Fault> },
    Differs(Difference),
    Ends(usize),
}

/// Replays equations on a record. Steps before `from` are taken as they are.
#[must_use]
pub fn replay(equations: &Equations, record: &Record, allowance: Allowance, anew: Anew<'_>, from: usize) -> Agreement {
    replay_in_full(equations, record, allowance, anew, from).agreement
}

/// What a replay finds, and how much it says.
pub(super) struct Replay {
    pub agreement: Agreement,
    /// How many steps were judged in all components.
    pub told: usize,
    /// The first step with a condition that could be taken either way.
    pub open: Option<usize>,
    /// How many terms were evaluated.
    pub cost: u64,
}

/// The same, with how much it says.
pub(super) fn replay_in_full(
    equations: &Equations,
    record: &Record,
    allowance: Allowance,
    anew: Anew<'_>,
    from: usize,
) -> Replay {
    let dimension = record.setup.start.len();
    let groups: Vec<Option<usize>> = if equations.coupled { vec![None] } else { (0..dimension).map(Some).collect() };
    let width = if equations.coupled { dimension } else { 1 };
    let (mut most, mut components, mut stopped, mut cost) = (0, 0, None, 0);
    let mut first: Option<Difference> = None;
    let mut end: Option<usize> = None;
    // After which step the first component without a next value has none.
    let mut valueless: Option<usize> = None;
    let mut open: Option<usize> = None;
    for only in groups {
        let mut answers = Recorded { record, anew };
        let mut evaluator =
            Evaluator::new(equations, allowance, setting(record), &mut answers, point(&record.setup.start));
        evaluator.only = only;
        let (course, either) = follow(&mut evaluator, record, from);
        cost += evaluator.cost;
        open = open.into_iter().chain(either).min();
        match course {
            Course::Agrees { steps, until } => {
                most = most.max(steps);
                components += steps * width;
                stopped = stopped.or(until);
                if until.is_some() {
                    valueless = Some(valueless.map_or(steps, |known| known.min(steps)));
                }
            }
            Course::Differs(found) => {
                if first.is_none_or(|first| found.t < first.t) {
                    first = Some(found);
                }
            }
            Course::Ends(t) => end = Some(t),
        }
    }
    let told = most.min(valueless.unwrap_or(most));
    let agreement = match (first, end) {
        (Some(found), _) => Agreement::Differs(found),
        // From where one component has no next value on there is no next point, and a program may end although other components have one.
        (None, Some(t)) if valueless.is_none_or(|at| t < at) => Agreement::Ends { t },
        (None, _) => Agreement::Agrees { steps: most, components, until: stopped },
    };
    Replay { agreement, told, open, cost }
}

/// Where equations have each next point of a run, from the program's own points before it, as if the program kept what the equations
/// keep; as far as there is a value and no condition is open. The first entry is for step 1.
pub(super) fn expected(
    equations: &Equations,
    record: &Record,
    allowance: Allowance,
    anew: Anew<'_>,
) -> Vec<Vec<Bracket>> {
    let mut answers = Recorded { record, anew };
    let mut evaluator = Evaluator::new(equations, allowance, setting(record), &mut answers, point(&record.setup.start));
    evaluator.settle(0);
    let mut found = Vec::new();
    for (t, got) in (1..).zip(record.iterates.iter().skip(1)) {
        let next = evaluator.next_point(t);
        let is_open = evaluator.met > 0 || got.iter().any(|x| !x.is_finite());
        match next {
            Ok(next) if !is_open => found.push(next),
            _ => break,
        }
        evaluator.points.push(point(got));
        evaluator.settle(t);
    }
    found
}

/// What the program of a record was handed.
fn setting(record: &Record) -> Setting<'_> {
    let setup = &record.setup;
    Setting {
        dimension: setup.start.len(),
        samples: setup.samples,
        parameters: &setup.parameters,
        batches: &setup.batches,
    }
}

fn point(values: &[f64]) -> Vec<Bracket> {
    values.iter().map(|x| Bracket::new(*x, *x)).collect()
}

/// What becomes of the components that are looked at, and the first step with a condition that could be taken either way.
fn follow(evaluator: &mut Evaluator<'_, Allowance>, record: &Record, from: usize) -> (Course, Option<usize>) {
    let steps = record.setup.steps;
    let mut open = None;
    evaluator.settle(0);
    let mut worlds: Vec<World> = vec![std::mem::take(&mut evaluator.memory)];
    for t in 1..=steps {
        let mut stride = Stride { t, from, tried: 0, left: Vec::new(), lost: None, first: None };
        for world in worlds {
            if let Err(course) = stride.take(evaluator, record, world) {
                return (course, open.or((stride.tried > 1).then_some(t)));
            }
        }
        if stride.tried > 1 {
            open = open.or(Some(t));
        }
        if stride.left.is_empty() {
            // A way without a value may be the program's, whatever it did there.
            let course = match stride.lost {
                Some(fault) => Course::Agrees { steps: t - 1, until: Some(fault) },
                None => stride.first.map_or(Course::Ends(t - 1), Course::Differs),
            };
            return (course, open);
        }
        worlds = stride.left;
        if let Some(got) = record.iterates.get(t) {
            evaluator.points.push(point(got));
        }
    }
    (Course::Agrees { steps, until: None }, open)
}

/// One step of a run, on all ways through undecided conditions.
struct Stride {
    t: usize,
    /// Earlier steps are taken as they are.
    from: usize,
    /// How many ways were tried by now.
    tried: usize,
    /// The ways that agree.
    left: Vec<World>,
    /// Why a way has no value.
    lost: Option<Fault>,
    /// The first difference.
    first: Option<Difference>,
}

impl Stride {
    /// Takes the step from one way so far, on each way through the conditions that come up in it; an error where the run is judged up to
    /// here.
    fn take(&mut self, evaluator: &mut Evaluator<'_, Allowance>, record: &Record, world: World) -> Result<(), Course> {
        let (t, at) = (self.t, i64::try_from(self.t).unwrap_or(i64::MAX));
        let got = record.iterates.get(t).map(Vec::as_slice);
        evaluator.memory = world;
        evaluator.script.clear();
        loop {
            self.tried += 1;
            if self.tried > MOST_ALTERNATIVES {
                let until = Some(Fault::Unsettled("too many conditions that rounding may turn"));
                return Err(Course::Agrees { steps: t - 1, until });
            }
            evaluator.met = 0;
            let agrees = self.agrees(evaluator, at, got)?;
            if let (true, Some(got)) = (agrees, got) {
                evaluator.points.push(point(got));
                displace(evaluator, record, t, t >= self.from);
                evaluator.settle(at);
                evaluator.points.truncate(t);
            }
            evaluator.script.truncate(evaluator.met);
            if evaluator.script.is_empty() {
                if agrees {
                    self.left.push(std::mem::take(&mut evaluator.memory));
                }
                return Ok(());
            }
            if agrees {
                self.left.push(evaluator.memory.clone());
            }
            // The next way: the last condition that was taken to be true is taken to be false.
            while evaluator.script.last() == Some(&false) {
                evaluator.script.pop();
            }
            let Some(last) = evaluator.script.last_mut() else { return Ok(()) };
            *last = false;
            evaluator.forget(at);
        }
    }

    /// Whether the program's point is the next one on a way; an error where the run is judged up to here.
    fn agrees(
        &mut self,
        evaluator: &mut Evaluator<'_, Allowance>,
        at: i64,
        got: Option<&[f64]>,
    ) -> Result<bool, Course> {
        let (t, allowance) = (self.t, evaluator.arithmetic);
        let beyond = Course::Agrees { steps: t - 1, until: Some(OUT_OF_RANGE) };
        match (evaluator.next_point(at), got) {
            // What is taken as it is needs no value.
            (Err(_), Some(_)) if t < self.from => Ok(true),
            (Err(fault), _) if evaluator.met == 0 => {
                // Where neither the equations nor the program have a number, they agree in that.
                let none = got.is_some_and(|got| evaluator.components().all(|i| !got[i].is_finite()));
                Err(Course::Agrees { steps: if none { t } else { t - 1 }, until: Some(fault) })
            }
            (Err(fault), _) => {
                self.lost = Some(fault);
                Ok(false)
            }
            (Ok(expected), None) if expected.iter().any(|x| allowance.admits(x, 0.0).is_none()) => Err(beyond),
            (Ok(_), None) => Ok(false),
            (Ok(expected), Some(got)) => {
                let mut agrees = true;
                for (component, expected) in evaluator.components().zip(expected) {
                    let got = got[component];
                    match allowance.admits(&expected, got) {
                        None => return Err(beyond),
                        Some(is_admitted) if is_admitted || t < self.from => {}
                        Some(_) => {
                            agrees = false;
                            self.first.get_or_insert(Difference { t, component, expected, got });
                        }
                    }
                }
                Ok(agrees)
            }
        }
    }
}

/// Where a sequence can be told from the points, both what the equations say and what the points say is right; what the points say
/// alone, where the step is taken as it is.
fn displace(evaluator: &mut Evaluator<'_, Allowance>, record: &Record, t: usize, is_judged: bool) {
    let allowance = evaluator.arithmetic;
    let at = i64::try_from(t).unwrap_or(i64::MAX);
    let equations = evaluator.equations;
    for (id, sequence) in equations.sequences.iter().enumerate() {
        let Some(found) = &sequence.displacement else { continue };
        if sequence.shape == Shape::Scalar {
            continue;
        }
        for i in evaluator.components() {
            let moved = allowance.difference(record.iterates[t][i], record.iterates[t - 1][i]);
            let mut told = moved.map(|moved| if found.negative { allowance.negate(&moved) } else { moved });
            for factor in &found.factors {
                told = told.and_then(|told| allowance.div(&told, &evaluator.factor(*factor, at, i)?));
            }
            if let Ok(told) = told {
                evaluator.replace(id, at, i, &|_, kept| if is_judged { Allowance::hull(kept, &told) } else { told });
            }
        }
    }
}
