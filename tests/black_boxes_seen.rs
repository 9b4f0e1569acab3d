//! What is seen of a program that is not the method, beside its name: what its steps have in common, and how it behaves.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use descentcheck::{
    Behaviour, Coordinates, Failure, Finding, Method, MethodOptions, Pattern, Question, Step, Stepper, finding,
    stateful, steps, with_second,
};

fn found(method: &str, program: &dyn Method) -> Finding {
    let found = finding(method, program, &MethodOptions::default()).unwrap();
    assert!(!found.is_right(), "{found}");
    found
}

fn says(found: &Finding, text: &str) {
    assert!(found.to_string().contains(text), "`{text}` is not said: {found}");
}

fn descent(eta: f64, w: &[f64], g: &[f64]) -> Vec<f64> {
    w.iter().zip(g).map(|(w, g)| w - eta * g).collect()
}

/// Momentum with steps that are multiplied by a number.
struct Momentum {
    m: Vec<f64>,
    /// What is read in the place of `mu`.
    mu: Option<f64>,
    factor: f64,
}

impl Stepper for Momentum {
    fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure> {
        let (eta, mu) = (step.number("eta"), self.mu.unwrap_or_else(|| step.number("mu")));
        let g = step.gradient()?;
        self.m.resize(g.len(), 0.0);
        self.m.iter_mut().zip(&g).for_each(|(m, g)| *m = mu * *m + (1.0 - mu) * g);
        Ok(descent(self.factor * eta, step.w, &self.m))
    }
}

#[test]
fn steps_of_a_constant_ratio_are_said_with_the_ratio() {
    for (factor, text) in [(0.37, "37/100"), (1.0 / 3.0, "1/3"), (-1.5, "-3/2")] {
        let found = found("momentum", &stateful(move || Momentum { m: Vec::new(), mu: None, factor }));
        says(&found, &format!("each step is {text} times the lecture's"));
        let name = found.name().unwrap_or_else(|| panic!("it has no name: {found}"));
        assert!(name.what.contains(text), "{found}");
    }
}

#[test]
fn a_program_that_never_moves_is_said_to_be_one() {
    let still = steps(|step: &mut Step<'_>| Ok(step.w.to_vec()));
    says(&found("gradient_descent", &still), "it never moves");
}

#[test]
fn coordinates_that_alone_differ_are_said() {
    let some = |is_moved: fn(usize, usize) -> bool, factor: f64| {
        let program = steps(move |step: &mut Step<'_>| {
            let (eta, g) = (step.number("eta"), step.gradient()?);
            let rate = |i: usize| if is_moved(i, g.len()) { eta } else { factor * eta };
            Ok((0..g.len()).map(|i| step.w[i] - rate(i) * g[i]).collect())
        });
        found("gradient_descent", &program)
    };
    for (is_moved, factor, which, text) in [
        (
            (|i, n| n == 1 || i + 1 < n) as fn(usize, usize) -> bool,
            0.0,
            Coordinates::Last,
            "only the last coordinate differs: the program does not move it",
        ),
        (|i, _| i == 0, 0.5, Coordinates::AllButFirst, "only the coordinates after the first differ"),
        (|i, n| n == 1 || i > 0, 2.0, Coordinates::First, "only the first coordinate differs"),
    ] {
        let found = some(is_moved, factor);
        let stay = factor == 0.0;
        assert!(found.patterns.contains(&Pattern::Coordinates { which, stay }), "{found}");
        says(&found, text);
    }
}

/// A whole loop of gradient descent whose rate depends on the step and on the number of steps.
fn with_rate(rate: fn(usize, usize) -> f64) -> impl Method {
    move |question: Question<'_>| -> Result<Vec<Vec<f64>>, Failure> {
        let Question { start, steps, parameters, oracle, .. } = question;
        let mut points = vec![start.to_vec()];
        for t in 1..=steps {
            let g = oracle.gradient(&points[t - 1])?;
            points.push(descent(rate(t, steps) * parameters.at("eta", t), &points[t - 1], &g));
        }
        Ok(points)
    }
}

#[test]
fn steps_that_alone_differ_are_said() {
    let last = found("gradient_descent", &with_rate(|t, steps| if t == steps && steps > 1 { 0.0 } else { 1.0 }));
    assert!(last.patterns.contains(&Pattern::LastStepOnly), "{last}");
    says(&last, "only the last step of a run differs");
    let first = found("gradient_descent", &with_rate(|t, _| if t == 1 { 0.7 } else { 1.0 }));
    assert!(first.patterns.contains(&Pattern::FirstStepOnly), "{first}");
    says(&first, "only the first step differs");
}

#[test]
fn a_mistake_from_step_2_on_is_named_so() {
    let later = found("gradient_descent", &with_rate(|t, _| if t == 1 { 0.7 } else { -1.0 }));
    let name = later.name().unwrap_or_else(|| panic!("it has no name: {later}"));
    assert!(name.what.starts_with("from step 2 on, the step goes along the gradient"), "{later}");
    let right_at_first = found("gradient_descent", &with_rate(|t, _| if t == 1 { 1.0 } else { 0.7 }));
    assert!(right_at_first.patterns.contains(&Pattern::FromSecondStep), "{right_at_first}");
    says(&right_at_first, "the first step of a run is right");
}

#[test]
fn an_ignored_parameter_is_said_whatever_stands_in_its_place() {
    let found = found("momentum", &stateful(|| Momentum { m: Vec::new(), mu: Some(0.3137), factor: 1.0 }));
    assert_eq!(found.patterns.iter().filter(|seen| matches!(seen, Pattern::Ignores(_))).count(), 1, "{found}");
    says(&found, "it ignores `mu`");
}

/// Gradient descent with a count of its runs that changes the rate.
#[derive(Default)]
struct Counting(Mutex<u64>, u64);

impl Method for Counting {
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        let mut count = self.0.lock().unwrap();
        let factor = 1.0 + (*count + self.1) as f64 / 8.0;
        *count += 1;
        let Question { start, steps, parameters, oracle, .. } = question;
        let mut points = vec![start.to_vec()];
        for t in 0..steps {
            let g = oracle.gradient(&points[t])?;
            points.push(descent(factor * parameters.at("eta", t + 1), &points[t], &g));
        }
        Ok(points)
    }
}

#[test]
fn a_second_instance_tells_state_from_random_numbers() {
    let state = found("gradient_descent", &with_second(Counting::default(), Counting::default));
    assert_eq!(state.behaviours, [Behaviour::KeepsState], "{state}");
    says(&state, "it keeps state from run to run");
    let used = Counting(Mutex::new(3), 0);
    let used = found("gradient_descent", &with_second(used, Counting::default));
    assert_eq!(used.behaviours, [Behaviour::KeepsState], "{used}");
    static INSTANCES: AtomicU64 = AtomicU64::new(1);
    let another = || Counting(Mutex::default(), INSTANCES.fetch_add(1, Ordering::Relaxed));
    let random = found("gradient_descent", &with_second(Counting::default(), another));
    assert_eq!(random.behaviours, [Behaviour::Random], "{random}");
    let unknown = found("gradient_descent", &Counting::default());
    assert_eq!(unknown.behaviours, [Behaviour::OtherBits], "{unknown}");
}

/// Gradient descent of which whoever runs it saw something.
struct Watched;

impl Method for Watched {
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        with_rate(|_, _| 1.0).run(question)
    }

    fn seen(&self) -> Vec<String> {
        vec!["it changes its input: `w` is not what it was before step 1".to_owned()]
    }
}

#[test]
fn what_was_seen_of_a_program_is_said() {
    let found = found("gradient_descent", &Watched);
    assert!(matches!(&found.behaviours[..], [Behaviour::Seen(text)] if text.starts_with("it changes its input")));
    says(&found, "it changes its input");
}

/// Quickprop in a language where a division by 0 ends the program, whatever the other components are.
#[derive(Default)]
struct Quickprop {
    d: Vec<f64>,
    old: Vec<f64>,
}

impl Stepper for Quickprop {
    fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure> {
        let (eta, g) = (step.number("eta"), step.gradient()?);
        if step.t == 1 {
            self.d = g.iter().map(|g| -eta * g).collect();
        } else {
            for (d, (g, old)) in self.d.iter_mut().zip(g.iter().zip(&self.old)) {
                if old - g == 0.0 {
                    return Err(Failure::new("division by zero"));
                }
                *d *= g / (old - g);
            }
        }
        self.old = g;
        Ok(step.w.iter().zip(&self.d).map(|(w, d)| w + d).collect())
    }
}

#[test]
fn a_program_may_give_up_where_one_component_has_no_next_value() {
    let found = finding("quickprop", &stateful(Quickprop::default), &MethodOptions::default()).unwrap();
    assert!(found.is_right(), "{found}");
}
