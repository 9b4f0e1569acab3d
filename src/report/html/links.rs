//! The addresses of pages and of the anchors on them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::escape;
use super::labels::labels;
use super::title;
use crate::language::Document;
use crate::report::list;
use crate::report::notes::Notes;

/// The name of the index page.
pub(super) const INDEX: &str = "index.html";

/// The page of every file and of every block.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The page of each file, in the order of the files.
    pub(super) pages: Vec<String>,
    /// The TeX macros of all files.
    pub(super) macros: Vec<(String, String)>,
    blocks: BTreeMap<String, usize>,
    labels: BTreeMap<String, Target>,
}

/// Where a label of the prose is.
#[derive(Debug)]
pub(super) struct Target {
    /// The number of the file it stands in.
    pub(super) page: usize,
    /// Its address.
    pub(super) address: String,
    /// What a reference without a text says, as HTML.
    pub(super) html: String,
    pub(super) is_equation: bool,
}

/// The page of each file, in the order of the files.
pub(super) fn pages(documents: &[Document]) -> Vec<String> {
    let mut taken = BTreeSet::from([INDEX.to_owned()]);
    let mut page = |document: &Document| {
        let stem = Path::new(&document.name).file_stem().map_or("notes".into(), |stem| stem.to_string_lossy());
        let mut names = (1..).map(|n| if n == 1 { format!("{stem}.html") } else { format!("{stem}-{n}.html") });
        names.find(|name| taken.insert(name.clone()))
    };
    documents.iter().filter_map(&mut page).collect()
}

impl Links {
    pub(super) fn of(notes: &Notes<'_>) -> Self {
        let macros = notes.documents.iter().flat_map(|document| document.plain.front.macros.clone()).collect();
        let mut links = Self { macros, ..Self::default() };
        links.pages = pages(notes.documents);
        for (place, document) in notes.documents.iter().enumerate() {
            for block in &document.blocks {
                links.blocks.entry(list::id(block)).or_insert(place);
            }
        }
        for (place, document) in notes.documents.iter().enumerate() {
            for label in labels(document) {
                let page = links.pages.get(place).map_or(INDEX, String::as_str);
                let address = format!("{page}#{}", escape::text(&label.name));
                let html = if label.is_equation { "equation".into() } else { title::title(&label.says, &links.macros) };
                let target = Target { page: place, address, html, is_equation: label.is_equation };
                links.labels.entry(label.name).or_insert(target);
            }
        }
        // What was made of a block stands with it.
        for claim in &notes.results.claims {
            if let Some(place) = notes.documents.iter().position(|document| document.name == claim.file) {
                links.blocks.entry(claim.id.clone()).or_insert(place);
            }
        }
        links
    }

    /// The address of a block.
    pub(super) fn block(&self, id: &str) -> Option<String> {
        let page = self.pages.get(*self.blocks.get(id)?)?;
        Some(format!("{page}#{}", escaped(id)))
    }

    /// A label of the prose.
    pub(super) fn label(&self, name: &str) -> Option<&Target> {
        self.labels.get(name)
    }

    /// The address of another file of the notes, by the address in Markdown.
    pub(super) fn file(&self, documents: &[Document], address: &str) -> Option<String> {
        let (file, anchor) = address.split_once('#').map_or((address, None), |(file, anchor)| (file, Some(anchor)));
        let name = Path::new(file).file_name()?;
        let place = documents.iter().position(|own| Path::new(&own.name).file_name() == Some(name))?;
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Some(format!("{}{anchor}", self.pages.get(place)?))
    }
}

/// An id in an address; ids hold letters, digits and `_ . / -` only, which stand for themselves.
fn escaped(id: &str) -> String {
    id.chars().filter(|sign| sign.is_alphanumeric() || "_./-".contains(*sign)).collect()
}

/// Anchors of one page, each used once.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    used: BTreeSet<String>,
}

impl Anchors {
    /// The anchors of a page that holds these blocks; theirs are their ids.
    pub(super) fn of(notes: &Notes<'_>, document: &Document) -> Self {
        let made = notes.results.claims.iter().filter(|claim| claim.file == document.name);
        Self { used: document.blocks.iter().map(list::id).chain(made.map(|claim| claim.id.clone())).collect() }
    }

    /// An anchor for a heading.
    pub(super) fn heading(&mut self, title: &str) -> String {
        let mut slug = String::new();
        for sign in title.chars().flat_map(char::to_lowercase) {
            if sign.is_alphanumeric() || sign == '.' {
                slug.push(sign);
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        let slug = if slug.is_empty() { "part" } else { slug };
        let mut names = (1..).map(|n| if n == 1 { slug.to_owned() } else { format!("{slug}-{n}") });
        names.find(|name| self.used.insert(name.clone())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn headings_of_one_title_get_anchors_of_their_own() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.heading("Too high, too low"), "too-high-too-low");
        assert_eq!(anchors.heading("Too high: too low!"), "too-high-too-low-2");
        assert_eq!(anchors.heading("∎"), "part");
    }
}
