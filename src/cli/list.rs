//! `list`: the contents of a chapter.

use super::arguments::ListArguments;
use super::exit::Exit;
use super::{inputs, screen};
use crate::report;

/// Lists every block.
pub(super) fn run(arguments: &ListArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&arguments.files)?;
    screen::out(&report::list(&chapter.documents, screen::width(), screen::color()))?;
    Ok(Exit::AsExpected)
}
