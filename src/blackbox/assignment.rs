//! What a program is to be: a method of a chapter, and the ranges of its parameters.

use super::error::CannotJudge;
use super::options::Options;
use super::resolve::{defines_points, resolve};
use super::tree::Equations;
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::parse::Document;
use crate::language::print;
use crate::language::syntax::{BinaryOp, Body, Domain, Expr, ExprKind, LineKind, Recurrences, RelationOp, Run};

/// Where a number lies, as terms over what is known of a case.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    pub name: String,
    pub low: Option<(Expr, bool)>,
    pub high: Option<(Expr, bool)>,
    pub whole: bool,
}

impl Range {
    /// Whether its ends name nothing but constants of the objective.
    fn stands_alone(&self) -> bool {
        let known = |name: &str| matches!(name, "L" | "alpha" | "W" | "N").then_some(1.0);
        [&self.low, &self.high].into_iter().flatten().all(|(end, _)| constant(end, &known).is_some())
    }
}

/// A method that a program claims to be.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The method's name.
    pub name: String,
    /// Its equations as they are written.
    pub written: Recurrences,
    /// Its equations.
    pub equations: Equations,
    /// Where its parameters lie, each after those that its ends name.
    pub(super) ranges: Vec<Range>,
    /// Parameters that are handed over as one number a step.
    pub(super) scheduled: Vec<String>,
    /// Parameters that are handed over although the equations do not read them.
    pub(super) handed: Vec<String>,
    /// Whether it is taught for convex objectives alone.
    pub(super) convex: bool,
    /// Parameters that are not handed over, with their values.
    pub(super) values: Vec<(String, Expr)>,
    /// How many steps a run has, where that is said.
    pub(super) steps: Option<Expr>,
}

impl Assignment {
    /// A method of a chapter. Ranges of parameters are those of the first claim that holds and runs the method with a given
    /// number in the parameter's place, unless `given` says another one, as in `eta in (0, 1/L]`.
    ///
    /// # Errors
    /// Where there is no such method, it cannot be replayed, or a parameter has no range.
    pub fn new(chapter: &Chapter, name: &str, given: &[String], scheduled: &[String]) -> Result<Self, CannotJudge> {
        Self::with_values(chapter, name, given, scheduled, &[])
    }

    /// A method of a chapter, with ranges and values as the options say.
    ///
    /// # Errors
    /// Where there is no such method, it cannot be replayed, or a parameter has no range.
    pub fn with_options(chapter: &Chapter, name: &str, options: &Options) -> Result<Self, CannotJudge> {
        let mut made = Self::with_values(chapter, name, &options.given, &options.scheduled, &options.values)?;
        made.convex = options.convex.unwrap_or(made.convex);
        made.steps.clone_from(&options.steps);
        Ok(made)
    }

    /// Whether it gives rates and no points.
    #[must_use]
    pub fn is_schedule(&self) -> bool {
        !defines_points(&self.written)
    }

    /// The same, where some parameters have a value in terms of the others and of the step `t`.
    pub(super) fn with_values(
        chapter: &Chapter,
        name: &str,
        given: &[String],
        scheduled: &[String],
        values: &[(String, Expr)],
    ) -> Result<Self, CannotJudge> {
        let found = Self::unranged(chapter, name, given, scheduled, values)?;
        match found.without_range() {
            Some(parameter) => Err(found.no_range(parameter)),
            None => Ok(found),
        }
    }

    /// A parameter that is handed over and has no range.
    pub(super) fn without_range(&self) -> Option<&str> {
        self.equations.parameters().find(|parameter| !self.ranges.iter().any(|range| range.name == *parameter))
    }

    /// The error that a parameter has no range.
    pub(super) fn no_range(&self, parameter: &str) -> CannotJudge {
        CannotJudge::NoRange { parameter: parameter.to_owned(), method: self.name.clone() }
    }

    /// The same, with the ranges that are said; parameters may be left without one.
    pub(super) fn unranged(
        chapter: &Chapter,
        name: &str,
        given: &[String],
        scheduled: &[String],
        values: &[(String, Expr)],
    ) -> Result<Self, CannotJudge> {
        let Some(written) = chapter.recurrences(name) else {
            let near = chapter.nearest_method(name).map(str::to_owned);
            return Err(CannotJudge::NoMethod { name: name.to_owned(), near });
        };
        let equations = resolve(written, values)?;
        let blocks: Vec<&ClaimBlock> = chapter.all().collect();
        let own = given.iter().map(|text| parsed(text)).collect::<Result<Vec<_>, _>>()?;
        let mut ranges: Vec<Range> = own.into_iter().flatten().collect();
        let mut convex = None;
        for expected in [false, true] {
            for block in blocks.iter().filter(|block| block.refuted == expected && !block.declared) {
                take_ranges(block, name, written, &mut ranges, &mut convex);
            }
        }
        let scheduled = scheduled.to_vec();
        if let Some(unknown) = scheduled.iter().find(|name| !equations.parameters().any(|known| known == name.as_str()))
        {
            return Err(CannotJudge::NoParameter { method: name.to_owned(), parameter: unknown.clone() });
        }
        let written = written.clone();
        Ok(Self {
            name: name.to_owned(),
            written,
            equations,
            ranges,
            scheduled,
            convex: convex.unwrap_or(false),
            handed: Vec::new(),
            values: values.to_vec(),
            steps: None,
        })
    }

    /// The equations in ASCII, one a line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.written.equations.iter().map(print::equation_ascii).collect()
    }
}

/// Reads `eta in (0, 1/L]; mu in [0, 1)`.
fn parsed(text: &str) -> Result<Vec<Range>, CannotJudge> {
    let source = format!("```claim range\ngiven {text}\nshow 0 == 0\n```\n");
    let (document, wrong) = Document::parse("range", source);
    if let Some(first) = wrong.first() {
        return Err(CannotJudge::NoSuchRange { text: text.to_owned(), message: first.message.clone() });
    }
    let lines = document.blocks.iter().filter_map(|block| match &block.body {
        Body::Claim(lines) => Some(lines),
        _ => None,
    });
    Ok(lines.flatten().flat_map(|line| ranges_of(&line.kind)).collect())
}

/// Takes over what a claim says of the parameters of a method that it runs.
fn take_ranges(
    block: &ClaimBlock,
    method: &str,
    written: &Recurrences,
    ranges: &mut Vec<Range>,
    convex: &mut Option<bool>,
) {
    let known: Vec<Range> = block.lines.iter().flat_map(|line| ranges_of(&line.kind)).collect();
    let runs = block.lines.iter().filter_map(|line| match &line.kind {
        LineKind::Run(run) if run.method.text == method => Some(run),
        _ => None,
    });
    for run in runs {
        let arguments = arguments(run, written);
        let mut told: Vec<Range> = Vec::new();
        for (parameter, value) in &arguments {
            let ExprKind::Name { run: None, name } = &value.kind else { continue };
            // The range may speak of other numbers given; these must be parameters of the same name.
            if let Some(range) = known.iter().find(|range| range.name == *name)
                && (name == parameter || range.stands_alone())
            {
                told.push(Range { name: parameter.clone(), ..range.clone() });
            }
        }
        // Whatever the claim leaves open, it says of which objectives it speaks.
        if !told.is_empty() || written.parameters.is_empty() {
            let words = block.lines.iter().filter_map(|line| match &line.kind {
                LineKind::GivenObjective { classes, .. } => Some(classes),
                _ => None,
            });
            let is_convex = words.flatten().any(|class| class.words.contains("convex"));
            // Where it is taught for others too, it is tried on others too; what is refuted counts where nothing else is said.
            if !block.refuted || convex.is_none() {
                *convex = Some(convex.unwrap_or(true) && is_convex);
            }
        }
        told.sort_by_key(|range| known.iter().position(|other| other.name == range.name));
        for range in told {
            if !ranges.iter().any(|known| known.name == range.name) {
                ranges.push(range);
            }
        }
    }
}

/// The arguments of a run by parameter.
fn arguments<'a>(run: &'a Run, written: &Recurrences) -> Vec<(String, &'a Expr)> {
    let mut found = Vec::new();
    for (position, argument) in run.arguments.iter().enumerate() {
        let name = match &argument.name {
            Some(name) => Some(name.text.clone()),
            None => written.parameters.get(position).map(|parameter| parameter.name.text.clone()),
        };
        if let Some(name) = name {
            found.push((name, &argument.value));
        }
    }
    found
}

/// The ranges of numbers on a line.
fn ranges_of(line: &LineKind) -> Vec<Range> {
    let LineKind::Given { names, domain } = line else { return Vec::new() };
    let of_name = |name: &str| -> Option<Range> {
        let mut range = Range { name: name.to_owned(), low: None, high: None, whole: false };
        match domain {
            Domain::Interval { low, low_closed, high, high_closed } => {
                range.low = Some((low.clone(), *low_closed));
                range.high = Some((high.clone(), *high_closed));
            }
            Domain::Integers { first, last } => {
                range.whole = true;
                range.low = Some((first.clone(), true));
                range.high = last.clone().map(|last| (last, true));
            }
            Domain::Relation(relation) => bounds(relation, name, &mut range)?,
            Domain::Space { rows: None, columns: None, with } => {
                if let Some(with) = with {
                    bounds(with, name, &mut range)?;
                }
            }
            Domain::Space { .. } => return None,
        }
        Some(range)
    };
    names.iter().filter_map(|name| of_name(&name.text)).collect()
}

/// The bounds that a chain of relations puts on a name.
fn bounds(relation: &Expr, name: &str, range: &mut Range) -> Option<()> {
    let ExprKind::Relation(first, rest) = &relation.kind else { return None };
    let is_name = |expr: &Expr| matches!(&expr.kind, ExprKind::Name { run: None, name: known } if known == name);
    let mut left = first.as_ref();
    for (op, right) in rest {
        let (upper, closed) = match op {
            RelationOp::Le => (true, true),
            RelationOp::Lt => (true, false),
            RelationOp::Ge => (false, true),
            RelationOp::Gt => (false, false),
            RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits => return None,
        };
        if is_name(left) {
            let end = Some((right.clone(), closed));
            if upper { range.high = end } else { range.low = end }
        } else if is_name(right) {
            let end = Some((left.clone(), closed));
            if upper { range.low = end } else { range.high = end }
        }
        left = right;
    }
    Some(())
}

/// The value of a constant term; nothing where it names something unknown or is no number.
pub(super) fn constant(expr: &Expr, known: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(crate::numeric::to_f64_nearest(value)),
        ExprKind::Name { run: None, name } => known(name),
        ExprKind::Negate(x) => Some(-constant(x, known)?),
        ExprKind::Binary(op, x, y) => {
            let (x, y) = (constant(x, known)?, constant(y, known)?);
            match op {
                BinaryOp::Add => Some(x + y),
                BinaryOp::Sub => Some(x - y),
                BinaryOp::Mul => Some(x * y),
                BinaryOp::Div => Some(x / y),
                BinaryOp::Pow => Some(libm::pow(x, y)),
                BinaryOp::MatMul => None,
            }
        }
        ExprKind::Apply { name, index: None, arguments } if name.text == "sqrt" && arguments.len() == 1 => {
            Some(constant(&arguments[0].value, known)?.sqrt())
        }
        _ => None,
    }
}
