//! `doctor`: what keeps a student's program in on this machine.

use super::arguments::DoctorArguments;
use super::exit::Exit;
use super::screen;
use crate::grade::{Confinement, Limits, Python, doctor, numpy};

/// Prints what a sandbox must achieve, and what achieves it here.
pub(super) fn run(arguments: &DoctorArguments) -> anyhow::Result<Exit> {
    let helper = std::env::current_exe()?;
    let mut text = String::new();
    let mut is_safe = true;
    for row in doctor(&helper) {
        is_safe &= row.is_met();
        let mark = if row.is_met() { "yes" } else { "NO" };
        let mechanisms: Vec<String> = row
            .mechanisms
            .iter()
            .map(|(mechanism, there)| format!("{mechanism}{}", if *there { "" } else { " (not here)" }))
            .collect();
        text.push_str(&format!("{mark:<4} a program {}\n     by {}\n", row.goal, mechanisms.join(", ")));
    }
    match Python::find(arguments.python.as_deref()) {
        Ok(python) => {
            text.push_str(&format!("yes  Python {} is at {}\n", python.version, python.executable.display()));
            let confinement =
                if is_safe { Confinement::Sandboxed { helper, without: Vec::new() } } else { Confinement::Unsafe };
            text.push_str(&match numpy(Some(&python), &confinement, &Limits::default()) {
                Ok(version) => format!("yes  NumPy {version} can be imported there\n"),
                Err(why) => format!(
                    "NO   NumPy cannot be imported there ({why}):\n     programs that need it are not graded; \
                     install it for this Python, or name another one with --python\n"
                ),
            });
        }
        Err(error) => text.push_str(&format!("NO   {error}\n")),
    }
    text.push_str(if is_safe {
        "\nPrograms of students can be run on this machine.\n"
    } else {
        "\nPrograms of students are not run on this machine, unless --unsafe says that they are trusted.\n"
    });
    screen::out(&text)?;
    Ok(if is_safe { Exit::AsExpected } else { Exit::Unexpected })
}
