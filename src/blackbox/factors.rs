//! Numbers and factors that people take for those of a method.

use super::terms::{apply, before, binary, named, number, square};
use crate::language::syntax::{BinaryOp, Expr, ExprKind};

/// By what rates fall or rise from step to step.
const DECAYS: [&str; 7] = ["1/2", "9/10", "99/100", "95/100", "11/10", "101/100", "105/100"];
/// How fast rates fall with the time that has passed.
const SLOW_DECAYS: [&str; 4] = ["1/10", "1/100", "1/1000", "1/10000"];
/// Shares of the point that are added to the gradient.
pub(super) const WEIGHT_DECAYS: [&str; 6] = ["1", "2", "1/10", "1/100", "1/1000", "1/10000"];
/// Where gradients and steps are cut off.
pub(super) const LIMITS: [&str; 4] = ["1", "5", "10", "1/2"];
/// Shares of the last displacement that are added to the next.
pub(super) const SHARES: [&str; 3] = ["9/10", "1/2", "99/100"];
/// How much longer a step may be than the one before.
pub(super) const GROWTHS: [&str; 3] = ["7/4", "2", "1"];
/// Between what frameworks keep rates.
pub(super) const BOUNDS: [(&str, &str); 3] = [("1/1000000", "50"), ("1/1000000", "1"), ("0", "1")];
/// Shares of a parameter below which nothing falls.
pub(super) const LEAST_SHARES: [&str; 3] = ["1/10", "1/100", "1/1000"];

/// Factors that fall or rise from step to step.
pub(super) fn falling() -> Vec<Expr> {
    let over = |x: Expr| binary(BinaryOp::Div, number("1"), x);
    let next = || binary(BinaryOp::Add, named("t"), number("1"));
    let mut found = vec![
        over(next()),
        over(apply("sqrt", next())),
        apply("sqrt", named("t")),
        named("t"),
        over(square(named("t"))),
    ];
    found.extend([over(named("t")), over(apply("sqrt", named("t")))]);
    for decay in DECAYS {
        found.push(binary(BinaryOp::Pow, number(decay), before()));
        found.push(binary(BinaryOp::Pow, number(decay), named("t")));
    }
    for decay in SLOW_DECAYS {
        let passed = binary(BinaryOp::Mul, number(decay), before());
        found.push(over(binary(BinaryOp::Add, number("1"), passed)));
    }
    found
}

/// Factors that depend on the number of coordinates, of samples, and of those in a batch.
pub(super) fn dimension_factors(gradient: &Expr) -> Vec<Expr> {
    let over = |x: Expr| binary(BinaryOp::Div, number("1"), x);
    let mut found = vec![over(named("W")), named("W"), over(apply("sqrt", named("W")))];
    if let ExprKind::Derivative { index: Some(batch), .. } = &gradient.kind {
        let size = || apply("size", (**batch).clone());
        let plus = |by: &str| binary(BinaryOp::Add, size(), number(by));
        found.extend([
            over(size()),
            apply("sqrt", size()),
            binary(BinaryOp::Div, size(), plus("1")),
            binary(BinaryOp::Div, size(), plus("-1")),
            binary(BinaryOp::Div, plus("-1"), size()),
            over(named("N")),
            named("N"),
            square(size()),
        ]);
    }
    found
}
