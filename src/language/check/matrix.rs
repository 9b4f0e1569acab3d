//! Matrices, unit vectors and samples in expressions.

use super::scope::{Checker, Recorded, Scope};
use crate::language::syntax::names::{FEATURES, OBJECTIVE, TARGETS};
use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind, Name, Span};
use crate::language::typed::Class;
use crate::language::typed::simplified;
use crate::language::typed::{BuiltIn, MatrixForm, Node, Shape, Term};
use crate::problem::Property;

/// What is known of `X[n]` and the like.
const DATA_HELP: &str = "samples come with `given data: N samples` or an objective that is a `mean of N losses`";

impl Checker {
    /// Arguments of these shapes; a number that is written out stands for a vector.
    pub(super) fn shaped(
        &mut self,
        name: &Name,
        arguments: &[Argument],
        wanted: &[Shape],
        scope: &Scope,
    ) -> Result<Vec<Term>, Recorded> {
        if arguments.len() != wanted.len() || arguments.iter().any(|argument| argument.name.is_some()) {
            let plural = if wanted.len() == 1 { "" } else { "s" };
            let message = format!("`{}` takes {} unnamed argument{plural}", name.text, wanted.len());
            return Err(self.error(name.span, message, "wrong arguments", None));
        }
        let mut terms = Vec::new();
        for (argument, wanted) in arguments.iter().zip(wanted) {
            let term = if *wanted == Shape::Vector {
                self.vector(&argument.value, scope)?
            } else {
                self.term(&argument.value, scope)?
            };
            if term.shape() != *wanted {
                let help = format!("it takes {}", words(*wanted));
                let message = format!("`{}` does not take {}", name.text, words(term.shape()));
                return Err(self.error(argument.value.span, message, "shapes do not fit", Some(help)));
            }
            terms.push(term);
        }
        Ok(terms)
    }

    /// The term that one of `unit`, `entry`, `outer`, `diag` or a function of a matrix stands for.
    pub(super) fn matrix_term(&mut self, built_in: BuiltIn, mut terms: Vec<Term>) -> Term {
        let last = Node::new(terms.pop().expect("there is an argument"));
        let first = terms.pop().map(Node::new);
        let index = self.fresh_index();
        let multiplied = |a: Term, b: Node| Node::new(Term::Binary(BinaryOp::Mul, a.into(), b));
        match (built_in, first) {
            (BuiltIn::Unit, _) => Term::Unit(last),
            (BuiltIn::Entry, Some(vector)) => Term::Entry(vector, last),
            (BuiltIn::Outer, Some(left)) => Term::Rows(index, multiplied(Term::Component(left, index), last)),
            (BuiltIn::Diagonal, _) => {
                let unit = Term::Unit(Term::Index(index).into());
                Term::Rows(index, multiplied(Term::Component(last, index), unit.into()))
            }
            (BuiltIn::Function(function), first) => Term::Function(function, first.into_iter().chain([last]).collect()),
            (other, _) => unreachable!("{other:?} takes no matrix"),
        }
    }

    /// An operation between two values whose shapes must fit.
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        a: &Expr,
        b: &Expr,
        span: Span,
        scope: &Scope,
    ) -> Result<Term, Recorded> {
        let left = self.term(a, scope);
        let right = self.term(b, scope);
        let (left, right) = (left?, right?);
        let fits = match op {
            BinaryOp::MatMul => left.shape() == Shape::Matrix && right.shape() != Shape::Scalar,
            BinaryOp::Pow => right.shape() == Shape::Scalar && left.shape() != Shape::Matrix,
            BinaryOp::Add | BinaryOp::Sub => (left.shape() == Shape::Matrix) == (right.shape() == Shape::Matrix),
            BinaryOp::Mul => {
                let shapes = (left.shape(), right.shape());
                !matches!(shapes, (Shape::Matrix, Shape::Vector | Shape::Matrix) | (Shape::Vector, Shape::Matrix))
            }
            BinaryOp::Div => {
                right.shape() == Shape::Scalar || left.shape() != Shape::Matrix && right.shape() == Shape::Vector
            }
        };
        if !fits {
            let message = format!("the shapes do not fit: {} and {}", words(left.shape()), words(right.shape()));
            let adds = matches!(op, BinaryOp::Add | BinaryOp::Sub);
            let number = left.shape() == Shape::Scalar || right.shape() == Shape::Scalar;
            let help = (adds && number).then(|| "write `c*I` for a multiple of the unit matrix".to_owned());
            return Err(self.error(span, message, "shapes do not fit", help));
        }
        Ok(simplified(op, left, right))
    }

    /// `I`
    pub(super) fn identity(&mut self) -> Term {
        let index = self.fresh_index();
        Term::Rows(index, Term::Unit(Term::Index(index).into()).into())
    }

    /// `w_2`: a component by its number.
    pub(super) fn numbered_component(
        &mut self,
        name: &str,
        span: Span,
        scope: &Scope,
    ) -> Option<Result<Term, Recorded>> {
        let (base, number) = name.rsplit_once('_')?;
        let number: i64 = number.parse().ok()?;
        let known = scope.meaning(base).is_some() || scope.index(base).is_some();
        if !known || number == 0 {
            return None;
        }
        let base = Expr { kind: ExprKind::Name { run: None, name: base.to_owned() }, span };
        Some(self.vector(&base, scope).map(|x| Term::Entry(x.into(), Term::integer(number).into())))
    }

    /// `X[n]` and `y[n]`, where they are no sequences.
    pub(super) fn data_at(&mut self, name: &str, index: &Expr, scope: &Scope) -> Option<Result<Term, Recorded>> {
        if !matches!(name, FEATURES | TARGETS) {
            return None;
        }
        let Some((objective, _)) = scope.sampled_objective() else {
            let message = format!("nothing given has samples, so there is no `{name}[...]`");
            return Some(Err(self.error(index.span, message, "no samples", Some(DATA_HELP.to_owned()))));
        };
        let id = objective.id;
        let term = self.scalar(index, scope).map(Node::new);
        Some(term.map(|n| if name == FEATURES { Term::Features(id, n) } else { Term::Target(id, n) }))
    }

    /// `N`, where something given has samples.
    pub(super) fn sample_count(&mut self, span: Span, scope: &Scope) -> Result<Term, Recorded> {
        match scope.sampled_objective() {
            Some((objective, _)) => Ok(Term::Samples(objective.id)),
            None => Err(self.error(
                span,
                "the objective is not a mean of losses, so it has no `N`",
                "no samples",
                Some(DATA_HELP.to_owned()),
            )),
        }
    }

    /// What `given A in R^(W x W) with ...` says of the matrix.
    pub(super) fn matrix_form(&mut self, name: &Name, with: Option<&Expr>) -> Result<MatrixForm, Recorded> {
        let Some(with) = with else { return Ok(MatrixForm::General) };
        if let ExprKind::Apply { name: form, index: None, arguments } = &with.kind
            && let [Argument { name: None, value: Expr { kind: ExprKind::Name { run: None, name: of }, .. } }] =
                arguments.as_slice()
            && *of == name.text
            && let Some(form) = MatrixForm::named(&form.text)
        {
            return Ok(form);
        }
        let help = format!("write `invertible({0})`, `symmetric({0})` or `positive_definite({0})`", name.text);
        Err(self.error(with.span, "unknown property of a matrix", "not known", Some(help)))
    }
}

impl Scope {
    /// Whether an objective is a formula without a Hessian.
    pub(super) fn lacks_hessian(&self, id: usize) -> bool {
        let formula = self.objectives().find(|(_, term, _)| term.id == id).and_then(|found| found.2.formula.as_ref());
        formula.is_some_and(|formula| formula.hessian.is_none())
    }

    /// Whether an objective is given by a class that does not promise a Hessian.
    pub(super) fn need_not_have_hessian(&self, id: usize) -> bool {
        let class = self.objectives().find(|(_, term, _)| term.id == id).map(|found| found.2);
        class.is_some_and(|class| {
            class.formula.is_none() && !class.properties.known().has(Property::TwiceDifferentiable)
        })
    }

    /// What `X`, `y` and `N` refer to: the objective `R` where it has samples, or the only one that has.
    pub(super) fn sampled_objective(&self) -> Option<(&crate::language::typed::ObjectiveTerm, &Class)> {
        if let Some(found) =
            self.objectives().find(|(name, _, class)| *name == OBJECTIVE && class.demands(Property::Sampled))
        {
            return Some((found.1, found.2));
        }
        let mut all = self.objectives().filter(|(_, _, class)| class.demands(Property::Sampled));
        let (_, term, class) = all.next()?;
        all.next().is_none().then_some((term, class))
    }
}

const fn words(shape: Shape) -> &'static str {
    match shape {
        Shape::Scalar => "a number",
        Shape::Vector => "a vector",
        Shape::Matrix => "a matrix",
    }
}
