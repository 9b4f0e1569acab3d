//! Which claim kills which mutant.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Cell, Color, ContentArrangement, Table};

use super::words;
use crate::verdict::{Catch, MutantOutcome};

/// One row a known mistake: what it changes, which claims catch it, and which let it pass.
#[must_use]
pub fn mutants(outcomes: &[MutantOutcome], width: u16, color: bool) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(["Mistake", "In", "Caught by", "Passes"]);
    for outcome in outcomes {
        let name = match &outcome.title {
            Some(title) => format!("{}\n{title}", outcome.id),
            None => outcome.id.clone(),
        };
        let hue = if outcome.as_expected { Color::Green } else { Color::Red };
        let caught = Cell::new(caught(outcome));
        let caught = if color { caught.fg(hue) } else { caught };
        table.add_row([Cell::new(name), Cell::new(&outcome.of), caught, Cell::new(passed(outcome))]);
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The claims named on its `killed by` lines come first.
fn caught(outcome: &MutantOutcome) -> String {
    let named = |id: &str| outcome.should_be_killed_by.iter().any(|name| name == id);
    let (mut first, others): (Vec<String>, Vec<String>) = outcome
        .killers()
        .map(|id| if named(id) { format!("✓ {id}") } else { id.to_owned() })
        .partition(|id| id.starts_with('✓'));
    first.extend(others);
    first.join("\n")
}

fn passed(outcome: &MutantOutcome) -> String {
    let mut lines = Vec::new();
    for (id, found) in &outcome.judged_by {
        let word = match found {
            Catch::Killed(_) => continue,
            Catch::Passes => id.clone(),
            Catch::Undecided(_) => format!("{id} (undecided)"),
            Catch::DoesNotCount => format!("{id} ({})", words::DOES_NOT_COUNT),
        };
        let named = outcome.should_be_killed_by.contains(id);
        lines.push(if named { format!("✗ {word}: should catch it") } else { word });
    }
    lines.join("\n")
}
