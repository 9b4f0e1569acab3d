//! The main job: the chapter that comes with the program, its table, and its report.

use std::path::Path;

use super::arguments::ChapterArguments;
use super::exit::Exit;
use super::report::{self as pages, Drawings};
use super::{case_file, files, inputs, judging, pictures, screen};
use crate::judge::Options;
use crate::report;

/// Judges the chapter with its known mistakes, prints the table and writes the report.
pub(super) fn run(arguments: &ChapterArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&[])?;
    files::prepare(&arguments.out.join("results.json"))?;
    let options = Options { mutants: true, ..judging::options(&arguments.effort, inputs::shipped()?)? };
    let mut results = judging::verify(&chapter, &options, &|_| {});
    let folder = &arguments.out;
    case_file::write_all(folder, &results)?;
    case_file::name_all(&mut results, Path::new(""), "");
    files::write(&folder.join("results.json"), report::json(&results)?.as_bytes())?;
    let mut drawings = Drawings::new();
    if !results.interrupted {
        drawings = pictures::slides(&chapter, Some(folder), options.threads())?;
    }
    pages::write_pages(folder, &chapter, &mut results, &drawings, "")?;
    case_file::name_all(&mut results, folder, "");
    let color = screen::color();
    let mut text = report::table(&results, screen::width(), color);
    text.push('\n');
    text.push_str(&report::surprises(&results, color));
    text.push_str(&report::summary(&results, color));
    text.push_str(&format!("The report is in {}.\n", folder.display()));
    screen::out(&text);
    Ok(Exit::of(&results))
}
