//! Runs the command and returns the exit code.

use std::io;
use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::Parser;
use clap::error::ErrorKind;

use super::arguments::{Arguments, Command};
use super::cannot_write::CannotWrite;
use super::exit::Exit;
use super::{
    assignment, chapter, compare, doctor, explain, figures, grade, list, merge, mutants, replay, report, screen, stop,
    vectors, verify,
};
use crate::grade::{SANDBOX_EXEC, sandbox_exec};
use crate::numeric::room::with_room;

/// Where the last panic stood, for the message to the user.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == SANDBOX_EXEC) {
        return sandbox_exec(words);
    }
    panic::set_hook(Box::new(|info| {
        // The first panic is the cause; those of other threads may only follow from it.
        LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| info.to_string());
    }));
    panic::catch_unwind(|| with_room(run)).unwrap_or_else(|_| internal_error()).into()
}

fn run() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return no_arguments(&error),
    };
    if let Err(error) = stop::listen() {
        return failed(&error);
    }
    let done = match arguments.command {
        None => chapter::run(&arguments.chapter),
        Some(Command::Verify(arguments)) => verify::run(&arguments),
        Some(Command::Report(arguments)) => report::run(&arguments),
        Some(Command::Figures(arguments)) => figures::run(&arguments),
        Some(Command::List(arguments)) => list::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Replay(arguments)) => replay::run(&arguments),
        Some(Command::Mutants(arguments)) => mutants::run(&arguments),
        Some(Command::Compare(arguments)) => compare::run(&arguments),
        Some(Command::Vectors(arguments)) => vectors::run(&arguments),
        Some(Command::Doctor(arguments)) => doctor::run(&arguments),
        Some(Command::Grade(arguments)) => grade::run(&arguments),
        Some(Command::Check(arguments)) => grade::check(&arguments),
        Some(Command::Assignment(arguments)) => assignment::run(&arguments),
        Some(Command::Merge(arguments)) => merge::run(&arguments),
    };
    done.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &anyhow::Error) -> Exit {
    screen::err(&format!("error: {error:#}\n"));
    Exit::of_error(error)
}

/// Help and version are not errors, and neither is a closed pipe while they are printed.
fn no_arguments(error: &clap::Error) -> Exit {
    let printed = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match printed {
            Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => failed(&CannotWrite::output(cause).into()),
            _ => Exit::AsExpected,
        },
        _ => Exit::Usage,
    }
}

fn internal_error() -> Exit {
    let what = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
    screen::err(&format!(
        "internal error: {}\nThis is a bug in descentcheck {}, not in your notes. Please report it with the command \
         line and the files that led to it.\n",
        what.unwrap_or_default(),
        env!("CARGO_PKG_VERSION"),
    ));
    Exit::Internal
}
