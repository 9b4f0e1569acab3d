//! The README shows real output.

use assert_cmd::Command;

#[test]
fn the_readme_shows_real_output() {
    let readme = std::fs::read_to_string("README.md").expect("there is a README");
    let shown = readme.split("<!-- output -->").nth(1).expect("it shows output").split("<!-- /output -->").next();
    let shown = shown.expect("the region ends");
    let commands: Vec<&str> = shown.lines().filter_map(|line| line.strip_prefix("$ descentcheck ")).collect();
    assert!(!commands.is_empty(), "it shows a command");
    for command in commands {
        let output =
            Command::new(env!("CARGO_BIN_EXE_descentcheck")).args(command.split(' ')).output().expect("it runs");
        let printed = String::from_utf8(output.stdout).expect("it prints text");
        assert!(shown.contains(printed.trim_end()), "`descentcheck {command}` prints:\n{printed}");
    }
}
