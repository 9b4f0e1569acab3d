//! The digest of a run, for a terminal: a line per file, and the statements that were refuted by their titles.

use super::paint::Paint;
use super::words;
use crate::language::print::mathml::signs;
use crate::verdict::{Judged, Results, Verdict};

/// The lines that the digest of a run takes at most, without what is not as expected.
const LINES: usize = 20;
/// The widest title of a file.
const TITLE: usize = 48;
/// The least number of refuted statements that are named, however many files there are.
const NAMED: usize = 5;

/// A line per file, in their order with their titles, and what was refuted as the notes expect.
#[must_use]
pub fn digest(results: &Results, files: &[(String, String)], width: u16, color: bool) -> String {
    let rows: Vec<(&str, Vec<&Judged>)> = files
        .iter()
        .map(|(file, title)| (title.as_str(), results.claims.iter().filter(|claim| claim.file == *file).collect()))
        .filter(|(_, claims): &(&str, Vec<&Judged>)| !claims.is_empty())
        .collect();
    let widest = rows.iter().map(|(title, _)| title.chars().count()).max().unwrap_or(0).min(TITLE);
    let mut text = String::new();
    for (title, claims) in &rows {
        let title = shortened(title, widest);
        let says = words::claims(claims).unwrap_or_default();
        text.push_str(&format!("{title:widest$}  {}\n", says.trim_end_matches('.')));
    }
    let room = LINES.saturating_sub(rows.len()).max(NAMED);
    text.push_str(&refuted(results, room, usize::from(width), color));
    text
}

/// The refuted statements: first those that the notes put right, then the others.
fn refuted(results: &Results, room: usize, width: usize, color: bool) -> String {
    let is_refuted =
        |claim: &&Judged| claim.as_expected && matches!(claim.verdict, Verdict::Refuted(..)) && !claim.declared;
    let is_corrected = |claim: &Judged| results.claims.iter().any(|other| other.corrects.as_ref() == Some(&claim.id));
    let (corrected, others): (Vec<&Judged>, Vec<&Judged>) =
        results.claims.iter().filter(is_refuted).partition(|claim| is_corrected(claim));
    let all: Vec<&Judged> = corrected.into_iter().chain(others).collect();
    if all.is_empty() {
        return String::new();
    }
    let shown = if all.len() <= room { all.len() } else { room - 1 };
    let mut text = String::from("\nRefuted, as the notes say:\n");
    for claim in &all[..shown] {
        let title =
            claim.title.as_deref().map_or_else(|| claim.statement.clone(), |title| signs(&title.replace('`', "")));
        let id = Paint::Faint.on(&claim.id, color);
        let title = shortened(&title, width.saturating_sub(claim.id.chars().count() + 6));
        text.push_str(&format!("  ✗ {title}  {id}\n"));
    }
    if shown < all.len() {
        text.push_str(&format!("  and {} more, which `--show refuted` lists\n", all.len() - shown));
    }
    text
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_titles_are_cut_at_the_width() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "ab…");
    }
}
