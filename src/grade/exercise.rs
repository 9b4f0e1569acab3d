//! Exercises about mathematics: a corrected claim, or a counterexample. Nothing is run, and the judges decide.

use std::fs;
use std::path::Path;

use super::assignment::{Assignment, points};
use super::class::digest;
use super::grading::{HandedIn, blank};
use super::result::{Entry, Graded};
use super::score::entry;
use super::settings::Settings;
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
const LARGEST: usize = 64 * 1024;
/// The name under which what was handed in is judged.
const NAME: &str = "handed-in";

/// What is handed in, as text.
fn read(path: &Path) -> Result<(HandedIn, Result<String, String>), String> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let found = fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    if !found.is_file() {
        let handed_in = HandedIn { name, hash: String::new() };
        return Ok((handed_in, Err("It is no file: hand in a Markdown file.".to_owned())));
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let handed_in = HandedIn { name, hash: digest(&bytes) };
    if bytes.len() > LARGEST {
        return Ok((handed_in, Err(format!("It has more than {LARGEST} bytes."))));
    }
    let text = String::from_utf8(bytes).map_err(|_| "It is not UTF-8 text; save the file as UTF-8.".to_owned());
    Ok((handed_in, text))
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
    graded.points = points(&sum);
    (if graded.points < graded.total { "wrong" } else { "right" }).clone_into(&mut graded.verdict);
    headline.clone_into(&mut graded.headline);
    graded.feedback = said;
    graded
}

/// The notes with one claim more; what is wrong with it, as the checker says it.
fn with_claim(assignment: &Assignment<'_>, lines: &str) -> Result<Chapter, String> {
    let own = (format!("{NAME}.md"), format!("```claim {NAME}\n{lines}```\n"));
    let all = assignment.chapter.documents.iter().map(|document| (document.name.clone(), document.source.clone()));
    Chapter::load(all.chain([own]).collect()).map_err(|wrong| wrong.to_string())
}

/// Grades a counterexample.
///
/// # Errors
/// Where the file cannot be read.
pub fn grade_witness(
    assignment: &Assignment<'_>,
    of: &str,
    path: &Path,
    settings: &Settings,
) -> Result<Graded, String> {
    let (handed_in, text) = read(path)?;
    let no = |headline: &str, label: &str, text: String| {
        Ok(result(assignment, &handed_in, &[], headline, vec![Entry::new(label, vec![text])]))
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
    let options = Options { cases: CASES, seed: settings.seed, mutants: false, ..Options::default() };
    match judge(&witness.claim, &witness.id, &options) {
        Verdict::Refuted(found, _) => Ok(result(
            assignment,
            &handed_in,
            &[Item::Refutation],
            "it refutes the claim",
            vec![Entry::new("see it", (settings.explain)(&found))],
        )),
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
        [lines] => {
            let says = |line: &&Line| {
                !matches!(
                    line.kind,
                    LineKind::Expect { .. } | LineKind::Witness(_) | LineKind::Corrects(_) | LineKind::Source(_)
                )
            };
            Ok(lines.iter().filter(says).cloned().collect())
        }
        [] => Err("There is no block that begins with ```claim and a name.".to_owned()),
        _ => Err("There are several claims; hand in one.".to_owned()),
    }
}

fn text_of(lines: &[Line]) -> String {
    lines.iter().map(|line| print::line_ascii(line) + "\n").collect()
}

/// Grades the correction of a false claim: it must hold, and say at least what is demanded.
///
/// # Errors
/// Where the file cannot be read.
pub fn grade_claim(
    assignment: &Assignment<'_>,
    of: &str,
    at_least: &[Line],
    path: &Path,
    settings: &Settings,
) -> Result<Graded, String> {
    let (handed_in, text) = read(path)?;
    let unread = |wrong: String| {
        let lines = wrong.lines().map(str::to_owned).collect();
        Ok(result(assignment, &handed_in, &[], "it cannot be judged as written", vec![Entry::new("not read", lines)]))
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
    let options = Options { cases: CASES, seed: settings.seed, mutants: false, ..Options::default() };
    let mut earned = Vec::new();
    let mut said = Vec::new();
    let holds = match judge(&own.claim, NAME, &options) {
        Verdict::Holds(_) => {
            earned.push(Item::Holds);
            true
        }
        Verdict::Refuted(found, _) => {
            said.push(Entry::new("see it", (settings.explain)(&found)));
            false
        }
        Verdict::Undecided(reason, ..) => {
            said.push(Entry::new("note", vec![format!("It could not be decided: {reason}")]));
            false
        }
    };
    if !holds {
        return Ok(result(assignment, &handed_in, &earned, "it does not hold", said));
    }
    match weaker(assignment, of, at_least, &lines, settings) {
        Ok(None) => {
            earned.push(Item::Strength);
            Ok(result(assignment, &handed_in, &earned, "it holds and says enough", said))
        }
        Ok(Some(why)) => {
            said.push(why);
            Ok(result(assignment, &handed_in, &earned, "it holds, but says less than is asked for", said))
        }
        Err(wrong) => {
            let mut parts = vec!["Keep the names of the claim, so that the two can be compared:".to_owned()];
            parts.extend(wrong.lines().map(str::to_owned));
            said.push(Entry::new("not compared", parts));
            Ok(result(assignment, &handed_in, &earned, "it holds, but cannot be compared with what is asked for", said))
        }
    }
}

/// Where a claim that holds says less than what is demanded: it does not hold for all that it should, or it lets a known mistake
/// pass that what is demanded catches.
fn weaker(
    assignment: &Assignment<'_>,
    of: &str,
    at_least: &[Line],
    lines: &[Line],
    settings: &Settings,
) -> Result<Option<Entry>, String> {
    let shows = |line: &Line| matches!(line.kind, LineKind::Show { .. });
    let (statements, conditions): (Vec<&Line>, Vec<&Line>) = at_least.iter().partition(|line| shows(line));
    let base = assignment.chapter.find(of).map(|claim| claim.lines.clone()).unwrap_or_default();
    // The hypotheses are those that are demanded, else those of the claim that is to be corrected.
    let is_condition = |line: &Line| {
        matches!(line.kind, LineKind::Given { .. } | LineKind::GivenObjective { .. } | LineKind::Assume(_))
    };
    if !conditions.is_empty() {
        let mut wide: Vec<Line> = conditions.iter().map(|line| (*line).clone()).collect();
        wide.extend(lines.iter().filter(|line| !is_condition(line)).cloned());
        let chapter = with_claim(assignment, &text_of(&wide))?;
        let Some(own) = chapter.find(NAME) else { return Ok(None) };
        let options = Options { cases: CASES, seed: settings.seed, mutants: false, ..Options::default() };
        if let Verdict::Refuted(found, _) = judge(&own.claim, NAME, &options) {
            let demanded: Vec<String> = conditions.iter().map(|line| print::line_ascii(line)).collect();
            let mut part = Entry::new("see it", (settings.explain)(&found));
            part.lines.insert(0, format!("It must hold for: {}", demanded.join("; ")));
            return Ok(Some(part));
        }
    }
    if statements.is_empty() {
        return Ok(None);
    }
    let mut demanded: Vec<Line> = if conditions.is_empty() {
        base.iter().filter(|line| is_condition(line)).cloned().collect()
    } else {
        Vec::new()
    };
    demanded.extend(conditions.iter().map(|line| (*line).clone()));
    let is_setting = |line: &Line| matches!(line.kind, LineKind::Run(_) | LineKind::Draw { .. } | LineKind::Let { .. });
    demanded.extend(base.iter().filter(|line| is_setting(line)).cloned());
    demanded.extend(statements.iter().map(|line| (*line).clone()));
    let own_chapter = with_claim(assignment, &text_of(lines))?;
    let wanted_chapter = with_claim(assignment, &text_of(&demanded))?;
    let (Some(own), Some(wanted)) = (own_chapter.find(NAME), wanted_chapter.find(NAME)) else { return Ok(None) };
    for mutant in &assignment.chapter.mutants {
        if catches(&wanted_chapter, wanted, mutant, settings) && !catches(&own_chapter, own, mutant, settings) {
            let what = mutant.title.as_deref().unwrap_or(&mutant.id);
            let line = format!("Your claim is still true where {what}; what is asked for is not.");
            return Ok(Some(Entry::new("too weak", vec![line])));
        }
    }
    Ok(None)
}

/// Whether a claim is false with a known mistake in what it runs.
fn catches(chapter: &Chapter, claim: &ClaimBlock, mutant: &MutantBlock, settings: &Settings) -> bool {
    let options = Options { cases: MUTANT_CASES, seed: settings.seed, mutants: false, ..Options::default() };
    match chapter.with_mutant(claim, mutant) {
        Some(Ok(changed)) => matches!(judge(&changed, NAME, &options), Verdict::Refuted(..)),
        _ => false,
    }
}
