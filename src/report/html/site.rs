//! Puts the pages together.

use askama::Template;

use super::index::{self, Index, Part};
use super::links::{self, INDEX, Links};
use super::prose::{Heading, prose};
use crate::language::{Document, WrongFile};
use crate::report::notes::Notes;
use crate::report::{summary, words};
use crate::verdict::Judged;

/// A page with the name of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of the file, without a folder.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// The pages of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The pages, the index first.
    pub pages: Vec<Page>,
    /// Files with what is shown otherwise than its author will have wanted, such as TeX that is not understood.
    pub warnings: Vec<WrongFile>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Section<'a> {
    title: &'a str,
    contents: Vec<&'a Heading>,
    html: &'a str,
    says: String,
    before: Option<&'a (String, String)>,
    after: Option<&'a (String, String)>,
}

/// The names of the pages of these notes, the index first.
#[must_use]
pub fn page_names(documents: &[Document]) -> Vec<String> {
    std::iter::once(INDEX.to_owned()).chain(links::pages(documents)).collect()
}

/// The notes as pages, the index first. The same notes and results give the same bytes.
///
/// # Errors
/// None that notes can bring about: a template is filled with text only.
pub fn html(notes: &Notes<'_>) -> Result<Site, askama::Error> {
    let links = Links::of(notes);
    let mut sections = Vec::new();
    for document in notes.documents {
        sections.push(prose(notes, &links, document)?);
    }
    let names: Vec<(String, String)> =
        links.pages.iter().cloned().zip(sections.iter().map(|section| section.title.clone())).collect();
    let index = without_blank_lines(&contents(notes, &links, &names)?);
    let mut pages = vec![Page { name: INDEX.to_owned(), text: index }];
    for (place, section) in sections.iter().enumerate() {
        let page = Section {
            title: &section.title,
            contents: section.headings.iter().filter(|heading| heading.level == 2).collect(),
            html: &section.html,
            says: index::says(&claims_of(notes, place)),
            before: place.checked_sub(1).and_then(|place| names.get(place)),
            after: names.get(place + 1),
        };
        let name = names[place].0.clone();
        // Within a page its name says nothing.
        let text = page.render()?.replace(&format!("href=\"{name}#"), "href=\"#");
        pages.push(Page { name, text: without_blank_lines(&text) });
    }
    let warnings = notes.documents.iter().zip(sections).filter(|(_, section)| !section.warnings.is_empty());
    Ok(Site { pages, warnings: warnings.map(|(document, section)| document.wrong(section.warnings)).collect() })
}

/// What conditions of the templates leave behind is taken away, except for the blank lines of listings.
fn without_blank_lines(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut in_listing = false;
    for line in page.lines() {
        if in_listing || !line.trim().is_empty() {
            text.push_str(line);
            text.push('\n');
        }
        // A listing may begin and end on one line.
        for (place, _) in line.match_indices("<pre").chain(line.match_indices("</pre")) {
            in_listing = !line[place..].starts_with("</");
        }
        if let (Some(open), Some(close)) = (line.rfind("<pre"), line.rfind("</pre")) {
            in_listing = open > close;
        }
    }
    text
}

fn contents(notes: &Notes<'_>, links: &Links, names: &[(String, String)]) -> Result<String, askama::Error> {
    let titles: Vec<String> = names.iter().map(|(_, title)| title.clone()).collect();
    let part = |(place, (address, title)): (usize, &(String, String))| Part {
        address: address.clone(),
        title: title.clone(),
        says: index::says(&claims_of(notes, place)),
    };
    Index {
        parts: names.iter().enumerate().map(part).collect(),
        rows: index::rows(notes, links, &titles),
        mutants: index::mutants(notes, links),
        summary: summary::lines(notes.results),
        surprising: summary::surprising(notes.results) > 0,
        seed: notes.results.seed.to_string(),
        cases: words::count(notes.results.cases),
    }
    .render()
}

fn claims_of<'a>(notes: &Notes<'a>, document: usize) -> Vec<&'a Judged> {
    let name = notes.documents.get(document).map_or("", |document| document.name.as_str());
    notes.results.claims.iter().filter(|claim| claim.file == name).collect()
}
