//! Which file of src/ uses which: imports and paths, followed through the re-exports of `mod.rs` files.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, ItemUse, Meta, UseTree, Visibility};

use super::Source;

/// A path as a list of names: `crate`, `numeric`, `Fault`.
type Names = Vec<String>;

/// The files that each file uses directly.
type Used<'f> = BTreeMap<&'f str, Vec<&'f str>>;

/// The files of src/ by their modules, with what each of them names.
pub struct Imports {
    /// The file of each module: `numeric/interval.rs` for `numeric`, `interval`.
    files: BTreeMap<Names, String>,
    /// What each file names, and what it hands on.
    named: BTreeMap<String, Named>,
}

/// What a file names.
#[derive(Default)]
struct Named {
    paths: Vec<Names>,
    /// What it hands on to those that use it, by the name that they use.
    handed_on: Vec<(String, Names)>,
}

impl Imports {
    /// Reads the imports of all files.
    pub fn of(sources: &[Source]) -> Self {
        let mut all = Self { files: BTreeMap::new(), named: BTreeMap::new() };
        for source in sources {
            let tree = syn::parse_file(&source.text).unwrap_or_else(|wrong| panic!("{}: {wrong}", source.path));
            let mut named = Named::default();
            named.visit_file(&tree);
            all.files.insert(module(&source.path), source.path.clone());
            all.named.insert(source.path.clone(), named);
        }
        all
    }

    /// The files that stand in a circle with others, circle by circle.
    pub fn circles(&self) -> Vec<BTreeSet<&str>> {
        let used: Used<'_> = self.named.keys().map(|file| (file.as_str(), self.used(file))).collect();
        let reached: BTreeMap<&str, BTreeSet<&str>> = used.keys().map(|file| (*file, reached(&used, file))).collect();
        let mut circles: Vec<BTreeSet<&str>> = Vec::new();
        for (file, all) in &reached {
            let circle: BTreeSet<&str> = all.iter().copied().filter(|other| reached[other].contains(file)).collect();
            if circle.len() > 1 && !circles.contains(&circle) {
                circles.push(circle);
            }
        }
        circles
    }

    /// The files that a file uses directly. A `mod.rs` only hands on.
    fn used(&self, file: &str) -> Vec<&str> {
        if hands_on_only(file) {
            return Vec::new();
        }
        let own = module(file);
        let found = self.named[file].paths.iter().filter_map(|path| self.file_of(&own, path));
        found.filter(|other| *other != file && !hands_on_only(other)).collect()
    }

    /// The file in which what a path names is written.
    fn file_of(&self, own: &[String], path: &[String]) -> Option<&str> {
        let (mut module, mut rest) = start(own, path)?;
        while let Some((next, after)) = rest.split_first() {
            let inner: Names = module.iter().chain([next]).cloned().collect();
            if !self.files.contains_key(&inner) {
                break;
            }
            (module, rest) = (inner, after);
        }
        let file = self.files.get(&module)?;
        let named = &self.named[file];
        let handed_on = rest.first().and_then(|name| named.handed_on.iter().find(|(known, _)| known == name));
        match handed_on {
            Some((_, path)) => self.file_of(&module, path).or(Some(file)),
            None => Some(file),
        }
    }
}

/// Every file that a file uses, directly or by way of others.
fn reached<'f>(used: &Used<'f>, file: &str) -> BTreeSet<&'f str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = used[file].clone();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&used[next]);
        }
    }
    reached
}

/// The module where a path begins, and what is left of the path.
fn start<'p>(own: &[String], path: &'p [String]) -> Option<(Names, &'p [String])> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some((Vec::new(), rest)),
        "self" => Some((own.to_vec(), rest)),
        "super" => {
            let ups = path.iter().take_while(|name| *name == "super").count();
            Some((own[..own.len().checked_sub(ups)?].to_vec(), &path[ups..]))
        }
        // A module's own child, as in the `pub use` lines of a `mod.rs`.
        _ => Some((own.to_vec(), path)),
    }
}

/// Whether a file only declares modules and hands their contents on.
fn hands_on_only(file: &str) -> bool {
    file.ends_with("/mod.rs") || file == "src/lib.rs" || file == "src/main.rs"
}

/// The module of a file: `numeric`, `interval` for `src/numeric/interval.rs`.
fn module(path: &str) -> Names {
    let below = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut names: Names = below.split('/').map(str::to_owned).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        names.pop();
    }
    names
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::Path(_) | Meta::NameValue(_) => false,
    })
}

impl Visit<'_> for Named {
    fn visit_item_mod(&mut self, item: &ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        let mut found = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut found);
        for (name, path) in found {
            if !matches!(item.vis, Visibility::Inherited) {
                self.handed_on.push((name, path.clone()));
            }
            self.paths.push(path);
        }
    }

    /// `pub(super)` names no use.
    fn visit_visibility(&mut self, _: &Visibility) {}

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if matches!(names[0].as_str(), "crate" | "super") {
            self.paths.push(names);
        }
        visit::visit_path(self, path);
    }
}

/// The paths of an import with the names that they get.
fn flatten(tree: &UseTree, before: &mut Names, found: &mut Vec<(String, Names)>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, found);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|item| flatten(item, before, found)),
        UseTree::Name(name) => end(&name.ident.to_string(), None, before, found),
        UseTree::Rename(name) => end(&name.ident.to_string(), Some(name.rename.to_string()), before, found),
        UseTree::Glob(_) => {}
    }
}

fn end(name: &str, other: Option<String>, before: &[String], found: &mut Vec<(String, Names)>) {
    let mut path = before.to_vec();
    if name != "self" {
        path.push(name.to_owned());
    }
    let last = path.last().cloned().unwrap_or_default();
    found.push((other.unwrap_or(last), path));
}
