//! `report`: the notes with every verdict in its place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context, ensure};

use super::arguments::{FormatArgument, ReportArguments};
use super::exit::Exit;
use super::pictures::Drawings;
use super::report_folder::ReportFolder;
use super::watch::Watched;
use super::{case_file, files, images, inputs, judging, pictures, screen};
use crate::judge::Options;
use crate::language::check::Chapter;
use crate::language::render_warnings;
use crate::problem::DataSet;
use crate::report::{self, Images, Notes, Page, Replays};
use crate::verdict::Results;

/// Judges the notes and writes them in the formats asked for; again and again where they are watched.
pub(super) fn run(arguments: &ReportArguments) -> anyhow::Result<Exit> {
    let own = inputs::own_data(&arguments.data)?;
    let data = inputs::data(own.as_ref(), &arguments.data, arguments.files.is_empty())?;
    let options = Options { mutants: true, ..judging::options(&arguments.effort, data) };
    if !arguments.watch {
        return write(arguments, own.as_ref(), &options);
    }
    let mut watched = Watched::new(&arguments.files);
    loop {
        // What is wrong with the files is said; the next change may put it right.
        if let Err(error) = write(arguments, own.as_ref(), &options) {
            screen::err(&format!("error: {error:#}\n"));
        }
        if !watched.wait(&options.cancel)? {
            return Ok(Exit::Interrupted);
        }
    }
}

fn write(arguments: &ReportArguments, own: Option<&DataSet>, options: &Options) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&arguments.files)?;
    let folder = ReportFolder::begin(&arguments.out, &names(&chapter, &arguments.format), &arguments.files)?;
    // What is wrong with a figure is said before anything is judged.
    let drawings = drawings(arguments, own, folder.path(), &chapter, options)?;
    let results = judging::verify(&chapter, options, &|_| {})?;
    ensure!(!results.claims.is_empty() || options.cancel.load(Ordering::SeqCst), "there is no claim to judge");
    let replays = case_file::inline(&results, &case_file::notes(&arguments.files))?;
    let mut where_to = "The run was stopped, so no report was written.\n".to_owned();
    if results.interrupted {
        drop(folder);
    } else {
        for format in &arguments.format {
            let folder = folder.path();
            match format {
                FormatArgument::Html => write_pages(folder, &chapter, &results, &drawings, &replays)?,
                FormatArgument::Md => write_markdown(folder, &chapter, &results, &drawings, &replays)?,
                FormatArgument::Json => write_json(folder, &results, &arguments.files)?,
                FormatArgument::Junit => write_junit(folder, &results, &replays)?,
            }
        }
        folder.finish()?;
        where_to = format!("The report is in {}.\n", arguments.out.display());
    }
    let color = screen::color();
    let mut text = report::surprises(&results, &replays, color);
    text.push_str(&report::summary(&results, color));
    text.push_str(&where_to);
    screen::out(&text)?;
    Ok(Exit::of(&results))
}

/// The files of a report that are known before anything is judged.
pub(super) fn names(chapter: &Chapter, formats: &[FormatArgument]) -> BTreeSet<PathBuf> {
    let mut names = BTreeSet::new();
    for format in formats {
        match format {
            FormatArgument::Html => names.extend(report::page_names(&chapter.documents).into_iter().map(PathBuf::from)),
            FormatArgument::Md => names.extend(markdown_names(chapter)),
            FormatArgument::Json => names.extend([PathBuf::from("results.json"), PathBuf::from(case_file::FOLDER)]),
            FormatArgument::Junit => names.extend([PathBuf::from("junit.xml")]),
        }
    }
    names
}

fn markdown_names(chapter: &Chapter) -> impl Iterator<Item = PathBuf> {
    let results = Results { seed: 0, cases: 0, claims: Vec::new(), mutants: Vec::new(), interrupted: true };
    let notes = Notes {
        documents: &chapter.documents,
        results: &results,
        replays: &Replays::default(),
        drawings: &Drawings::new(),
        images: &Images::new(),
    };
    report::markdown(&notes).into_iter().map(|page| PathBuf::from(page.name))
}

/// The pictures of the formats that show any: pages hold them, Markdown names their files.
fn drawings(
    arguments: &ReportArguments,
    own: Option<&DataSet>,
    folder: &Path,
    chapter: &Chapter,
    options: &Options,
) -> anyhow::Result<Drawings> {
    let wants = |format| arguments.format.contains(&format);
    if !wants(FormatArgument::Html) && !wants(FormatArgument::Md) {
        return Ok(Drawings::new());
    }
    pictures::slides(chapter, own, wants(FormatArgument::Md).then_some(folder), options.threads())
}

/// Writes the pages. Each replay command on them has to hold its case, so that it works from everywhere.
pub(super) fn write_pages(
    folder: &Path,
    chapter: &Chapter,
    results: &Results,
    drawings: &Drawings,
    replays: &Replays,
) -> anyhow::Result<()> {
    let images = images::read(&chapter.documents);
    let notes = Notes { documents: &chapter.documents, results, replays, drawings, images: &images };
    let site = report::html(&notes).context("a page cannot be filled in")?;
    screen::err(&render_warnings(&site.warnings, screen::color_of_errors()));
    write_all(folder, &site.pages)
}

fn write_markdown(
    folder: &Path,
    chapter: &Chapter,
    results: &Results,
    drawings: &Drawings,
    replays: &Replays,
) -> anyhow::Result<()> {
    let images = Images::new();
    let notes = Notes { documents: &chapter.documents, results, replays, drawings, images: &images };
    write_all(folder, &report::markdown(&notes))
}

fn write_json(folder: &Path, results: &Results, notes: &[PathBuf]) -> anyhow::Result<()> {
    case_file::write_with_results(&folder.join("results.json"), results, &case_file::extra(notes))
}

fn write_junit(folder: &Path, results: &Results, replays: &Replays) -> anyhow::Result<()> {
    let text = report::junit(results, replays).context("the results have no JUnit form")?;
    files::write(&folder.join("junit.xml"), text.as_bytes())
}

fn write_all(folder: &Path, pages: &[Page]) -> anyhow::Result<()> {
    pages.iter().try_for_each(|page| files::write(&folder.join(&page.name), page.text.as_bytes()))
}
