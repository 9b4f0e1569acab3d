//! The contents of a chapter.

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

use super::paint::Paint;
use crate::language::Document;
use crate::language::syntax::{Block, Body};

/// Every block of every file, with its kind and title.
#[must_use]
pub fn list(documents: &[Document], width: u16, color: bool) -> String {
    let mut text = String::new();
    for document in documents.iter().filter(|document| !document.blocks.is_empty()) {
        let title = document.title().unwrap_or_default();
        text.push_str(&format!("{}  {title}\n", Paint::Bold.on(&document.name, color)));
        let mut table = Table::new();
        table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width).force_no_tty();
        for block in &document.blocks {
            table.add_row([kind(block).to_owned(), id(block), block.title.clone().unwrap_or_default()]);
        }
        for line in table.lines() {
            text.push_str(&format!(" {}\n", line.trim_end()));
        }
        text.push('\n');
    }
    text
}

/// The kind of a block, as on its fence.
pub(super) fn kind(block: &Block) -> &'static str {
    match block.body {
        Body::Method(_) => "method",
        Body::Schedule(_) => "schedule",
        Body::Flow(_) => "flow",
        Body::Objective(_) => "objective",
        Body::Mutant(_) => "mutant",
        Body::Claim(_) => "claim",
        Body::Step { .. } => "step",
        Body::Figure(_) => "figure",
        Body::Assignment(_) => "assignment",
    }
}

/// The id by which a block is asked for; a step's is `CLAIM/STEP`, an assignment's `assignment/NAME`.
pub(super) fn id(block: &Block) -> String {
    match &block.body {
        Body::Step { of, .. } => format!("{}/{}", of.text, block.name.text),
        // An assignment may be called like its method.
        Body::Assignment(_) => format!("assignment/{}", block.name.text),
        _ => block.name.text.clone(),
    }
}

/// The name of a file without its folder.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
