//! `compare`: whether two methods are one.

use std::path::PathBuf;

use anyhow::bail;

use super::arguments::CompareArguments;
use super::exit::Exit;
use super::{inputs, screen};
use crate::blackbox::{Options, compare, compare_with_all};

/// Compares.
pub(super) fn run(arguments: &CompareArguments) -> anyhow::Result<Exit> {
    let is_file = |text: &&String| text.ends_with(".md") || text.contains(['/', std::path::MAIN_SEPARATOR]);
    let files: Vec<PathBuf> = arguments.others.iter().filter(is_file).map(PathBuf::from).collect();
    let methods: Vec<&String> = arguments.others.iter().filter(|text| !is_file(text)).collect();
    let chapter = inputs::with_chapter(&files)?;
    let options =
        Options { cases: arguments.cases, seed: arguments.seed, given: arguments.given.clone(), ..Options::default() };
    let first = &arguments.first;
    match methods[..] {
        [second] => {
            let found = compare(&chapter, first, second, &arguments.values, &options)?;
            screen::out(&format!("{found}\n"))?;
            Ok(if found.is_same() { Exit::AsExpected } else { Exit::Unexpected })
        }
        [] => {
            let all = compare_with_all(&chapter, first, &arguments.values, &options)?;
            let mut text = String::new();
            for found in all.iter().filter(|found| found.is_same()) {
                text.push_str(&format!("{found}\n"));
            }
            if text.is_empty() {
                text = format!("no other method is `{first}`\n");
                for found in &all {
                    let (differing, cases) = (found.differing, found.cases);
                    text.push_str(&format!("  {}: parts from it in {differing} of {cases} cases\n", found.second));
                }
            }
            screen::out(&text)?;
            Ok(Exit::AsExpected)
        }
        _ => bail!(
            "at most two methods are compared: {}",
            methods.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
        ),
    }
}
