//! The README shows real output.

use std::path::Path;
use std::process::Command;

#[test]
fn the_readme_shows_real_output() {
    let readme = std::fs::read_to_string("README.md").expect("there is a README");
    let shown = readme.split("<!-- output -->").nth(1).expect("it shows output").split("<!-- /output -->").next();
    let shown = shown.expect("the region ends");
    let commands: Vec<&str> = shown.split("\n$ ").skip(1).collect();
    assert!(!commands.is_empty(), "it shows a command");
    let program = Path::new(env!("CARGO_BIN_EXE_descentcheck")).parent().expect("it is in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    for text in commands {
        let lines: Vec<&str> = text.lines().collect();
        let length = 1 + lines.iter().take_while(|line| line.ends_with('\\')).count();
        let command = lines[..length].join("\n");
        let output = Command::new("sh").arg("-c").arg(&command).env("PATH", &path).output().expect("it runs");
        let printed = String::from_utf8(output.stdout).expect("it prints text");
        assert!(!printed.trim().is_empty() && text.contains(printed.trim_end()), "`{command}` prints:\n{printed}");
    }
}
