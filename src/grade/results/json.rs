//! Results as JSON: the model as it is.

use serde::Serialize;

use crate::grade::result::Graded;

#[derive(Serialize)]
struct Document<'a> {
    /// Of this format.
    format: u32,
    /// The program's version.
    version: &'static str,
    results: &'a [Graded],
}

/// All results, in order.
///
/// # Errors
/// None that can happen: every number is finite and every key a text.
pub fn json(results: &[Graded]) -> Result<String, serde_json::Error> {
    let document = Document { format: 1, version: env!("CARGO_PKG_VERSION"), results };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
