//! Tables as people have them are read, or refused with one error that names the place and the option that helps.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use descentcheck::problem::{DataError, DataOptions, DataReference, DataSet, Loss, Reading};
use tempfile::TempDir;

const PLAIN: DataOptions = DataOptions { standardise: false, intercept: false };

const NOTES: &str = "\
# Mine

```claim convex
given R: convex, L-smooth
given u, v in R^W
show R(v) >= R(u) + <grad R(u), v - u>
```

```figure samples \"How many samples\"
data A: squares of \"mine\" by height rows 1..2
points N(A) against 1
```
";

/// The same five people in every format.
const PEOPLE: [(&str, &str); 7] = [
    ("height,weight,age\n1.70,65,30\n1.85,80,41\n1.62,55,22\n", "separated by commas; 3 rows"),
    (
        "\"\",\"height\",\"weight\",\"age\"\n\"1\",1.70,65,30\n\"2\",1.85,80,41\n\"3\",1.62,55,22\n",
        "names of rows in the first column",
    ),
    ("height;weight;age\r\n1.70;65;30\r\n1.85;80;41\r\n1.62;55;22\r\n", "separated by semicolons; 3 rows"),
    ("height;weight;age\n1,70;65,0;30\n1,85;80;41\n1,62;55;22\n", "separated by semicolons, decimal commas; 3 rows"),
    ("height\tweight\tage\n1.70\t65\t30\n1.85\t80\t41\n1.62\t55\t22\n", "separated by tabs; 3 rows"),
    ("height  weight age\n  1.70      65  30\n  1.85      80  41\n  1.62      55  22\n", "separated by blanks; 3 rows"),
    (
        "# from the web\n# metres, kilograms\nheight,weight,age\n1.70,65,30\n# a break\n1.85,80,41\n1.62,55,22\n",
        "without the lines that begin with `#`",
    ),
];

/// A folder with `mine.csv` and notes.
fn folder(table: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    fs::write(folder.path().join("mine.csv"), table).expect("the table is written");
    fs::write(folder.path().join("notes.md"), NOTES).expect("the notes are written");
    folder
}

/// What a command says of `mine.csv`: its exit code, output and errors.
fn run(folder: &Path, command: &[&str], options: &str) -> (i32, String, String) {
    let mut program = Command::cargo_bin("descentcheck").expect("it was built");
    program.current_dir(folder).args(command).args(["--data", "mine.csv"]).args(options.split_whitespace());
    let Output { status, stdout, stderr } = program.output().expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

/// What `verify` takes of a table, a line of standard error.
fn taken(table: &str, options: &str) -> String {
    let folder = folder(table);
    let (code, out, err) = run(folder.path(), &["verify", "notes.md", "--cases", "5"], options);
    assert_eq!(code, 0, "{table}\n{err}\n{out}");
    err.lines().find(|line| line.starts_with("mine.csv: ")).unwrap_or_else(|| panic!("{err}")).to_owned()
}

/// The one error for a table.
fn refused(table: &str, options: &str) -> String {
    let folder = folder(table);
    let (code, out, err) = run(folder.path(), &["verify", "notes.md", "--cases", "5"], options);
    assert_eq!(code, 2, "{table}\n{err}\n{out}");
    assert_eq!(err.matches("error").count(), 1, "{err}");
    err
}

fn read(text: &str, target: &str) -> Result<DataSet, DataError> {
    DataSet::from_reader(text.as_bytes(), "mine.csv", target, PLAIN, Loss::Squares)
}

#[test]
fn every_format_gives_the_same_numbers_and_says_what_was_taken() {
    let first = read(PEOPLE[0].0, "age").expect("it is plain");
    for (text, words) in PEOPLE {
        let set = read(text, "age").unwrap_or_else(|error| panic!("{text}\n{error}"));
        assert_eq!((&set.rows, &set.features), (&first.rows, &first.features), "{text}");
        assert!(set.taken.to_string().contains(words), "{}", set.taken);
    }
}

#[test]
fn verify_judges_on_every_format() {
    for (text, words) in PEOPLE {
        let line = taken(text, "--target age --loss squares");
        assert!(line.contains(words) && line.contains("target `age`"), "{line}");
    }
}

#[test]
fn report_and_figures_take_the_data_as_well() {
    let folder = folder(PEOPLE[3].0);
    let options = "--target age --loss squares";
    let (code, _, err) = run(folder.path(), &["figures", "notes.md", "--format", "svg", "-o", "out"], options);
    assert!(code == 0 && err.contains("decimal commas"), "{err}");
    assert!(folder.path().join("out/samples.svg").exists());
    let (code, _, err) = run(folder.path(), &["report", "notes.md", "--cases", "5", "--format", "json,html"], options);
    assert!(code == 0 && err.contains("decimal commas"), "{err}");
    let results = fs::read_to_string(folder.path().join("reports/results.json")).expect("it was written");
    assert!(results.contains("\"name\": \"mine\""));
}

#[test]
fn columns_and_rows_are_chosen_or_dropped() {
    let text = "a;b;c;y\n1;2;3;4\n5;6;7;8\n9;10;11;12\nsum\n";
    for (options, words) in [
        ("--columns c,a --rows 1-3", "3 of 4 rows, target `y`, 3 features (c, a, intercept)"),
        ("--drop b --drop-rows 4 --no-intercept", "3 of 4 rows, target `y`, 2 features (a, c)"),
        ("--drop @2,c --rows 1,3", "2 of 4 rows, target `y`, 2 features (a, intercept)"),
    ] {
        let line = taken(text, &format!("--target y --loss squares {options}"));
        assert!(line.contains(words), "{line}");
    }
    for (options, words) in [
        ("--columns d", "no column is named `d`, as `--columns` asks"),
        ("--rows 1-9 --drop-rows 4", "`--rows` names row 9, but there are 4 rows"),
        ("--rows 9..3", "such as 1-50,60,90-"),
        ("--drop y --rows 1-3", "which `--drop` cannot name"),
        ("", "line 5: 1 values where there are 4 columns; fix the row, leave it out with `--drop-rows 4`"),
    ] {
        let error = refused(text, &format!("--target y --loss squares {options}"));
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn text_is_coded_where_told_and_an_error_that_says_so_where_not() {
    let text = "x,city,y\n0,Rome,1\n1,Oslo,3\n2,Bonn,2\n3,Rome,4\n4,Oslo,6\n";
    let error = refused(text, "--target y --loss squares");
    for part in ["line 2, column `city`: `Rome` is not a number", "--one-hot city", "--drop city", "--missing Rome"] {
        assert!(error.contains(part), "{error}");
    }
    let line = taken(text, "--target y --loss squares --one-hot city");
    assert!(line.contains("5 features (x, city=Bonn, city=Oslo, city=Rome, intercept)"), "{line}");
    assert!(taken(text, "--target y --loss squares --drop city").contains("2 features (x, intercept)"));
}

#[test]
fn missing_values_are_an_error_or_dropped_and_counted() {
    let text = "a,b,y\n1,2,3\n4,?,6\n7,8,9\n-999,1,2\n";
    let error = refused(text, "--target y --loss squares");
    for part in ["line 3, column `b`: the value is missing (`?`)", "--drop-missing rows", "--drop-missing columns"] {
        assert!(error.contains(part), "{error}");
    }
    let line = taken(text, "--target y --loss squares --drop-missing rows");
    assert!(line.contains("3 of 4 rows (1 left out for a missing value)"), "{line}");
    let line = taken(text, "--target y --loss squares --missing -999 --drop-missing rows");
    assert!(line.contains("2 of 4 rows (2 left out for a missing value)"), "{line}");
    let line = taken(text, "--target y --loss squares --drop-missing columns");
    assert!(line.contains("4 rows, target `y`, 2 features (a, intercept); left out for a missing value: b"), "{line}");
}

#[test]
fn a_constant_column_is_refused_with_the_ways_out() {
    let text = "a,b,y\n7,0,0\n7,1.3,1\n7,2.6,4\n";
    let error = refused(text, "--target y --loss squares");
    assert!(error.contains("column `a`") && error.contains("--drop a") && error.contains("--raw"), "{error}");
    assert!(taken(text, "--target y --loss squares --drop a").contains("(b, intercept)"));
    assert!(taken(text, "--target y --loss squares --raw --no-intercept").contains("(a, b)"));
    assert!(refused("a,y\n1,5\n2,5\n", "--target y --loss squares").contains("nothing to predict"));
}

#[test]
fn tiny_numbers_are_standardised_like_any_other_and_said_where_they_vanish() {
    let options = DataOptions { standardise: true, intercept: true };
    let read = |text: &str| {
        DataSet::from_reader(text.as_bytes(), "mine.csv", "y", options, Loss::Squares).expect("it is a table")
    };
    let tiny = read("a,y\n1e-308,1\n2e-308,2\n0,3\n3e-308,4\n");
    assert_eq!(tiny.rows, read("a,y\n1,1\n2,2\n0,3\n3,4\n").rows);
    assert_eq!(tiny.taken.vanished, 0);
    let line = taken("a,b,y\n1e-308,2,1\n2e-308,1,2\n3,4,3\n", "--target y --loss squares --raw");
    assert!(line.contains("2 numbers are too close to 0"), "{line}");
}

#[test]
fn a_table_without_a_header_is_asked_about() {
    let text = "1,2,3\n4,5,7\n7,8,8\n";
    let error = refused(text, "--target c3 --loss squares");
    assert!(error.contains("--header no") && error.contains("--header yes"), "{error}");
    let line = taken(text, "--target c3 --loss squares --header no");
    assert!(line.contains("no header; 3 rows, target `c3`, 3 features (c1, c2, intercept)"), "{line}");
    assert!(taken(text, "--target @3 --loss squares --header yes").contains("2 rows, target `3`"));
}

#[test]
fn two_readings_are_an_error_that_shows_both() {
    let text = "y\n1,5\n2,7\n3,1\n";
    let error = refused(text, "--target y --loss squares");
    for part in ["--separator , --decimal point", "the first row is y = 5", "--decimal comma", "y = 1.5"] {
        assert!(error.contains(part), "{error}");
    }
    let line = taken(text, "--target y --loss squares --decimal comma --separator ;");
    assert!(line.contains("decimal commas; 3 rows"), "{line}");
    let thousands = refused("a;y\n1,234;2\n2,345;3\n", "--target y --loss squares");
    assert!(thousands.contains("1.234") && thousands.contains("--decimal comma"), "{thousands}");
}

#[test]
fn names_that_are_empty_or_twice_there_are_given_by_place() {
    let text = "a,a,,y\n1,2,3,4\n5,6,7,9\n";
    let error = refused(text, "--target y --loss squares");
    assert!(error.contains("two columns are named `a`") && error.contains("--drop @2"), "{error}");
    assert!(refused(text, "--target y --loss squares --drop @2").contains("--drop @3"));
    let line = taken(text, "--target y --loss squares --drop @2,@3");
    assert!(line.contains("2 features (a, intercept)"), "{line}");
    assert!(taken(text, "--target y --loss squares --columns @2,@3").contains("(@2, @3, intercept)"));
}

#[test]
fn a_replayed_case_finds_the_same_numbers() {
    let folder = folder("");
    let path = folder.path().join("mine.csv");
    for (text, reading) in PEOPLE.map(|(text, _)| (text, Reading::default())) {
        fs::write(&path, text).expect("the table is written");
        let set = DataSet::read_as(&path, "age", PLAIN, &reading, Loss::Squares).expect("it is a table");
        let reference = set.problem(Loss::Squares).expect("numbers").data.expect("it is from a file");
        let json = serde_json::to_string(&reference).expect("it has a JSON form");
        let again: DataReference = serde_json::from_str(&json).expect("it is read again");
        assert_eq!(again, reference);
        assert_eq!(again.load().expect("the file is the same"), set.rows, "{json}");
        assert_eq!(json.contains("reading"), !set.taken.to_string().contains(": separated by commas; 3"), "{json}");
    }
    // The format is kept with the case: what else would parse the file does not matter.
    fs::write(&path, "y\n1,5\n2,7\n").expect("the table is written");
    let told: Reading = serde_json::from_str(
        r#"{"format": {"separator": ";", "decimal": "comma"}, "choice": {"drop_rows": "3-", "missing": ["x"]}}"#,
    )
    .expect("it is a reading");
    let options = DataOptions { standardise: false, intercept: true };
    let error = DataSet::read_as(&path, "y", options, &told, Loss::Squares).unwrap_err().to_string();
    assert!(error.contains("`--drop-rows` names row 3"), "{error}");
}

#[test]
fn a_counterexample_on_data_is_replayed_from_its_file() {
    let rows = (0..25).map(|n| format!("{},5;{};{}\n", n, ["Rome", "Oslo", "Bonn"][n % 3], n * n % 7));
    let folder = folder(&format!("x;city;y\n{}NA;Rome;4\n", rows.collect::<String>()));
    // No random case has so many samples.
    let notes =
        "# Mine\n\n```claim few\ngiven R: mean of N losses\ngiven u in R^W\nshow R(u) >= R(u) and N <= 20\n```\n";
    fs::write(folder.path().join("notes.md"), notes).expect("the notes are written");
    let options = "--target y --loss squares --one-hot city --drop-missing rows --json out/results.json";
    let (code, _, err) = run(folder.path(), &["verify", "notes.md", "--cases", "5"], options);
    assert_eq!(code, 1, "{err}");
    let cases = fs::read_dir(folder.path().join("out/cases")).expect("there are case files");
    let case = cases.map(|entry| entry.expect("it is readable").path()).next().expect("there is one");
    let text = fs::read_to_string(&case).expect("it is text");
    assert!(text.contains("one_hot") && text.contains("comma"), "{text}");
    let mut program = Command::cargo_bin("descentcheck").expect("it was built");
    program.current_dir(folder.path()).arg("replay").arg(&case).args(["--notes", "notes.md"]);
    let output = program.output().expect("it starts");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}
