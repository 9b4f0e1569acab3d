//! Numbers and verdicts in the words a lecturer reads.

use crate::verdict::{Arithmetic, Evidence, Expectation, Grade, Slack, Verdict};

/// A verdict in one word.
pub(super) fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds(_) => "holds",
        Verdict::Refuted(..) => "refuted",
        Verdict::Undecided(..) => "undecided",
    }
}

/// A verdict in one word after a sign that is seen from afar.
pub(super) fn marked(found: &Verdict) -> String {
    let sign = match found {
        Verdict::Holds(_) => '✓',
        Verdict::Refuted(..) => '✗',
        Verdict::Undecided(..) => '?',
    };
    format!("{sign} {}", verdict(found))
}

/// What is expected, in one word.
pub(super) fn expectation(expected: Expectation) -> &'static str {
    match expected {
        Expectation::Holds => "holds",
        Expectation::Refuted => "refuted",
    }
}

/// The evidence that any verdict carries.
pub(super) fn evidence_of(verdict: &Verdict) -> &Evidence {
    match verdict {
        Verdict::Holds(evidence) | Verdict::Refuted(_, evidence) | Verdict::Undecided(_, evidence) => evidence,
    }
}

/// A verdict and what it rests on: `holds (survived 4,000 cases)`.
#[must_use]
pub fn found(found: &Verdict) -> String {
    format!("{} ({})", verdict(found), rests_on(found))
}

/// What a verdict rests on: `survived 4,000 cases`, `counterexample, exact`, or why nothing was decided.
pub(super) fn rests_on(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Holds(evidence) => survived(evidence),
        Verdict::Refuted(counterexample, _) => match counterexample.confirmed_by {
            Arithmetic::Rational => "counterexample, exact".to_owned(),
            Arithmetic::Interval { bits } => format!("counterexample, certain at {bits} bits"),
            Arithmetic::Statistical { error } => format!("counterexample, statistical, {}", probability(error)),
            Arithmetic::Double => "counterexample, in doubles".to_owned(),
        },
        Verdict::Undecided(reason, _) => reason.clone(),
    }
}

fn survived(evidence: &Evidence) -> String {
    let cases = cases(evidence.cases);
    let mut text = match evidence.grade {
        Grade::None => return "no case decided".to_owned(),
        Grade::Consistent { error } => format!("consistent on {cases}, {}", probability(error)),
        Grade::Survived => format!("survived {cases}"),
        Grade::AgreesTo { bits } => format!("agrees to 2^-{bits} on {cases}"),
        Grade::ExactOnCases => format!("exact on {cases}"),
    };
    if evidence.undecided > 0 {
        text.push_str(&format!(", {} undecided", count(evidence.undecided)));
    }
    text
}

/// `error < 1e-12`: the next power of ten above an error probability.
pub(super) fn probability(error: f64) -> String {
    let power = (-17..0).find(|power| error <= 10_f64.powi(*power)).unwrap_or(0);
    format!("error < 1e{power}")
}

/// `1 case`, `4,000 cases`.
pub(super) fn cases(number: u64) -> String {
    plural(number, "case")
}

/// `1 claim`, `2 claims`.
pub(super) fn plural(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A whole number with its thousands set apart: `4,000`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The smallest slack: `0.30 %`, `0 %` where some case meets the claim with equality, `< 0.01 %` where it nearly is.
pub(super) fn slack(slack: &Slack) -> String {
    let percent = 100.0 * slack.value;
    let size = percent.abs();
    if percent == 0.0 {
        "0 %".to_owned()
    } else if size < 0.01 {
        if percent > 0.0 { "< 0.01 %" } else { "> -0.01 %" }.to_owned()
    } else if size < 1.0 {
        format!("{percent:.2} %")
    } else if size < 10.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(4000), "4,000");
        assert_eq!(count(1_234_567), "1,234,567");
    }
}
