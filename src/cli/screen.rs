//! The terminal: width, colours, and output that tolerates a closed pipe.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use comfy_table::Table;

use super::cannot_write::CannotWrite;

/// The width where there is no terminal.
const DEFAULT_WIDTH: u16 = 100;

/// Whether to colour standard output.
pub(super) fn color() -> bool {
    io::stdout().is_terminal() && colors_are_welcome()
}

/// Whether to colour standard error.
pub(super) fn color_of_errors() -> bool {
    io::stderr().is_terminal() && colors_are_welcome()
}

/// See <https://no-color.org>.
fn colors_are_welcome() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The width of the terminal in columns; elsewhere `COLUMNS`, else 100.
pub(super) fn width() -> u16 {
    let asked = || env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    Table::new().width().or_else(asked).unwrap_or(DEFAULT_WIDTH)
}

/// Writes to standard output. A closed pipe (`| head`) is not an error: the verdict is still valid.
pub(super) fn out(text: &str) -> Result<(), CannotWrite> {
    let mut stream = io::stdout().lock();
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CannotWrite::output(error)),
        _ => Ok(()),
    }
}

/// Writes to standard error.
pub(super) fn err(text: &str) {
    let mut stream = io::stderr().lock();
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}
