//! `mutants`: which claim catches which known mistake.

use super::arguments::MutantsArguments;
use super::exit::Exit;
use super::{inputs, judging, screen};
use crate::report::{self, Replays};

/// Judges every known mistake by every claim that it concerns.
pub(super) fn run(arguments: &MutantsArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&arguments.files)?;
    let data = if arguments.files.is_empty() { inputs::shipped()? } else { Vec::new() };
    let results = judging::matrix(&chapter, &judging::options(&arguments.effort, data));
    let color = screen::color();
    let mut text = report::mutants(&results.mutants, screen::width(), color);
    text.push('\n');
    text.push_str(&report::surprises(&results, &Replays::default(), color));
    text.push_str(&report::summary(&results, color));
    screen::out(&text)?;
    Ok(Exit::of(&results))
}
