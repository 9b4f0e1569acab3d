//! `vectors`: what a method does on hand-sized problems.

use super::arguments::{VectorsArguments, VectorsFormat};
use super::exit::Exit;
use super::{inputs, screen};
use crate::blackbox::{Options, vectors};

/// Prints test vectors.
pub(super) fn run(arguments: &VectorsArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::with_chapter(&arguments.files)?;
    let options = Options { seed: arguments.seed, given: arguments.given.clone(), ..Options::default() };
    let found = vectors(&chapter, &arguments.method, arguments.cases, &options)?;
    let text = match arguments.format {
        VectorsFormat::Json => serde_json::to_string_pretty(&found)? + "\n",
        VectorsFormat::Csv => found.csv(),
    };
    screen::out(&text)?;
    Ok(Exit::AsExpected)
}
