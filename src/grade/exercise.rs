//! Exercises about mathematics: a corrected claim, or a counterexample. Nothing is run, and the judges decide.

use std::path::Path;

use super::assignment::{Assignment, points};
use super::class::digest;
use super::grading::{HandedIn, blank};
use super::result::{Entry, Graded};
use super::score::entry;
use super::settings::Settings;
use super::submission::{TakeError, name_of, read_file};
use super::template::lines_of;
use crate::judge::{Options, judge};
use crate::language::Document;
use crate::language::check::{Chapter, ClaimBlock, Item, MutantBlock};
use crate::language::print;
use crate::language::syntax::{Body, Line, LineKind};
use crate::numeric::Rational;
use crate::verdict::Verdict;

/// Sampled cases of a claim that is handed in.
const CASES: u64 = 1000;
/// Sampled cases of a claim with a known mistake in its method: enough to lose what can be lost.
const MUTANT_CASES: u64 = 200;
/// Bytes that an exercise may have.
const LARGEST: u64 = 64 * 1024;
/// The name under which what was handed in is judged.
const NAME: &str = "handed-in";

/// What is handed in, and its text, or why it has none.
///
/// # Errors
/// Where the machine is at fault, and not the student.
pub(super) fn read(path: &Path) -> Result<(HandedIn, Result<String, String>), TakeError> {
    let handed_in = |hash: String| HandedIn { name: name_of(path), hash };
    Ok(match read_file(path, LARGEST) {
        Ok((bytes, _)) => {
            let handed_in = handed_in(digest(&bytes));
            let text = match String::from_utf8(bytes) {
                Ok(text) if text.trim().is_empty() => Err("The file is empty.".to_owned()),
                Ok(text) => Ok(text),
                Err(_) => Err("The file is not UTF-8 text; save it as UTF-8.".to_owned()),
            };
            (handed_in, text)
        }
        Err(TakeError::TooLarge { .. }) => {
            (handed_in(String::new()), Err(format!("The file has more than {LARGEST} bytes.")))
        }
        Err(error) if error.is_of_the_machine() => return Err(error),
        Err(error) => (handed_in(String::new()), Err(error.to_string())),
    })
}

/// Points for some items, and the feedback.
fn result(
    assignment: &Assignment<'_>,
    handed_in: &HandedIn,
    earned: &[Item],
    headline: &str,
    said: Vec<Entry>,
) -> Graded {
    let mut graded = blank(assignment, handed_in);
    let mut sum = Rational::ZERO;
    for (place, line) in assignment.block.assigned.points.iter().enumerate() {
        let own = if earned.contains(&line.item) { line.points.clone() } else { Rational::ZERO };
        sum = &sum + &own;
        graded.lines.push(entry(place, line, &own, String::new()));
    }
    graded.points = Some(points(&sum));
    (if points(&sum) < graded.total { "wrong" } else { "right" }).clone_into(&mut graded.verdict);
    headline.clone_into(&mut graded.headline);
    graded.feedback = said;
    graded
}

/// How a claim is judged.
fn on_cases(cases: u64, settings: &Settings) -> Options {
    Options { cases, seed: settings.seed, mutants: false, ..Options::default() }
}

/// The notes with one claim more; what is wrong with it, as the checker says it.
fn with_claim(assignment: &Assignment<'_>, lines: &str) -> Result<Chapter, String> {
    let text = format!("```claim {NAME}\n{lines}```\n");
    assignment.chapter.with(&format!("{NAME}.md"), text).map_err(|wrong| wrong.to_string())
}

/// Grades a counterexample; `text` is what was handed in, or why it cannot be read.
pub(super) fn grade_witness(
    assignment: &Assignment<'_>,
    of: &str,
    handed_in: &HandedIn,
    text: Result<String, String>,
    settings: &Settings,
) -> Graded {
    let no = |headline: &str, label: &str, text: String| {
        result(assignment, handed_in, &[], headline, vec![Entry::new(label, vec![text])])
    };
    let text = match text {
        Ok(text) => text,
        Err(reason) => return no("it cannot be read", "not read", reason),
    };
    let Some(line) = text.lines().map(str::trim).find(|line| line.starts_with("witness ")) else {
        let help = "Hand in a line such as `witness R = quadratic(curvature = 1), eta = 3, w[0] = 1`.".to_owned();
        return no("there is no witness in it", "not read", help);
    };
    let lines = format!("{}expect refuted\n{line}\n", lines_of(assignment, of));
    let chapter = match with_claim(assignment, &lines) {
        Ok(chapter) => chapter,
        Err(wrong) => return no("the witness does not fit the claim", "not read", wrong),
    };
    let Some(witness) = chapter.witness_of(NAME) else {
        return no("the witness does not fit the claim", "not read", line.to_owned());
    };
    match judge(&witness.claim, &witness.id, &on_cases(CASES, settings)) {
        Verdict::Refuted(found, _) => {
            let seen = vec![Entry::new("see it", (settings.explain)(&found))];
            result(assignment, handed_in, &[Item::Refutation], "it refutes the claim", seen)
        }
        Verdict::Holds(_) => no(
            "it does not refute the claim",
            "note",
            "With these values the claim is true. Look for values for which its last line is false.".to_owned(),
        ),
        Verdict::Undecided(reason, ..) => no("it could not be decided", "note", reason),
    }
}

/// The claim in a text, without the lines that say something about it.
fn claim_of(text: &str) -> Result<Vec<Line>, String> {
    let (document, wrong) = Document::parse("handed-in.md", text);
    if !wrong.is_empty() {
        return Err(crate::language::render(&document.name, &document.source, &wrong, false));
    }
    let claims: Vec<&Vec<Line>> = document
        .blocks
        .iter()
        .filter_map(|block| match &block.body {
            Body::Claim(lines) => Some(lines),
            _ => None,
        })
        .collect();
    match claims[..] {
        [lines] => Ok(lines.iter().filter(|line| line.kind.states()).cloned().collect()),
        [] => Err("There is no block that begins with ```claim and a name.".to_owned()),
        _ => Err("There are several claims; hand in one.".to_owned()),
    }
}

fn text_of(lines: &[Line]) -> String {
    lines.iter().map(|line| print::line_ascii(line) + "\n").collect()
}

/// Grades the correction of a false claim: it must hold, and say at least what is demanded. `text` is what was handed in, or why it
/// cannot be read.
pub(super) fn grade_claim(
    assignment: &Assignment<'_>,
    of: &str,
    at_least: &[Line],
    handed_in: &HandedIn,
    text: Result<String, String>,
    settings: &Settings,
) -> Graded {
    let unread = |wrong: String| {
        let lines = wrong.lines().map(str::to_owned).collect();
        result(assignment, handed_in, &[], "it cannot be judged as written", vec![Entry::new("not read", lines)])
    };
    let lines = match text.and_then(|text| claim_of(&text)) {
        Ok(lines) => lines,
        Err(reason) => return unread(reason),
    };
    let chapter = match with_claim(assignment, &text_of(&lines)) {
        Ok(chapter) => chapter,
        Err(wrong) => return unread(wrong),
    };
    let Some(own) = chapter.find(NAME) else { return unread("The claim is not found.".to_owned()) };
    let mut earned = Vec::new();
    let mut said = Vec::new();
    match judge(&own.claim, NAME, &on_cases(CASES, settings)) {
        Verdict::Holds(findings) if !findings.counts.is_vacuous() => earned.push(Item::Holds),
        Verdict::Holds(_) => {
            let note = "Its premises are false in every case that was tried, so that it says nothing.";
            said.push(Entry::new("note", vec![note.to_owned()]));
        }
        Verdict::Refuted(found, _) => said.push(Entry::new("see it", (settings.explain)(&found))),
        Verdict::Undecided(reason, ..) => {
            said.push(Entry::new("note", vec![format!("It could not be decided: {reason}")]));
        }
    }
    if earned.is_empty() {
        return result(assignment, handed_in, &earned, "it does not hold", said);
    }
    let headline = match weaker(assignment, of, at_least, (&chapter, own), &lines, settings) {
        Ok(None) => {
            earned.push(Item::Strength);
            "it holds and says enough"
        }
        Ok(Some(why)) => {
            said.push(why);
            "it holds, but says less than is asked for"
        }
        Err(wrong) => {
            let mut parts = vec!["Keep the names of the claim, so that the two can be compared:".to_owned()];
            parts.extend(wrong.lines().map(str::to_owned));
            said.push(Entry::new("not compared", parts));
            "it holds, but cannot be compared with what is asked for"
        }
    };
    result(assignment, handed_in, &earned, headline, said)
}

/// Where a claim that holds says less than what is demanded: it does not hold for all that it should, or it lets a known mistake
/// pass that what is demanded catches.
fn weaker(
    assignment: &Assignment<'_>,
    of: &str,
    at_least: &[Line],
    (own_chapter, own): (&Chapter, &ClaimBlock),
    lines: &[Line],
    settings: &Settings,
) -> Result<Option<Entry>, String> {
    if at_least.is_empty() {
        return Ok(None);
    }
    let base = assignment.chapter.find(of).map(|claim| claim.lines.clone()).unwrap_or_default();
    let is_condition = |line: &&Line| {
        matches!(line.kind, LineKind::Given { .. } | LineKind::GivenObjective { .. } | LineKind::Assume(_))
    };
    let is_statement = |line: &&Line| matches!(line.kind, LineKind::Show { .. });
    // The hypotheses are those that are demanded, else those of the claim that is to be corrected.
    let mut hypotheses: Vec<Line> = at_least.iter().filter(|line| !is_statement(line)).cloned().collect();
    if hypotheses.is_empty() {
        hypotheses = base.iter().filter(is_condition).cloned().collect();
    }
    let mut wide = hypotheses.clone();
    wide.extend(lines.iter().filter(|line| !is_condition(line)).cloned());
    let chapter = with_claim(assignment, &text_of(&wide))?;
    let Some(claim) = chapter.find(NAME) else { return Ok(None) };
    if let Verdict::Refuted(found, _) = judge(&claim.claim, NAME, &on_cases(CASES, settings)) {
        let demanded: Vec<String> = hypotheses.iter().map(print::line_ascii).collect();
        let mut part = Entry::new("see it", (settings.explain)(&found));
        part.lines.insert(0, format!("It must hold for: {}", demanded.join("; ")));
        return Ok(Some(part));
    }
    let statements: Vec<Line> = at_least.iter().filter(is_statement).cloned().collect();
    if statements.is_empty() {
        return Ok(None);
    }
    let is_setting =
        |line: &&Line| matches!(line.kind, LineKind::Run(_) | LineKind::Draw { .. } | LineKind::Let { .. });
    let mut demanded = hypotheses;
    demanded.extend(base.iter().filter(is_setting).cloned());
    demanded.extend(statements);
    let wanted_chapter = with_claim(assignment, &text_of(&demanded))?;
    let Some(wanted) = wanted_chapter.find(NAME) else { return Ok(None) };
    for mutant in &assignment.chapter.mutants {
        if catches(&wanted_chapter, wanted, mutant, settings) && !catches(own_chapter, own, mutant, settings) {
            let what = mutant.title.as_deref().unwrap_or(&mutant.id);
            let line = format!("Your claim is still true where {what}; what is asked for is not.");
            return Ok(Some(Entry::new("too weak", vec![line])));
        }
    }
    Ok(None)
}

/// Whether a claim is false with a known mistake in what it runs.
fn catches(chapter: &Chapter, claim: &ClaimBlock, mutant: &MutantBlock, settings: &Settings) -> bool {
    match chapter.with_mutant(claim, mutant) {
        Some(Ok(changed)) => {
            matches!(judge(&changed, NAME, &on_cases(MUTANT_CASES, settings)), Verdict::Refuted(..))
        }
        _ => false,
    }
}
