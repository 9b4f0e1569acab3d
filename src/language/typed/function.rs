//! The functions of the language, one row each: names, arguments, where there is no value, and what they mean. The checker, the
//! compiler, the help and the table of `docs/language.md` take it from here.

use super::shape::Shape;
use crate::numeric::tolerance::SERIES_OPERATIONS;

/// What a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Numbers or vectors, at least and at most so many. Of vectors it is taken component by component.
    ByComponent(usize, usize),
    /// Values of these shapes.
    Exactly(&'static [Shape]),
    /// The same; where a vector is wanted, a number that is written out stands for the vector whose components all equal it.
    Lifted(&'static [Shape]),
    /// Draws or runs, which the checker looks at by itself.
    Names,
}

/// What is known of a function.
#[derive(Debug, Clone, Copy)]
pub struct FunctionRow {
    /// Its names; the first is the usual one.
    pub names: &'static [&'static str],
    /// How it is written, as in `docs/language.md`.
    pub form: &'static str,
    /// What it is, as in `docs/language.md`.
    pub meaning: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether there are arguments for which it has no value.
    pub may_fail: bool,
    /// How many operations one component stands for.
    pub operations: usize,
}

/// Makes the enumeration of the functions and the table of what is known of them, so that there is none without a row.
macro_rules! functions {
    ($($name:ident $names:expr, $form:literal, $meaning:literal, $takes:expr, $may_fail:literal, $operations:expr;)*) => {
        /// Functions that act component by component, and the few that do not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Function {
            $(#[doc = $meaning] $name,)*
        }

        impl Function {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What is known of it.
            #[must_use]
            pub const fn row(self) -> FunctionRow {
                match self {
                    $(Self::$name => FunctionRow {
                        names: &$names,
                        form: $form,
                        meaning: $meaning,
                        takes: $takes,
                        may_fail: $may_fail,
                        operations: $operations,
                    },)*
                }
            }
        }
    };
}

const ONE: Takes = Takes::ByComponent(1, 1);
const TWO: Takes = Takes::ByComponent(2, 2);
const SEVERAL: Takes = Takes::ByComponent(2, 8);
const VECTOR: Takes = Takes::Exactly(&[Shape::Vector]);
const MATRIX: Takes = Takes::Lifted(&[Shape::Matrix]);
const SYSTEM: Takes = Takes::Exactly(&[Shape::Matrix, Shape::Vector]);

functions! {
    // names, form, meaning, what it takes, whether it may have no value, operations a component
    Sqrt ["sqrt"], "sqrt(x)", "the square root", ONE, true, 1;
    Abs ["abs"], "abs(x)", "the absolute value", ONE, false, 1;
    Sign ["sign"], "sign(x)", "-1, 0 or 1", ONE, false, 1;
    Exp ["exp"], "exp(x)", "the exponential function", ONE, false, SERIES_OPERATIONS;
    Ln ["log", "ln"], "log(x)", "the natural logarithm, also `ln(x)`", ONE, true, SERIES_OPERATIONS;
    Cos ["cos"], "cos(x)", "the cosine", ONE, false, SERIES_OPERATIONS;
    Min ["min"], "min(x, y)", "the smallest of two to eight", SEVERAL, false, 1;
    Max ["max"], "max(x, y)", "the largest of two to eight", SEVERAL, false, 1;
    Mod ["mod"], "mod(k, m)", "the remainder of whole numbers, in `0..m-1`", TWO, true, 1;
    QuotientOrZero ["div0"], "div0(x, y)", "the quotient, or 0 if both are 0", TWO, true, 1;
    Ceil ["ceil"], "ceil(x)", "the smallest whole number not below `x`", ONE, false, 1;
    Floor ["floor"], "floor(x)", "the largest whole number not above `x`", ONE, false, 1;
    Norm1 ["norm1"], "norm1(u)", "the sum of absolute values, also `\\|u\\|_1`", VECTOR, false, 1;
    NormInf ["norminf"], "norminf(u)", "the largest absolute value, also `\\|u\\|_inf`", VECTOR, false, 1;
    Solve ["solve"], "solve(A, u)", "the vector `x` with `A @ x == u`", SYSTEM, true, 1;
    Transpose ["transpose"], "transpose(A)", "the transpose", MATRIX, false, 1;
    LambdaMax ["lambda_max"], "lambda_max(A)", "the largest eigenvalue of a symmetric matrix", MATRIX, true, 1;
    LambdaMin ["lambda_min"], "lambda_min(A)", "the smallest eigenvalue of a symmetric matrix", MATRIX, true, 1;
}

/// What is written like a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    /// A function.
    Function(Function),
    /// `clip(x, low, high)`, short for `max(low, min(x, high))`.
    Clip,
    /// `unit(k)`
    Unit,
    /// `entry(u, k)`
    Entry,
    /// `outer(u, v)`
    Outer,
    /// `diag(u)`
    Diagonal,
    /// `size(B)`
    Size,
    /// `multiplicity(n, B)`
    Multiplicity,
    /// `order(w)`
    Order,
    /// `operations(w)`
    Operations,
    /// `numbers(w)`
    Numbers,
}

/// What is written like a function and is none: the checker makes other terms of it.
const OTHERS: [(BuiltIn, FunctionRow); 10] = [
    (BuiltIn::Clip, other(&["clip"], "clip(x, low, high)", "`max(low, min(x, high))`", Takes::ByComponent(3, 3))),
    (
        BuiltIn::Outer,
        other(&["outer"], "outer(u, v)", "the matrix `u v^T`", Takes::Lifted(&[Shape::Vector, Shape::Vector])),
    ),
    (BuiltIn::Diagonal, other(&["diag"], "diag(u)", "the diagonal matrix", Takes::Lifted(&[Shape::Vector]))),
    (
        BuiltIn::Unit,
        other(&["unit"], "unit(k)", "the unit vector with 1 in component `k`", Takes::Lifted(&[Shape::Scalar])),
    ),
    (
        BuiltIn::Entry,
        other(
            &["entry"],
            "entry(u, k)",
            "a component with a computed index",
            Takes::Lifted(&[Shape::Vector, Shape::Scalar]),
        ),
    ),
    (BuiltIn::Size, other(&["size"], "size(B)", "the number of samples in a batch", Takes::Names)),
    (
        BuiltIn::Multiplicity,
        other(&["multiplicity"], "multiplicity(n, B)", "how often a batch holds sample `n`", Takes::Names),
    ),
    (
        BuiltIn::Order,
        other(&["order"], "order(w)", "the measured order of convergence of a run, also `order(a.w)`", Takes::Names),
    ),
    (BuiltIn::Operations, other(&["operations"], "operations(w)", "the operations of one step of a run", Takes::Names)),
    (BuiltIn::Numbers, other(&["numbers"], "numbers(w)", "the numbers that one step of a run produces", Takes::Names)),
];

/// The row of a form that the checker makes other terms of; their cost and their gaps are those of these terms.
const fn other(names: &'static [&'static str], form: &'static str, meaning: &'static str, takes: Takes) -> FunctionRow {
    FunctionRow { names, form, meaning, takes, may_fail: false, operations: 0 }
}

impl BuiltIn {
    /// All of them with their rows, in the order of the page.
    pub fn all() -> impl Iterator<Item = (Self, FunctionRow)> {
        let functions = Function::ALL.iter().map(|function| (Self::Function(*function), function.row()));
        functions.chain(OTHERS)
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<(Self, FunctionRow)> {
        Self::all().find(|(_, row)| row.names.contains(&name))
    }
}
