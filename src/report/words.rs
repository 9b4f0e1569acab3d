//! Verdicts and evidence in words.

use super::number;
use crate::language::print::mathml::signs;
use crate::verdict::{
    Arithmetic, Catch, Counterexample, Evidence, Expectation, Finding, Findings, Judged, MutantOutcome, Outcome, Slack,
    Tried, Verdict,
};

/// A verdict on a claim that stands as it was taught.
pub(super) const AS_TAUGHT: &str = "as taught";
/// A verdict on a claim that puts another one right.
pub(super) const CORRECTED: &str = "corrected";
/// A block that the results do not hold.
pub(super) const NOT_JUDGED: &str = "Not judged.";
/// Of a claim that cannot catch a mistake.
pub(super) const DOES_NOT_COUNT: &str = "also refuted for the correct method";
/// Of a known mistake that no claim catches.
pub(super) const NOTHING: &str = "nothing";
/// Kinds of block.
pub(super) const METHOD: &str = "Method";
/// Kinds of block.
pub(super) const OBJECTIVE: &str = "Objective";
/// An assignment's kind.
pub(super) const ASSIGNMENT: &str = "Assignment";
/// Kinds of block.
pub(super) const SCHEDULE: &str = "Schedule";
/// Kinds of block.
pub(super) const FLOW: &str = "Flow";
/// The label of a proof for those who hear it.
pub(super) const PROOF: &str = "Proof";

/// A verdict in one word.
pub(super) fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds(_) => "holds",
        Verdict::Refuted(..) => "refuted",
        Verdict::Undecided(..) => "undecided",
    }
}

/// What a claim says of a mutant, in one word: where the claim holds of the correct method, its verdict on the mutant.
pub(super) const fn catch(found: &Catch) -> &'static str {
    match found {
        Catch::Killed(_) => "refuted",
        Catch::Passes => "holds",
        Catch::Undecided(_) => "undecided",
        Catch::DoesNotCount => "not-counted",
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

/// A piece of evidence in words.
struct Phrases {
    /// For a table: `survived 4,000 cases`.
    short: String,
    /// The beginning of a sentence: `Survived 4,000 cases`.
    sentence: String,
    /// Behind the cases on a data set: `, decided rigorously`.
    on_data: String,
}

/// What a piece of evidence says, on `cases` where it is of cases.
fn phrases(evidence: &Evidence, cases: &str) -> Phrases {
    match evidence {
        Evidence::Consistent { error } => Phrases {
            short: format!("consistent on {cases}, {}", probability(*error)),
            sentence: format!("Consistent with random draws on {cases}, {}", probability(*error)),
            on_data: format!(", consistent, {}", probability(*error)),
        },
        Evidence::Survived => Phrases {
            short: format!("survived {cases}"),
            sentence: format!("Survived {cases}"),
            on_data: ", decided rigorously".to_owned(),
        },
        Evidence::AgreesTo { bits } => Phrases {
            short: format!("agrees to 2^-{bits} on {cases}"),
            sentence: format!("Both sides agree to 2^\u{2212}{bits} on {cases}; whether they are equal is not decided"),
            on_data: format!(", both sides agreeing to 2^\u{2212}{bits}"),
        },
        Evidence::ExactOnCases => Phrases {
            short: format!("exact on {cases}"),
            sentence: format!("Exact on {cases}"),
            on_data: ", decided rigorously".to_owned(),
        },
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
        Verdict::Holds(findings) => survived(findings),
        Verdict::Refuted(counterexample, findings) => match counterexample.confirmed_by {
            Arithmetic::Statistical { error } => format!("counterexample, statistical, {}", probability(error)),
            _ if is_undefined(counterexample) => as_written(counterexample, findings),
            Arithmetic::Rational => "counterexample, exact".to_owned(),
            Arithmetic::Interval { bits } => format!("counterexample, rigorous at {bits} bits"),
            Arithmetic::Double => "counterexample, in doubles".to_owned(),
        },
        Verdict::Undecided(reason, _) => reason.clone(),
    }
}

/// Whether the claim is false of a counterexample only in having no value there.
fn is_undefined(counterexample: &Counterexample) -> bool {
    counterexample.finding.as_ref().is_some_and(|finding| finding.outcome() == Outcome::Undefined)
}

/// `as written: no value at x = 0; true on all 1,790 cases that have one`
fn as_written(counterexample: &Counterexample, findings: &Findings) -> String {
    let missing = counterexample.finding.as_ref().and_then(Finding::first_missing);
    let place = missing.map_or_else(String::new, |missing| {
        let with = missing.with.iter().map(|named| format!("{} = {}", named.name, number::value(&named.value)));
        let with: Vec<String> = with.collect();
        if with.is_empty() { format!(" ({})", missing.reason) } else { format!(" at {}", with.join(", ")) }
    });
    let met = findings.counts.met();
    let elsewhere = match met {
        0 => "nor in any other case".to_owned(),
        1 => "true on the one case that has one".to_owned(),
        _ => format!("true on all {} that have one", cases(met)),
    };
    format!("as written: no value{place}; {elsewhere}")
}

fn survived(findings: &Findings) -> String {
    if findings.counts.is_vacuous() {
        return format!("vacuous on all {}", cases(findings.counts.cases));
    }
    let cases = cases(findings.counts.telling);
    if findings.evidence.is_empty() {
        return "no case decided".to_owned();
    }
    let all: Vec<String> = findings.evidence.iter().map(|evidence| phrases(evidence, &cases).short).collect();
    let mut text = all.join(", ");
    if findings.counts.undecided > 0 {
        text.push_str(&format!(", {} undecided", count(findings.counts.undecided)));
    }
    if findings.counts.is_scarce() {
        text.push_str(&format!("; only {} met the assumptions", count(findings.counts.cases)));
    }
    let on_data: u64 = findings.data.iter().map(|set| set.cases).sum();
    if on_data > 0 {
        text.push_str(&format!(", and {} on data", count(on_data)));
    }
    text
}

/// What was judged on data sets and what was not, in sentences: `10 cases on longley (squares), exact.`
pub(super) fn on_data(findings: &Findings) -> Vec<String> {
    let judged = findings.data.iter().filter(|set| set.not_judged.is_none()).map(|set| {
        let grade = set.evidence.as_ref().map_or(String::new(), |evidence| phrases(evidence, "").on_data);
        let steps = if set.horizon > 1 { format!(" with up to {} steps", set.horizon) } else { String::new() };
        let mut text = format!("{} on the data set {} ({}){steps}{grade}", cases(set.cases), set.name, set.loss);
        if set.undecided > 0 {
            text.push_str(&format!("; {} undecided", count(set.undecided)));
        }
        text + "."
    });
    judged.chain(not_on_data(findings)).collect()
}

/// `Not judged on the data set longley (squares): the claim is not given an objective.`
fn not_on_data(findings: &Findings) -> Vec<String> {
    let sentence = |(reason, sets): (&str, Vec<String>)| format!("Not judged on {}: {reason}.", data_sets(&sets));
    reasons_not_on_data(findings).into_iter().map(sentence).collect()
}

/// Why a claim was not judged on data sets: each reason with the sets.
pub(super) fn reasons_not_on_data(findings: &Findings) -> Vec<(&str, Vec<String>)> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for set in &findings.data {
        let Some(reason) = set.not_judged.as_deref() else { continue };
        let name = format!("{} ({})", set.name, set.loss);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    reasons
}

/// `the data sets iris (logistic), longley (squares)`
pub(super) fn data_sets(names: &[String]) -> String {
    let sets = if names.len() == 1 { "data set" } else { "data sets" };
    format!("the {sets} {}", names.join(", "))
}

/// What a verdict rests on, in sentences.
pub(super) fn at_length(claim: &Judged) -> Vec<String> {
    let findings = claim.verdict.findings();
    match &claim.verdict {
        Verdict::Holds(_) => {
            let mut sentences = vec![first_sentence(findings, index(claim))];
            sentences.extend(exactly(findings));
            sentences.extend(tried(findings));
            sentences.extend(searched(findings));
            sentences.extend(set_aside(findings));
            sentences.extend(untried(findings));
            sentences.extend(on_data(findings));
            sentences
        }
        Verdict::Refuted(found, _) if found.witness.is_some() => {
            vec![format!("Refuted by its own counterexample, {}.", found.witness.as_deref().unwrap_or_default())]
        }
        Verdict::Refuted(found, _) if is_undefined(found) => {
            let way_out = "Assume whatever makes it defined, or write `div0` if 0/0 is meant to be 0.";
            vec![format!("Refuted {}.", as_written(found, findings)), way_out.to_owned()]
        }
        Verdict::Refuted(found, _) => {
            let at = found.number.map_or(String::new(), |number| format!(", found at case {}", count(number)));
            vec![format!("Refuted by a counterexample{at}.")]
        }
        Verdict::Undecided(reason, _) => {
            let mut sentences = vec![format!("Undecided: {reason}.")];
            sentences.extend(tried(findings));
            sentences.extend(set_aside(findings));
            sentences.extend(untried(findings));
            sentences.extend(on_data(findings));
            sentences
        }
    }
}

/// `Survived 20,000 cases of up to 100 steps; smallest slack 0.30 %, at t = 64 in case 993.`
fn first_sentence(findings: &Findings, index: &str) -> String {
    if findings.counts.is_vacuous() {
        return format!("Vacuous on all {}: every premise was false.", cases(findings.counts.cases));
    }
    let cases = cases(findings.counts.telling);
    let all: Vec<String> = findings.evidence.iter().map(|evidence| phrases(evidence, &cases).sentence).collect();
    let mut text = if all.is_empty() { "No case decided anything".to_owned() } else { all.join(". ") };
    if has_survived(findings)
        && let Some(bits) = findings.counts.agrees
    {
        let tied = if findings.counts.tied == 1 {
            "one a tie".to_owned()
        } else {
            format!("{} of them ties", count(findings.counts.tied))
        };
        text.push_str(&format!(" ({tied}, both sides agreeing to 2^\u{2212}{bits})"));
    }
    if findings.counts.horizon > 1 {
        text.push_str(&format!(", with up to {} steps", findings.counts.horizon));
    }
    match &findings.smallest_slack {
        Some(found) if has_survived(findings) => {
            let at = found.at.map(|at| format!("at {index} = {at} ")).unwrap_or_default();
            text.push_str(&format!("; smallest slack {}, {at}in case {}", slack(found), count(found.number)));
        }
        _ => {}
    }
    text + "."
}

/// Whether it is known of the cases that they survived, and no more.
fn has_survived(findings: &Findings) -> bool {
    findings.evidence.contains(&Evidence::Survived)
}

/// The name of the index that a statement is judged for.
pub(super) fn index(claim: &Judged) -> &str {
    claim.index.as_deref().unwrap_or("t")
}

/// The smallest slack where it says something: an equality has none.
pub(super) fn telling_slack(verdict: &Verdict) -> Option<&Slack> {
    match verdict {
        Verdict::Holds(findings) if has_survived(findings) => findings.smallest_slack.as_ref(),
        _ => None,
    }
}

/// How many cases were judged exactly, where not all were.
fn exactly(findings: &Findings) -> Option<String> {
    let is_told = findings.counts.escalated > 0 && findings.counts.escalated < findings.counts.cases;
    let were = if findings.counts.escalated == 1 { "was" } else { "were" };
    let audited = match findings.counts.audited {
        0 => String::new(),
        all if all == findings.counts.escalated => ", all as an audit of the screen".to_owned(),
        some => format!(", {} of them as an audit of the screen", count(some)),
    };
    is_told.then(|| format!("{} {were} judged in exact arithmetic{audited}.", count(findings.counts.escalated)))
}

/// `Tried on quadratic and huber functions, with up to 16 parameters, 40 losses and k = 400.`
fn tried(findings: &Findings) -> Vec<String> {
    let Tried { families, parameters, losses, whole, hessians } = &findings.tried;
    let names: Vec<&str> = families.iter().map(|family| family.name()).collect();
    let mut sizes = Vec::new();
    if *parameters > 0 {
        sizes.push(plural(*parameters as u64, "parameter"));
    }
    if *losses > 0 {
        sizes.push(if *losses == 1 { "1 loss".to_owned() } else { format!("{losses} losses") });
    }
    sizes.extend(whole.iter().map(|(name, value)| format!("{} = {value}", signs(name))));
    let on = if names.is_empty() { String::new() } else { format!(" on the families {}", joined(&names)) };
    let sizes: Vec<&str> = sizes.iter().map(String::as_str).collect();
    let up_to = if sizes.is_empty() { String::new() } else { format!(" with up to {}", joined(&sizes)) };
    let comma = if on.is_empty() || up_to.is_empty() { "" } else { "," };
    let mut sentences = Vec::new();
    if !(on.is_empty() && up_to.is_empty()) {
        sentences.push(format!("Tried{on}{comma}{up_to}."));
    }
    if *hessians {
        let narrow = "With two or more parameters, the Hessians are those of these families, which do not approximate every \
                      twice differentiable function.";
        sentences.push(narrow.to_owned());
    }
    sentences
}

/// `a, b and c`
fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// How hard the search for the smallest slack tried.
fn searched(findings: &Findings) -> Option<String> {
    let cases = plural(findings.counts.searched, "case");
    (findings.counts.searched > 0).then(|| format!("The adversarial search screened {cases}."))
}

/// Cases that there was no work left for.
fn untried(findings: &Findings) -> Option<String> {
    let were = if findings.counts.untried == 1 { "case was" } else { "cases were" };
    let text = || format!("{} {were} skipped because the work budget was exhausted.", count(findings.counts.untried));
    (findings.counts.untried > 0).then(text)
}

/// Cases that say nothing.
fn set_aside(findings: &Findings) -> Option<String> {
    let mut parts = Vec::new();
    // Where all of them did, they are what was counted.
    if findings.counts.degenerate > 0 && findings.counts.degenerate != findings.counts.telling {
        parts.push(format!("{} degenerate (0 = 0)", count(findings.counts.degenerate)));
    }
    if findings.counts.vacuous > 0 && !findings.counts.is_vacuous() {
        parts.push(format!("{} vacuous (every premise false)", count(findings.counts.vacuous)));
    }
    if findings.counts.unclear > 0 {
        parts.push(format!(
            "{} unclear (it is not known whether they meet the assumptions)",
            count(findings.counts.unclear)
        ));
    }
    if findings.counts.rejected > 0 {
        parts.push(format!("{} rejected (the assumptions failed)", count(findings.counts.rejected)));
    }
    if findings.counts.undecided > 0 {
        parts.push(format!("{} undecided", count(findings.counts.undecided)));
    }
    (!parts.is_empty()).then(|| format!("Not counted: {}.", parts.join(", ")))
}

/// What confirmed a counterexample, and where it was first met.
pub(super) fn confirmed(found: &Counterexample) -> String {
    let by = match found.confirmed_by {
        Arithmetic::Rational => "exactly, in rational arithmetic".to_owned(),
        Arithmetic::Interval { bits } => format!("rigorously, in intervals of {bits} bits"),
        Arithmetic::Statistical { error } => format!("by random draws, {}", probability(error)),
        Arithmetic::Double => "exactly, in doubles".to_owned(),
    };
    match &found.witness {
        Some(witness) => format!("{by}, by {witness}"),
        None => found.number.map_or(by.clone(), |number| format!("{by}; first found at case {}", count(number))),
    }
}

/// `5 of 5 proof steps hold`, and the first that does not.
pub(super) fn proof(steps: &[Judged]) -> Option<String> {
    let first = steps.iter().find(|step| !matches!(step.verdict, Verdict::Holds(_)));
    let noun = if steps.len() == 1 { "step holds" } else { "steps hold" };
    let text = format!("{} of {} proof {noun}", holding(steps), steps.len());
    match first {
        _ if steps.is_empty() => None,
        None => Some(text),
        Some(step) => Some(format!("{text}; the first that does not: {} ({})", step.id, verdict(&step.verdict))),
    }
}

/// `5 of 5`, or empty if there are no steps.
pub(super) fn proof_in_short(steps: &[Judged]) -> String {
    if steps.is_empty() { String::new() } else { format!("{} of {}", holding(steps), steps.len()) }
}

fn holding(steps: &[Judged]) -> usize {
    steps.iter().filter(|step| matches!(step.verdict, Verdict::Holds(_))).count()
}

/// `38 claims: 30 hold, 8 refuted.`
pub(super) fn claims(claims: &[&Judged]) -> Option<String> {
    let number = |wanted: fn(&Verdict) -> bool| claims.iter().filter(|claim| wanted(&claim.verdict)).count();
    let held = number(|verdict| matches!(verdict, Verdict::Holds(_)));
    let refuted = number(|verdict| matches!(verdict, Verdict::Refuted(..)));
    let undecided = claims.len() - held - refuted;
    let noun = if claims.len() == 1 { "claim" } else { "claims" };
    let mut text = format!("{} {noun}: {held} hold, {refuted} refuted", claims.len());
    if undecided > 0 {
        text.push_str(&format!(", {undecided} undecided"));
    }
    text.push('.');
    (!claims.is_empty()).then_some(text)
}

/// What the notes say where the verdict is another one.
pub(super) fn surprise(expected: Expectation) -> String {
    let said = match expected {
        Expectation::Holds => "holds",
        Expectation::Refuted => "is refuted",
    };
    format!("Not as expected: the notes say that it {said}.")
}

/// What should have caught a known mistake and did not.
pub(super) fn survives(mutant: &MutantOutcome) -> String {
    let survivors: Vec<String> = mutant.missed_by().map(|id| missed(mutant, id)).collect();
    if survivors.is_empty() {
        return "The notes name no claim that should catch it.".to_owned();
    }
    format!("Should be caught by {}, but is not.", survivors.join(", "))
}

/// A claim that should catch a mistake and does not, with the reason where that is not simply that it holds.
pub(super) fn missed(mutant: &MutantOutcome, id: &str) -> String {
    match mutant.said_by(id) {
        Some(Catch::DoesNotCount) => format!("{id} ({DOES_NOT_COUNT})"),
        Some(Catch::Undecided(reason)) => format!("{id} (undecided: {reason})"),
        Some(Catch::Passes | Catch::Killed(_)) | None => id.to_owned(),
    }
}

/// The caption of a run.
pub(super) fn run(label: &str) -> String {
    if label.is_empty() { "The run".to_owned() } else { format!("Run {label}") }
}

/// A drawn run for those who do not see it.
pub(super) fn picture<'a>(name: &str, label: &str, values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<&str> = values.collect();
    let of = if label.is_empty() { String::new() } else { format!(" of run {label}") };
    format!("{name}[t] against t{of}: {}", values.join(", "))
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
