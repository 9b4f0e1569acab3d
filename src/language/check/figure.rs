//! Figures: whatever is plotted becomes the two sides of statements, so that it is computed like any statement.

use super::claim;
use super::recurrence::Library;
use super::scope::{Checker, Recorded};
use crate::language::print;
use crate::language::syntax::names::DIMENSION;
use crate::language::syntax::{
    self, Argument, BinaryOp, Expr, ExprKind, IndexRange, Line, LineKind, Name, RelationOp, Span,
};
use crate::language::syntax::{CurveRole, DataLine, DataSource, FigureLine, FigureLineKind, Layer, LayerShape};
use crate::language::typed::{Claim, Given, Shape, Truth};
use crate::numeric::{Rational, from_f64_exact, to_f64_nearest};

/// The points of a grid of heights in each direction: a power of two of steps, which are exact where the ends are.
pub const GRID: u32 = 129;
/// The most panels side by side.
const MOST_PANELS: usize = 4;
/// The most ways to take the values of `each` lines together.
const MOST_VERSIONS: usize = 64;
/// The most parameters that a figure may have.
const MOST_PARAMETERS: usize = 1_000;

/// What is minimised over data, and the class that this makes of it.
const LOSSES: [(&str, &[&str]); 4] = [
    ("squares", &["convex", "L-smooth", "quadratic", "twice differentiable", "mean of N losses", "with minimiser"]),
    (
        "ridge",
        &["strictly convex", "L-smooth", "quadratic", "twice differentiable", "mean of N losses", "with minimiser"],
    ),
    ("logistic", &["convex", "L-smooth", "twice differentiable", "mean of N losses"]),
    ("ridge-logistic", &["strictly convex", "L-smooth", "twice differentiable", "mean of N losses", "with minimiser"]),
];

/// What a figure draws, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The setting, in small print.
    pub note: String,
    /// Whether the paths also grow step by step.
    pub animated: bool,
    /// The objectives made of data.
    pub data: Vec<DrawnData>,
    /// Side by side.
    pub panels: Vec<DrawnPanel>,
    /// What is run, once for each value of each `each` line.
    pub versions: Vec<Version>,
}

/// An objective made of data.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnData {
    /// Its name.
    pub name: String,
    /// What is minimised.
    pub loss: String,
    /// Of which data.
    pub source: DrawnSource,
}

/// Where data come from.
#[derive(Debug, Clone, PartialEq)]
pub enum DrawnSource {
    /// A data set that comes with the program.
    Shipped {
        /// Its name.
        set: String,
        /// The features used, besides the one that is always 1; none: all.
        columns: Vec<String>,
        /// The first row, the distance to the next, and the last, counted from 1; absent: all.
        rows: Option<(usize, usize, usize)>,
    },
    /// Targets, with one feature that is always 1.
    Targets(Vec<f64>),
}

/// One pair of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnPanel {
    /// Its title.
    pub title: Option<String>,
    /// The horizontal axis.
    pub x: DrawnAxis,
    /// The vertical axis.
    pub y: DrawnAxis,
    /// Whether one unit is as long on both.
    pub equal: bool,
    /// What is in it.
    pub layers: Vec<DrawnLayer>,
}

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnAxis {
    /// What it measures.
    pub title: String,
    /// Whether it is logarithmic.
    pub log: bool,
    /// Its ends.
    pub range: Option<(f64, f64)>,
}

/// Something drawn: where its numbers are among the statements of a version.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnLayer {
    /// What it is.
    pub kind: DrawnKind,
    /// Its label; `{eta}` is the value of `eta` in the version. Empty: it belongs to the layer before it.
    pub label: String,
    /// Its first statement.
    pub show: usize,
}

/// What the sides of a layer's statements are.
#[derive(Debug, Clone, PartialEq)]
pub enum DrawnKind {
    /// Height and place.
    Curve(CurveRole),
    /// Both coordinates of each point.
    Path,
    /// Both coordinates of each tail, then of each head.
    Arrows,
    /// On the left the heights at the points of a grid of [`GRID`] columns and rows, row by row.
    Contours {
        /// The ends of the horizontal axis.
        across: (f64, f64),
        /// The ends of the vertical axis.
        up: (f64, f64),
    },
    /// The place, twice.
    Level {
        /// Whether it is a place of the horizontal axis.
        upright: bool,
    },
}

/// The figure for one value of each `each` line.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The names of the `each` lines with their values as text.
    pub values: Vec<(String, String)>,
    /// How many parameters there are, where that is said.
    pub dimension: Option<usize>,
    /// What is run, and the statements whose sides are drawn.
    pub claim: Claim,
    /// Whether the statements are read on one outcome of the draws.
    pub sampled: bool,
}

/// A figure while its lines are being read.
#[derive(Default)]
struct Draft {
    note: String,
    animated: bool,
    dimension: Option<usize>,
    data: Vec<DrawnData>,
    panels: Vec<DrawnPanel>,
    settings: Vec<Line>,
    shows: Vec<(Line, Span)>,
    each: Vec<(Name, Vec<Expr>)>,
}

impl Checker {
    /// Checks the lines of a figure.
    pub(super) fn figure(&mut self, lines: &[FigureLine], library: &Library, span: Span) -> Result<Drawn, Recorded> {
        let mut draft = Draft::default();
        for line in lines {
            self.figure_line(line, &mut draft)?;
        }
        draft.panels.retain(|panel| !panel.layers.is_empty());
        if draft.panels.is_empty() {
            let help = Some("add a line such as `plot R(w[t]) against t for t in 0..20`".to_owned());
            return Err(self.error(span, "the figure draws nothing", "an empty picture", help));
        }
        if draft.panels.len() > MOST_PANELS {
            let message = format!("a figure has at most {MOST_PANELS} panels");
            return Err(self.error(span, message, "too many", Some("split it into two figures".to_owned())));
        }
        self.labels(&draft, span)?;
        let mut versions = Vec::new();
        for values in combinations(&draft.each) {
            if versions.len() >= MOST_VERSIONS {
                let message = format!("the values of the `each` lines combine to more than {MOST_VERSIONS} pictures");
                return Err(self.error(span, message, "too many", None));
            }
            versions.push(self.version(&draft, &values, library, span)?);
        }
        let Draft { note, animated, data, panels, .. } = draft;
        Ok(Drawn { note, animated, data, panels, versions })
    }

    fn figure_line(&mut self, line: &FigureLine, draft: &mut Draft) -> Result<(), Recorded> {
        match &line.kind {
            FigureLineKind::Setting(setting) => match &setting.kind {
                LineKind::Let { name, index: None, value } if name.text == DIMENSION => {
                    draft.dimension = Some(self.parameters_of_figure(value)?);
                }
                LineKind::GivenObjective { .. }
                | LineKind::Given { .. }
                | LineKind::Let { .. }
                | LineKind::Assume(_)
                | LineKind::Run(_)
                | LineKind::Draw { .. } => draft.settings.push(setting.clone()),
                _ => {
                    let help = Some("a figure says what it draws with `plot`, `law`, `points`, `path`, ...".to_owned());
                    return Err(self.error(line.span, "this line belongs in a claim", "not in a figure", help));
                }
            },
            FigureLineKind::Data(data) => self.data_line(data, line.span, draft)?,
            FigureLineKind::Each { name, values } => {
                if draft.each.iter().any(|(known, _)| known.text == name.text) {
                    let message = format!("`{}` is given values twice", name.text);
                    return Err(self.error(name.span, message, "again", None));
                }
                draft.each.push((name.clone(), values.clone()));
            }
            FigureLineKind::Note(text) => draft.note.clone_from(text),
            FigureLineKind::Panel(title) => {
                if draft.panels.last().is_none_or(|panel| panel.title.is_some() || !panel.layers.is_empty()) {
                    draft.panels.push(empty_panel());
                }
                draft.panel().title = Some(title.clone());
            }
            FigureLineKind::Axis { horizontal, title, log, range } => {
                let range = match range {
                    Some((low, high)) => Some(self.ends(low, high, *log)?),
                    None => None,
                };
                let panel = draft.panel();
                let axis = if *horizontal { &mut panel.x } else { &mut panel.y };
                *axis = DrawnAxis { title: title.clone(), log: *log, range };
            }
            FigureLineKind::Equal => draft.panel().equal = true,
            FigureLineKind::Animate => draft.animated = true,
            FigureLineKind::Layer(layer) => self.layer(layer, line.span, draft)?,
        }
        Ok(())
    }

    /// An objective made of data: what its loss makes of it is its class.
    fn data_line(&mut self, line: &DataLine, span: Span, draft: &mut Draft) -> Result<(), Recorded> {
        let Some((_, words)) = LOSSES.iter().find(|(loss, _)| *loss == line.loss.text) else {
            let known: Vec<String> = LOSSES.iter().map(|(loss, _)| format!("`{loss}`")).collect();
            let help = Some(format!("the losses are {}", known.join(", ")));
            return Err(self.error(
                line.loss.span,
                format!("there is no loss `{}`", line.loss.text),
                "not known",
                help,
            ));
        };
        let class = |words: &&str| syntax::Class { words: (*words).to_owned(), arguments: Vec::new(), span };
        let kind =
            LineKind::GivenObjective { names: vec![line.name.clone()], classes: words.iter().map(class).collect() };
        draft.settings.push(Line { kind, span });
        let source = match &line.source {
            DataSource::Targets(targets) => {
                let values: Option<Vec<f64>> = targets.iter().map(constant).collect();
                let Some(values) = values.filter(|values| values.iter().all(|value| value.is_finite())) else {
                    return Err(self.error(span, "targets must be numbers", "not all are numbers", None));
                };
                DrawnSource::Targets(values)
            }
            DataSource::Shipped { set, columns, rows } => {
                let columns = columns.iter().map(|column| column.text.clone()).collect();
                let rows = match rows {
                    Some((first, second, last)) => Some(self.rows(first, second.as_ref(), last, span)?),
                    None => None,
                };
                DrawnSource::Shipped { set: set.clone(), columns, rows }
            }
        };
        draft.data.push(DrawnData { name: line.name.text.clone(), loss: line.loss.text.clone(), source });
        Ok(())
    }

    /// `first, second..last` as the first, the distance to the next, and the last.
    fn rows(
        &mut self,
        first: &Expr,
        second: Option<&Expr>,
        last: &Expr,
        span: Span,
    ) -> Result<(usize, usize, usize), Recorded> {
        let (from, to) = (whole(first), whole(last));
        let next = second.map_or(from.map(|from| from + 1), whole);
        match (from, next, to) {
            (Some(from), Some(next), Some(to)) if 0 < from && from < next && from <= to => Ok((from, next - from, to)),
            _ => {
                let help = Some("write `rows 1..50`, or `rows 1, 3..99` for every second one".to_owned());
                Err(self.error(span, "rows are numbered from 1 and must increase", "not a range of rows", help))
            }
        }
    }

    fn parameters_of_figure(&mut self, value: &Expr) -> Result<usize, Recorded> {
        let number = whole(value).filter(|number| (1..=MOST_PARAMETERS).contains(number));
        let help = format!("write a whole number up to {MOST_PARAMETERS}");
        number.ok_or_else(|| {
            self.error(value.span, "this is not a number of parameters", "not a whole number in range", Some(help))
        })
    }

    /// The ends of an axis.
    fn ends(&mut self, low: &Expr, high: &Expr, log: bool) -> Result<(f64, f64), Recorded> {
        let (Some(from), Some(to)) = (constant(low), constant(high)) else {
            let help = Some("write numbers, such as `0..2.5`".to_owned());
            return Err(self.error(low.span, "an axis runs from one number to another", "not two numbers", help));
        };
        if !(from < to && from.is_finite() && to.is_finite()) || log && from <= 0.0 {
            let help =
                if log { "a logarithmic axis has positive ends, the lower one first" } else { "the lower one first" };
            return Err(self.error(low.span, "an axis cannot have these ends", "no range", Some(help.to_owned())));
        }
        Ok((from, to))
    }

    fn layer(&mut self, layer: &Layer, span: Span, draft: &mut Draft) -> Result<(), Recorded> {
        let show = draft.shows.len();
        let range = match &layer.range {
            Some(IndexRange { last: None, index, .. }) => {
                let help = Some(format!("write `for {0} in 1..100`", index.text));
                return Err(self.error(index.span, "what is drawn must have an end", "up to where?", help));
            }
            other => other.clone(),
        };
        let mut push = |left: Expr, right: Expr, range: Option<IndexRange>| {
            let kind = ExprKind::Relation(Box::new(left), vec![(RelationOp::Eq, right)]);
            let statement = Expr { kind, span };
            draft.shows.push((Line { kind: LineKind::Show { statement, range }, span }, span));
        };
        let (kind, default) = match &layer.shape {
            LayerShape::Curve { role, y, x } => {
                push(y.clone(), x.clone(), range);
                (DrawnKind::Curve(*role), [print::unicode(x), print::unicode(y)])
            }
            LayerShape::Path(point) => {
                push(coordinate(point, 1), coordinate(point, 2), range);
                (DrawnKind::Path, plane())
            }
            LayerShape::Arrow { vector, tail } => {
                let head = Expr {
                    kind: ExprKind::Binary(BinaryOp::Add, Box::new(tail.clone()), Box::new(vector.clone())),
                    span: vector.span,
                };
                push(coordinate(tail, 1), coordinate(tail, 2), range.clone());
                push(coordinate(&head, 1), coordinate(&head, 2), range);
                (DrawnKind::Arrows, plane())
            }
            LayerShape::Contours { objective, over: [across, up] } => {
                if let Some(range) = &range {
                    return Err(self.error(range.index.span, "contours are drawn once", "no `for` here", None));
                }
                let (across, up) = (self.ends(&across.0, &across.1, false)?, self.ends(&up.0, &up.1, false)?);
                let (height, range) = grid(objective, across, up, span);
                push(height, number(Rational::ZERO, span), Some(range));
                (DrawnKind::Contours { across, up }, plane())
            }
            LayerShape::Level { upright, at } => {
                if let Some(range) = &range {
                    return Err(self.error(range.index.span, "a level is one line", "no `for` here", None));
                }
                push(at.clone(), at.clone(), None);
                (DrawnKind::Level { upright: *upright }, [String::new(), String::new()])
            }
        };
        let panel = draft.panel();
        let [across, up] = default;
        for (axis, default) in [(&mut panel.x, across), (&mut panel.y, up)] {
            if axis.title.is_empty() {
                axis.title = default;
            }
        }
        panel.layers.push(DrawnLayer { kind, label: layer.label.clone().unwrap_or_default(), show });
        Ok(())
    }

    /// Whether every `{name}` in a label is the name of an `each` line.
    fn labels(&mut self, draft: &Draft, span: Span) -> Result<(), Recorded> {
        let labels = draft.panels.iter().flat_map(|panel| &panel.layers).map(|layer| layer.label.as_str());
        for label in labels {
            for name in places(label) {
                if !draft.each.iter().any(|(known, _)| known.text == name) {
                    let message = format!("a label uses `{name}`, but no `each` line gives its values");
                    return Err(self.error(span, message, "in this figure", None));
                }
            }
        }
        Ok(())
    }

    fn version(
        &mut self,
        draft: &Draft,
        values: &[(Name, Expr)],
        library: &Library,
        span: Span,
    ) -> Result<Version, Recorded> {
        let mut dimension = draft.dimension;
        if let Some((_, value)) = values.iter().find(|(name, _)| name.text == DIMENSION) {
            dimension = Some(self.parameters_of_figure(value)?);
        }
        let put_in = values.iter().filter(|(name, _)| name.text != DIMENSION).map(|(name, value)| Line {
            kind: LineKind::Let { name: name.clone(), index: None, value: value.clone() },
            span: name.span,
        });
        let shows = draft.shows.iter().map(|(line, _)| line.clone());
        let lines: Vec<Line> = put_in.chain(draft.settings.iter().cloned()).chain(shows).collect();
        self.in_figure = true;
        let claim = claim::check(&lines, library, span, self);
        self.in_figure = false;
        let claim = claim?;
        self.all_is_chosen(&claim, &draft.data, span)?;
        let mut sampled = false;
        for (show, (_, span)) in claim.shows.iter().zip(&draft.shows) {
            sampled |= show.truth.is_random(&self.random_runs);
            let is_number = match &show.truth {
                Truth::Relation(RelationOp::Eq, left, right) => {
                    left.shape() == Shape::Scalar && right.shape() == Shape::Scalar
                }
                _ => false,
            };
            if !is_number {
                let help = Some("name a component, as in `w[t]_1`, or take a norm".to_owned());
                return Err(self.error(*span, "what is drawn must be a number", "not a number", help));
            }
        }
        let values = values.iter().map(|(name, value)| (name.text.clone(), print::unicode(value))).collect();
        Ok(Version { values, dimension, claim, sampled })
    }

    /// A figure shows one case: nothing may be left to a generator.
    fn all_is_chosen(&mut self, claim: &Claim, data: &[DrawnData], span: Span) -> Result<(), Recorded> {
        for given in &claim.givens {
            let (name, help) = match given {
                Given::Objective { name, class, .. } => {
                    let is_data = data.iter().any(|data| data.name == *name);
                    if class.formula.is_some() || class.family.is_some() || is_data {
                        continue;
                    }
                    (name, "name an `objective` block or a family: `given R: quadratic(curvature = 1)`".to_owned())
                }
                Given::Vector { name, .. } if name.contains(['[', '(']) => {
                    (name, "say where the run starts, as in `run gradient_descent(0.1) on R from unit(1)`".to_owned())
                }
                Given::Scalar { name, .. } | Given::Vector { name, .. } | Given::Matrix { name, .. } => {
                    (name, format!("write `let {name} = ...`"))
                }
            };
            let message = format!("a figure shows a single case, but `{name}` is not fixed");
            return Err(self.error(span, message, "in this figure", Some(help)));
        }
        Ok(())
    }
}

impl Draft {
    fn panel(&mut self) -> &mut DrawnPanel {
        if self.panels.is_empty() {
            self.panels.push(empty_panel());
        }
        self.panels.last_mut().expect("just made")
    }
}

fn empty_panel() -> DrawnPanel {
    let axis = DrawnAxis { title: String::new(), log: false, range: None };
    DrawnPanel { title: None, x: axis.clone(), y: axis, equal: false, layers: Vec::new() }
}

/// The axes of the plane of both parameters.
fn plane() -> [String; 2] {
    ["w₁".to_owned(), "w₂".to_owned()]
}

/// Every way to take one value of each.
fn combinations(each: &[(Name, Vec<Expr>)]) -> impl Iterator<Item = Vec<(Name, Expr)>> + '_ {
    let count = each.iter().map(|(_, values)| values.len()).fold(1_usize, usize::saturating_mul);
    (0..count).map(move |number| {
        let mut left = number;
        let mut chosen: Vec<(Name, Expr)> = each
            .iter()
            .rev()
            .map(|(name, values)| {
                let value = values[left % values.len()].clone();
                left /= values.len();
                (name.clone(), value)
            })
            .collect();
        chosen.reverse();
        chosen
    })
}

/// The names in curly brackets.
fn places(label: &str) -> impl Iterator<Item = &str> {
    label.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The whole number that an expression is.
fn whole(expr: &Expr) -> Option<usize> {
    match &expr.kind {
        ExprKind::Number(number) if number.is_int() => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The number that an expression of numbers is.
fn constant(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(to_f64_nearest(value)),
        ExprKind::Negate(value) => Some(-constant(value)?),
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (constant(left)?, constant(right)?);
            match op {
                BinaryOp::Add => Some(left + right),
                BinaryOp::Sub => Some(left - right),
                BinaryOp::Mul => Some(left * right),
                BinaryOp::Div => Some(left / right),
                BinaryOp::Pow => Some(libm::pow(left, right)),
                BinaryOp::MatMul => None,
            }
        }
        _ => None,
    }
}

fn number(value: Rational, span: Span) -> Expr {
    Expr { kind: ExprKind::Number(value), span }
}

fn call(name: &str, arguments: Vec<Expr>, span: Span) -> Expr {
    let arguments = arguments.into_iter().map(|value| Argument { name: None, value }).collect();
    let name = Name { text: name.to_owned(), span };
    Expr { kind: ExprKind::Apply { name, index: None, arguments }, span }
}

/// `entry(point, k)`
fn coordinate(point: &Expr, k: u32) -> Expr {
    call("entry", vec![point.clone(), number(Rational::from(k), point.span)], point.span)
}

/// The height of an objective at each point of a grid, row by row from the lower left corner, and the numbers of the points.
fn grid(objective: &Name, across: (f64, f64), up: (f64, f64), span: Span) -> (Expr, IndexRange) {
    // No name of the notes has a space in it.
    let index = Name { text: "grid point".to_owned(), span };
    let k = Expr { kind: ExprKind::Name { run: None, name: index.text.clone() }, span };
    let whole = |value: u32| number(Rational::from(value), span);
    let binary =
        |op, left: Expr, right: Expr| Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span };
    let place = |(low, high): (f64, f64), step: Expr, axis: u32| {
        // The ends are finite.
        let exact = |end: f64| from_f64_exact(end).unwrap_or_default();
        let width = number((exact(high) - exact(low)) / Rational::from(GRID - 1), span);
        let place = binary(BinaryOp::Add, number(exact(low), span), binary(BinaryOp::Mul, width, step));
        binary(BinaryOp::Mul, place, call("unit", vec![whole(axis)], span))
    };
    let column = call("mod", vec![k.clone(), whole(GRID)], span);
    let row = call("floor", vec![binary(BinaryOp::Div, k, whole(GRID))], span);
    let point = binary(BinaryOp::Add, place(across, column, 1), place(up, row, 2));
    let height = call(&objective.text, vec![point], span);
    (height, IndexRange { index, first: whole(0), last: Some(whole(GRID * GRID - 1)) })
}
