//! Markdown as people write it, made plain: what pulldown-cmark does not know is rewritten, and every byte keeps its place.

mod container;
mod directive;
mod excerpt;
mod front_matter;
mod mathematics;
mod plain;

pub use container::{Container, Mark};
pub(crate) use directive::capital;
pub use excerpt::Excerpt;
pub use front_matter::FrontMatter;
pub use plain::Plain;
