//! `explain`: one block and everything related to it.

use anyhow::bail;

use super::arguments::ExplainArguments;
use super::exit::Exit;
use super::{inputs, screen};
use crate::report;

/// Explains one block.
pub(super) fn run(arguments: &ExplainArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&arguments.files)?;
    let Some(text) = report::explain(&chapter.documents, &arguments.id, screen::color()) else {
        let near = chapter.nearest_id(&arguments.id).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        bail!("nothing is called `{}`{near} `descentcheck list` shows every name", arguments.id);
    };
    screen::out(&text)?;
    Ok(Exit::AsExpected)
}
