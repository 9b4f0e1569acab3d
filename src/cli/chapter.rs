//! The main job: judges the chapter that comes with the program and writes its report.

use std::time::Instant;

use super::arguments::{ChapterArguments, FormatArgument};
use super::exit::Exit;
use super::report as pages;
use super::report_folder::ReportFolder;
use super::{case_file, detail, inputs, judging, pictures, screen};
use crate::judge::Options;

/// Judges the chapter with its known mistakes, prints the table and writes the report.
pub(super) fn run(arguments: &ChapterArguments) -> anyhow::Result<Exit> {
    let began = Instant::now();
    let chapter = inputs::chapter(&[])?;
    let formats = [FormatArgument::Html, FormatArgument::Json];
    let folder = ReportFolder::begin(&arguments.out, &pages::names(&chapter, &formats), &[])?;
    let options = Options { mutants: true, ..judging::options(&arguments.effort, inputs::shipped()?) };
    let results = judging::verify(&chapter, &options, &|_| {})?;
    let mut where_to = "The run was stopped, so no report was written.\n".to_owned();
    let replays = if results.interrupted {
        drop(folder);
        case_file::inline(&results, "")?
    } else {
        let drawings = pictures::slides(&chapter, None, Some(folder.path()), options.threads())?;
        case_file::write_with_results(&folder.path().join("results.json"), &results, "")?;
        pages::write_pages(folder.path(), &chapter, &results, &drawings, &case_file::inline(&results, "")?)?;
        folder.finish()?;
        where_to = format!(
            "Judged in {} s. The report is {}.\n",
            began.elapsed().as_secs(),
            arguments.out.join("index.html").display()
        );
        case_file::by_file(&results, &arguments.out, "")
    };
    let findings = detail::findings(&chapter, &results, &arguments.detail);
    screen::out(&detail::said(&arguments.detail, &findings, &results, &replays, &where_to))?;
    Ok(Exit::of(&results))
}
