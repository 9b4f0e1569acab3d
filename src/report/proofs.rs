//! Proofs in words: for what a claim is proved, and why it is not.

use crate::prove::Open;
use crate::verdict::{Scope, Times};

/// What an identity is proved for.
#[must_use]
pub fn identity(scope: &Scope) -> String {
    format!("an identity in all parameters and every objective of the class{}", extent(scope))
}

/// What signs of polynomials prove.
#[must_use]
pub fn signs(scope: &Scope) -> String {
    format!("proved for all parameters and every objective of the class by signs of polynomials{}", extent(scope))
}

/// What certificates prove, over the whole ranges of the parameters named.
#[must_use]
pub fn certified(scope: &Scope, parameters: &[String]) -> String {
    let over = if parameters.is_empty() { String::new() } else { format!(", for every {}", parameters.join(" and ")) };
    format!("certified for the whole class and every dimension{over}{}", extent(scope))
}

/// Why a claim is not proved.
#[must_use]
pub fn open(reasons: &[Open]) -> String {
    let each = |(way, open): (&str, &Open)| format!("{way}: {}", open.reason);
    let ways = ["not proved as an identity", "no certificate"];
    ways.into_iter().zip(reasons).map(each).collect::<Vec<String>>().join("; ")
}

/// The times, numbers of losses and whole numbers that a proof is about, where these are not all.
fn extent(scope: &Scope) -> String {
    let mut text = match scope.times {
        Times::All => String::new(),
        Times::Every => ", at every t".to_owned(),
        Times::UpTo(last) => format!(", at each t <= {last}"),
    };
    if let Some(most) = scope.samples {
        text.push_str(&format!(", for N <= {most}"));
    }
    for (name, most) in &scope.whole_numbers {
        text.push_str(&format!(", for {name} <= {most}"));
    }
    text
}
