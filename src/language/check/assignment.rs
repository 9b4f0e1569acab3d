//! Assignments: what students hand in, and what it is worth.

use std::collections::{BTreeMap, BTreeSet};

use super::claim;
use super::near::nearest;
use super::recurrence::Library;
use super::scope::{Checker, Recorded};
use crate::language::print;
use crate::language::syntax::{
    AssignmentLine, AssignmentLineKind, Expr, ExprKind, LimitUnit, Line, LineKind, Name, Recurrences, RelationOp, Run,
    Span, Submit,
};
use crate::numeric::Rational;

/// What is asked for, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// What is handed in.
    pub task: Task,
    /// What it is worth, in the order written.
    pub points: Vec<PointsLine>,
    /// What something else is worth.
    pub keeps: Vec<KeepLine>,
    /// Whether programs may calculate in numbers of 32 bits.
    pub single: bool,
    /// The course whose way of calling steps is used, one of [`CONVENTIONS`]; nothing where it is the own one.
    pub convention: Option<String>,
    /// The limits that are set.
    pub limits: Limits,
    /// Whether students see what was found only once the assignment is due.
    pub after_due: bool,
}

/// Courses whose students' steps can be called as they are.
pub const CONVENTIONS: [&str; 2] = ["cs231n", "coursera"];

impl Assigned {
    /// All points that there are.
    #[must_use]
    pub fn total(&self) -> Rational {
        self.points.iter().fold(Rational::ZERO, |sum, line| sum + &line.points)
    }

    /// The claims that points are given for.
    pub fn claims(&self) -> impl Iterator<Item = &String> {
        let claims = self.points.iter().filter_map(|line| match &line.item {
            Item::Claims(ids) => Some(ids),
            _ => None,
        });
        claims.flatten()
    }

    /// The points for behaviour.
    #[must_use]
    pub fn for_behaviour(&self) -> Rational {
        let own = self.points.iter().filter(|line| line.item == Item::Behaviour);
        own.fold(Rational::ZERO, |sum, line| sum + &line.points)
    }
}

/// What is handed in.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A program.
    Program(Box<ProgramTask>),
    /// A claim that corrects a false one.
    Claim {
        /// The false claim.
        of: String,
        /// What the corrected one must not be weaker than.
        at_least: Vec<Line>,
    },
    /// A counterexample to a claim.
    Witness {
        /// The claim.
        of: String,
    },
}

/// A program that is to be a method or a schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgramTask {
    /// The method or schedule.
    pub method: String,
    /// Whether it is a schedule.
    pub schedule: bool,
    /// Where the numbers lie that it is handed.
    pub given: Vec<Line>,
    /// The run as it is written.
    pub run: Run,
    /// Parameters whose value the run says.
    pub values: Vec<(String, Expr)>,
    /// Whether the program is a class.
    pub class: bool,
    /// What it is called.
    pub name: String,
    /// What it is handed, in order.
    pub arguments: Vec<String>,
}

/// `points 8 for agreement`.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsLine {
    /// How many.
    pub points: Rational,
    /// What for.
    pub item: Item,
    /// In the lecturer's words.
    pub reason: Option<String>,
}

/// What points are given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The program is the method.
    Agreement,
    /// It leaves its arguments alone, keeps its limits, gives the same result twice.
    Behaviour,
    /// These claims hold on its runs.
    Claims(Vec<String>),
    /// The corrected claim holds.
    Holds,
    /// It is not weaker than it must be.
    Strength,
    /// The witness refutes the claim.
    Refutation,
}

/// `keep 5 for heavy_ball`.
#[derive(Debug, Clone, PartialEq)]
pub struct KeepLine {
    /// How many points.
    pub points: Rational,
    /// The known mistake or the other method.
    pub what: String,
    /// In the lecturer's words.
    pub reason: Option<String>,
}

/// Limits of a program; absent: the program's own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// Seconds of processor time a case.
    pub seconds: Option<Rational>,
    /// Memory in MiB.
    pub mebibytes: Option<Rational>,
    /// Questions to the oracle a case.
    pub gradients: Option<Rational>,
}

impl Limits {
    /// Takes in the limits of a line.
    fn take(&mut self, limits: &[(Rational, LimitUnit)], span: Span, checker: &mut Checker) -> Result<(), Recorded> {
        for (value, unit) in limits {
            let place = match unit {
                LimitUnit::Seconds => &mut self.seconds,
                LimitUnit::Mebibytes => &mut self.mebibytes,
                LimitUnit::Gradients => &mut self.gradients,
            };
            if *value == Rational::ZERO {
                return Err(checker.error(span, "a limit of 0 admits nothing", "0", None));
            }
            *place = Some(value.clone());
        }
        Ok(())
    }
}

/// What an assignment may name.
pub(super) struct Surroundings<'a> {
    pub library: &'a Library,
    /// Claims and steps by id.
    pub claims: BTreeMap<&'a str, KnownClaim<'a>>,
    /// The base of each known mistake.
    pub mistakes: BTreeMap<&'a str, &'a str>,
}

/// What is known of a claim.
pub(super) struct KnownClaim<'a> {
    /// Whether it is expected to be refuted.
    pub refuted: bool,
    /// The methods that it runs.
    pub runs: BTreeSet<&'a str>,
    /// Whether its runs depend on draws.
    pub random: bool,
}

impl Surroundings<'_> {
    fn require_claim(&self, name: &Name, checker: &mut Checker) -> Result<&KnownClaim<'_>, Recorded> {
        self.claims.get(name.text.as_str()).ok_or_else(|| {
            let help = nearest(&name.text, self.claims.keys().copied()).map(|near| format!("did you mean `{near}`?"));
            checker.error(name.span, format!("there is no claim `{}`", name.text), "no such claim", help)
        })
    }
}

/// Checks the lines of an assignment; `span` is the place of its name.
///
/// # Errors
/// Everything that is wrong is in the checker's diagnostics.
pub(super) fn assigned(
    lines: &[AssignmentLine],
    known: &Surroundings<'_>,
    span: Span,
    checker: &mut Checker,
) -> Result<Assigned, Recorded> {
    let (submit, submitted) = submitted(lines, span, checker)?;
    let settings: Vec<Line> = lines
        .iter()
        .filter_map(|line| match &line.kind {
            AssignmentLineKind::Setting(line) => Some(line.clone()),
            _ => None,
        })
        .collect();
    let at_least: Vec<Line> = lines
        .iter()
        .filter_map(|line| match &line.kind {
            AssignmentLineKind::AtLeast(line) => Some(line.clone()),
            _ => None,
        })
        .collect();
    if let Some(line) = at_least.first().filter(|_| !matches!(submit, Submit::Claim(_))) {
        let help = Some("it belongs to `submit claim ID`".to_owned());
        return Err(checker.error(line.span, "nothing here can be weaker than this", "`at least`", help));
    }
    let task = match submit {
        Submit::Program { class, name, arguments } => {
            let call = Call { class: *class, name, arguments, span: submitted };
            Task::Program(Box::new(program(&settings, &call, known, span, checker)?))
        }
        Submit::Claim(of) => {
            let claim = known.require_claim(of, checker)?;
            if !claim.refuted {
                let help = Some("name a claim with the line `expect refuted`".to_owned());
                return Err(checker.error(of.span, "only a false claim can be corrected", "this one holds", help));
            }
            Task::Claim { of: of.text.clone(), at_least }
        }
        Submit::Witness(of) => {
            if !known.require_claim(of, checker)?.refuted {
                let help = Some("name a claim with the line `expect refuted`".to_owned());
                return Err(checker.error(of.span, "only a false claim has a counterexample", "this one holds", help));
            }
            Task::Witness { of: of.text.clone() }
        }
    };
    if let (Some(line), false) = (settings.first(), matches!(task, Task::Program(_))) {
        let help = Some("leave it out".to_owned());
        return Err(checker.error(line.span, "the claim itself says what is given", "not needed here", help));
    }
    worth(lines, task, known, span, checker)
}

/// The one line that says what is handed in.
fn submitted<'a>(
    lines: &'a [AssignmentLine],
    span: Span,
    checker: &mut Checker,
) -> Result<(&'a Submit, Span), Recorded> {
    let submits: Vec<(&'a Submit, Span)> = lines
        .iter()
        .filter_map(|line| match &line.kind {
            AssignmentLineKind::Submit(submit) => Some((submit, line.span)),
            _ => None,
        })
        .collect();
    match submits[..] {
        [only] => Ok(only),
        [] => {
            let help = Some("add a line such as `submit step(w, g, eta)`".to_owned());
            Err(checker.error(span, "the assignment does not say what is handed in", "no `submit` line", help))
        }
        [_, (_, second), ..] => {
            let help = Some("write an assignment for each".to_owned());
            Err(checker.error(second, "one thing is handed in", "a second `submit` line", help))
        }
    }
}

/// What an assignment is worth, and its limits.
fn worth(
    lines: &[AssignmentLine],
    task: Task,
    known: &Surroundings<'_>,
    span: Span,
    checker: &mut Checker,
) -> Result<Assigned, Recorded> {
    let (points, keeps) = (Vec::new(), Vec::new());
    let limits = Limits::default();
    let mut made = Assigned { task, points, keeps, single: false, convention: None, limits, after_due: false };
    for line in lines {
        match &line.kind {
            AssignmentLineKind::Points { points, items, reason } => {
                let item = item(items, &made.task, known, checker)?;
                let same = |other: &PointsLine| other.item == item;
                if made.points.iter().any(same) {
                    return Err(checker.error(line.span, "points are given twice for the same", "the second", None));
                }
                made.points.push(PointsLine { points: points.clone(), item, reason: reason.clone() });
            }
            AssignmentLineKind::Keep { points, what, reason } => {
                keep(what, &made.task, known, checker)?;
                made.keeps.push(KeepLine { points: points.clone(), what: what.text.clone(), reason: reason.clone() });
            }
            AssignmentLineKind::Accept(what) if what.text == "float32" => made.single = true,
            AssignmentLineKind::Accept(what) if CONVENTIONS.contains(&what.text.as_str()) => {
                convention(what, &made.task, checker)?;
                made.convention = Some(what.text.clone());
            }
            AssignmentLineKind::Accept(what) => {
                let help =
                    Some("write `accept float32`, `accept cs231n` or `accept coursera`, or leave it out".to_owned());
                return Err(checker.error(what.span, format!("`{}` cannot be accepted", what.text), "not known", help));
            }
            AssignmentLineKind::Limit(limits) => {
                made.limits.take(limits, line.span, checker)?;
            }
            AssignmentLineKind::Feedback { after_due } => made.after_due = *after_due,
            AssignmentLineKind::Setting(_) | AssignmentLineKind::Submit(_) | AssignmentLineKind::AtLeast(_) => {}
        }
    }
    let main = match &made.task {
        Task::Program(_) => Item::Agreement,
        Task::Claim { .. } => Item::Holds,
        Task::Witness { .. } => Item::Refutation,
    };
    if !made.points.iter().any(|line| line.item == main && line.points > Rational::ZERO) {
        let word = word_of(&main);
        let help = Some(format!("add a line such as `points 8 for {word}`"));
        return Err(checker.error(span, format!("no points are given for {word}"), "nothing to gain", help));
    }
    let most = made.total() - made.for_behaviour();
    for line in lines {
        if let AssignmentLineKind::Keep { points, .. } = &line.kind
            && *points > most
        {
            let message = format!("more is kept than the {most} points that there are without behaviour");
            return Err(checker.error(line.span, message, "too many points", None));
        }
    }
    Ok(made)
}

/// The word by which points are given for something that is no claim.
const fn word_of(item: &Item) -> &'static str {
    match item {
        Item::Agreement => "agreement",
        Item::Behaviour => "behaviour",
        Item::Holds => "holds",
        Item::Strength => "strength",
        Item::Refutation => "refutation",
        Item::Claims(_) => "claims",
    }
}

fn item(names: &[Name], task: &Task, known: &Surroundings<'_>, checker: &mut Checker) -> Result<Item, Recorded> {
    let words: &[Item] = match task {
        Task::Program(_) => &[Item::Agreement, Item::Behaviour],
        Task::Claim { .. } => &[Item::Holds, Item::Strength],
        Task::Witness { .. } => &[Item::Refutation],
    };
    if let [name] = names
        && let Some(word) = words.iter().find(|item| word_of(item) == name.text)
    {
        return Ok(word.clone());
    }
    let Task::Program(program) = task else {
        let words: Vec<String> = words.iter().map(|item| format!("`points 3 for {}`", word_of(item))).collect();
        let help = Some(format!("write {}", words.join(" or ")));
        return Err(checker.error(names[0].span, "points cannot be given for this", "not judged here", help));
    };
    if program.schedule {
        let help = Some("give points for agreement and behaviour".to_owned());
        let message = "claims are judged on runs, and a schedule has none";
        return Err(checker.error(names[0].span, message, "a claim", help));
    }
    for name in names {
        let claim = known.require_claim(name, checker)?;
        let text = &name.text;
        if claim.refuted {
            let help = Some("name a claim that holds".to_owned());
            return Err(checker.error(name.span, format!("`{text}` is false of the method itself"), "refuted", help));
        }
        if !claim.runs.contains(program.method.as_str()) {
            let message = format!("`{text}` does not run `{}`", program.method);
            let help = Some("name a claim whose `run` lines have it".to_owned());
            return Err(checker.error(name.span, message, "of something else", help));
        }
        if claim.random {
            let message = format!("`{text}` speaks of random draws, of which a recorded run is only one");
            let help = Some("name a claim without draws".to_owned());
            return Err(checker.error(name.span, message, "cannot be judged on runs", help));
        }
    }
    Ok(Item::Claims(names.iter().map(|name| name.text.clone()).collect()))
}

fn keep(what: &Name, task: &Task, known: &Surroundings<'_>, checker: &mut Checker) -> Result<(), Recorded> {
    let Task::Program(program) = task else {
        let help = Some("leave it out".to_owned());
        return Err(checker.error(what.span, "`keep` is for programs", "no program is handed in", help));
    };
    let text = what.text.as_str();
    let others = if program.schedule { &known.library.schedules } else { &known.library.methods };
    match known.mistakes.get(text) {
        Some(base) if *base == program.method => Ok(()),
        Some(base) => {
            let message = format!("`{text}` is a mistake of `{base}`, not of `{}`", program.method);
            Err(checker.error(what.span, message, "of something else", None))
        }
        None if text == program.method => {
            let help = Some("write `points ... for agreement`".to_owned());
            Err(checker.error(what.span, "this is what is asked for", "the method itself", help))
        }
        None if others.contains_key(text) => Ok(()),
        None => {
            let own = known.mistakes.iter().filter(|(_, base)| **base == program.method).map(|(id, _)| *id);
            let all = own.chain(others.keys().map(String::as_str));
            let help = nearest(text, all).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no known mistake and no method `{text}`");
            Err(checker.error(what.span, message, "not known", help))
        }
    }
}

/// How a program is called.
struct Call<'a> {
    class: bool,
    name: &'a Name,
    arguments: &'a [Name],
    span: Span,
}

/// Checks the part of an assignment that reads like a claim, and how the program is called.
fn program(
    settings: &[Line],
    call: &Call<'_>,
    known: &Surroundings<'_>,
    span: Span,
    checker: &mut Checker,
) -> Result<ProgramTask, Recorded> {
    let mut all = settings.to_vec();
    all.push(nothing(span));
    claim::check(&all, known.library, span, checker)?;
    let run = run_line(settings, known, span, checker)?;
    let (method, schedule, recurrences, arguments) = graded(run, call, known, checker)?;
    let mut values = Vec::new();
    let mut handed = Vec::new();
    let drawn = settings.iter().find_map(|line| match &line.kind {
        LineKind::Draw { name, .. } => Some(name.text.as_str()),
        _ => None,
    });
    for parameter in &recurrences.parameters {
        let name = &parameter.name.text;
        let value = arguments.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        match value {
            Some(Expr { kind: ExprKind::Name { run: None, name: own }, .. }) if own == name => {
                handed.push(name.as_str())
            }
            Some(value) if is_constant(value) => values.push((name.clone(), value.clone())),
            Some(value) => {
                let help = Some(format!("write `{name}`, as the parameter is called, or a number"));
                return Err(checker.error(
                    value.span,
                    format!("what is handed over as `{name}` has another name"),
                    "not a number",
                    help,
                ));
            }
            None => values.extend(parameter.default.iter().map(|value| (name.clone(), value.clone()))),
        }
    }
    called(call, &handed, schedule, drawn, checker)?;
    let given =
        settings.iter().filter(|line| matches!(line.kind, LineKind::Given { .. } | LineKind::GivenObjective { .. }));
    Ok(ProgramTask {
        method,
        schedule,
        given: given.cloned().collect(),
        run: run.clone(),
        values,
        class: call.class,
        name: call.name.text.clone(),
        arguments: call.arguments.iter().map(|name| name.text.clone()).collect(),
    })
}

/// The one run of an assignment.
fn run_line<'a>(
    settings: &'a [Line],
    known: &Surroundings<'_>,
    span: Span,
    checker: &mut Checker,
) -> Result<&'a Run, Recorded> {
    let runs: Vec<(&'a Run, Span)> = settings
        .iter()
        .filter_map(|line| match &line.kind {
            LineKind::Run(run) => Some((run, line.span)),
            _ => None,
        })
        .collect();
    let [(run, place)] = runs[..] else {
        let help = Some("add one line such as `run gradient_descent(eta) on R`".to_owned());
        let message = "an assignment runs one method";
        return Err(checker.error(runs.get(1).map_or(span, |(_, span)| *span), message, "not one `run` line", help));
    };
    if !known.library.methods.contains_key(&run.method.text) {
        let help = Some("a flow has no steps that a program could take".to_owned());
        return Err(checker.error(run.method.span, "this is no method", "not a method", help));
    }
    if run.from.is_some() || !run.initial.is_empty() {
        let help = Some("leave `from` and `with` out: starts are drawn".to_owned());
        return Err(checker.error(place, "the start of an assignment's runs cannot be set", "a start", help));
    }
    Ok(run)
}

/// The method or schedule that a program is to be, and its arguments by parameter.
type Graded<'a> = (String, bool, &'a Recurrences, Vec<(String, &'a Expr)>);

/// A program that is called for a step number is the schedule of the run, any other one its method.
fn graded<'a>(
    run: &'a Run,
    call: &Call<'_>,
    known: &'a Surroundings<'_>,
    checker: &mut Checker,
) -> Result<Graded<'a>, Recorded> {
    let by_parameter = |recurrences: &Recurrences, arguments: &'a [crate::language::syntax::Argument]| {
        let named = |(position, argument): (usize, &'a crate::language::syntax::Argument)| {
            let own = argument.name.as_ref().map(|name| name.text.clone());
            let name = own.or_else(|| recurrences.parameters.get(position).map(|known| known.name.text.clone()))?;
            Some((name, &argument.value))
        };
        arguments.iter().enumerate().filter_map(named).collect::<Vec<_>>()
    };
    let schedules = run.arguments.iter().filter_map(|argument| match &argument.value.kind {
        ExprKind::Apply { name, arguments, .. } => {
            Some((name, known.library.schedules.get(&name.text)?, arguments.as_slice()))
        }
        _ => None,
    });
    let schedules: Vec<_> = schedules.collect();
    let wants_rate = call.arguments.first().is_some_and(|name| name.text == "t");
    match (wants_rate, &schedules[..]) {
        (true, [(name, schedule, arguments)]) => {
            Ok((name.text.clone(), true, schedule, by_parameter(schedule, arguments)))
        }
        (true, _) => {
            let help = Some("write `run gradient_descent(eta = cosine(eta0, T)) on R`, or take `w` first".to_owned());
            Err(checker.error(
                call.span,
                "what takes `t` first is a schedule, and the run has none",
                "a schedule",
                help,
            ))
        }
        (false, []) => {
            let method = &known.library.methods[&run.method.text];
            Ok((run.method.text.clone(), false, method, by_parameter(method, &run.arguments)))
        }
        (false, [(name, ..), ..]) => {
            let help =
                Some("grade the schedule by itself with `submit rate(t, ...)`, or give the rate a range".to_owned());
            Err(checker.error(name.span, "the rate of an assignment's run is a number", "a schedule", help))
        }
    }
}

/// The steps of other courses are functions of the point and the gradient.
fn convention(what: &Name, task: &Task, checker: &mut Checker) -> Result<(), Recorded> {
    let fits = |task: &ProgramTask| {
        let takes = |name: &str| task.arguments.iter().any(|argument| argument == name);
        !task.class && takes("w") && takes("g") && !takes("H") && !takes("state")
    };
    match task {
        Task::Program(task) if fits(task) => Ok(()),
        _ => {
            let message = format!("`{}` calls a function that takes a step", what.text);
            let help = Some("write `submit NAME(w, g, ...)` with the parameters, and nothing else".to_owned());
            Err(checker.error(what.span, message, "not for this `submit` line", help))
        }
    }
}

/// What a program may be handed beside the parameters of its method.
const HANDED: [&str; 9] = ["w", "g", "H", "t", "state", "gradient", "value", "hessian", "steps"];
/// And where batches are drawn.
const WITH_BATCHES: [&str; 3] = ["gradients", "batch", "N"];

/// Checks what a program is handed. `drawn` is what the batches are called, where some are drawn; the program gets each step's.
fn called(
    call: &Call<'_>,
    parameters: &[&str],
    schedule: bool,
    drawn: Option<&str>,
    checker: &mut Checker,
) -> Result<(), Recorded> {
    for name in call.arguments {
        let text = name.text.as_str();
        let fits = parameters.contains(&text)
            || if schedule {
                text == "t"
            } else {
                HANDED.contains(&text) || drawn.is_some() && WITH_BATCHES.contains(&text)
            };
        if !fits {
            let help = Some(format!("the run hands over {}", list(parameters)));
            return Err(checker.error(name.span, format!("the program cannot be handed `{text}`"), "not known", help));
        }
    }
    let is_told = |parameter: &str| call.arguments.iter().any(|name| name.text == parameter);
    let mut untold = parameters.iter().filter(|parameter| !is_told(parameter) && Some(**parameter) != drawn);
    if let Some(missing) = untold.next() {
        let help = Some(format!("add it: `{}(..., {missing})`", call.name.text));
        return Err(checker.error(
            call.span,
            format!("the program is not told `{missing}`"),
            "an argument is missing",
            help,
        ));
    }
    Ok(())
}

fn list(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "no parameters".to_owned() } else { names.join(", ") }
}

/// Whether a term is made of numbers alone.
fn is_constant(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Number(_) => true,
        ExprKind::Negate(x) => is_constant(x),
        ExprKind::Binary(_, x, y) => is_constant(x) && is_constant(y),
        _ => false,
    }
}

/// `show 0 == 0`: an assignment shows nothing.
fn nothing(span: Span) -> Line {
    let zero = || Expr { kind: ExprKind::Number(Rational::ZERO), span };
    let statement = Expr { kind: ExprKind::Relation(Box::new(zero()), vec![(RelationOp::Eq, zero())]), span };
    Line { kind: LineKind::Show { statement, range: None }, span }
}

impl ProgramTask {
    /// The ranges of numbers as text, one a line, as `eta in (0, 1/L]`.
    #[must_use]
    pub fn ranges(&self) -> Vec<String> {
        let lines = self.given.iter().filter(|line| matches!(line.kind, LineKind::Given { .. }));
        lines.map(|line| print::line_ascii(line).trim_start_matches("given").trim().to_owned()).collect()
    }

    /// Whether the objective is given as convex.
    #[must_use]
    pub fn is_convex(&self) -> bool {
        let classes = self.given.iter().filter_map(|line| match &line.kind {
            LineKind::GivenObjective { classes, .. } => Some(classes),
            _ => None,
        });
        classes.flatten().any(|class| class.words.contains("convex") || class.words == "quadratic")
    }
}
