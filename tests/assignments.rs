//! Assignments: read, checked, graded by, and written up.

mod schema;

use descentcheck::blackbox::{Method, Step, Written, chapter_sources, lecture, resolve, steps};
use descentcheck::grade::{
    Assignment, Book, Confinement, Graded, HandedIn, Observed, Settings, check, failed, grade as grade_file,
    grade_method, key, not_graded, results, template,
};
use descentcheck::language::check::{Chapter, Task};
use serde_json::Value;

/// The chapter with a block more.
fn with(block: &str) -> Result<Chapter, String> {
    let mut sources = chapter_sources();
    sources.push(("mine.md".to_owned(), format!("# Mine\n\n```{block}\n```\n")));
    Chapter::load(sources).map_err(|wrong| wrong.to_string())
}

const HEAD: &str =
    "assignment mine\ngiven R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gradient_descent(eta) on R\n";

#[test]
fn what_is_wrong_with_an_assignment_is_said_with_its_place_and_the_way_out() {
    let cases = [
        ("points 3 for agreement", "does not say what is handed in", "submit step(w, g, eta)"),
        ("submit step(w, g, eta)", "no points are given for agreement", "points 8 for agreement"),
        ("submit step(w, g)\npoints 3 for agreement", "is not told `eta`", "add it"),
        ("submit step(w, g, eta, mu)\npoints 3 for agreement", "cannot be handed `mu`", "`eta`"),
        (
            "submit step(w, g, eta)\npoints 3 for agreement\npoints 1 for theorem-7.2",
            "no claim `theorem-7.2`",
            "did you mean",
        ),
        ("submit step(w, g, eta)\npoints 3 for agreement\npoints 1 for flat-region", "does not run", "run"),
        (
            "submit step(w, g, eta)\npoints 3 for agreement\nkeep 2 for acsent",
            "no known mistake",
            "did you mean `ascent`",
        ),
        ("submit step(w, g, eta)\npoints 3 for agreement\nkeep 4 for ascent", "more is kept", "too many points"),
        ("submit step(w, g, eta)\npoints 3 for agreement\nkeep 2 for no-averaging", "is a mistake of `momentum`", ""),
        ("submit step(w, g, eta)\npoint 3 for agreement", "expected a line", "did you mean `points`"),
        ("submit step(w, g, eta)\npoints 3 for agreement\naccept float16", "cannot be accepted", "accept float32"),
        (
            "submit optimize(gradient, w, eta, steps)\npoints 3 for agreement\naccept cs231n",
            "calls a function that takes a step",
            "submit NAME(w, g, ...)",
        ),
        ("submit step(w, g, eta, rng)\npoints 3 for agreement", "cannot be handed `rng`", "`eta`"),
        ("submit claim monotone\npoints 3 for holds", "only a false claim can be corrected", "expect refuted"),
        ("submit rate(t, eta)\npoints 3 for agreement", "the run has none", "cosine"),
    ];
    let batches = "assignment mine\ngiven R: L-smooth, mean of N losses\ngiven eta in (0, 1/L]; b in 1..N\n\
                   draw B[1..]: 3 epochs of b without replacement\nrun sgd(eta, B) on R\n\
                   submit step(w, gradients, batch)\npoints 3 for agreement";
    let wrong = with(batches).expect_err(batches);
    assert!(wrong.contains("is not told `eta`"), "{wrong}");
    for (lines, message, help) in cases {
        let wrong = with(&format!("{HEAD}{lines}")).expect_err(lines);
        assert!(wrong.contains(message), "{lines}: no `{message}` in\n{wrong}");
        assert!(wrong.contains(help), "{lines}: no `{help}` in\n{wrong}");
        assert!(wrong.contains("mine.md:"), "{lines}: no place in\n{wrong}");
    }
}

#[test]
fn each_method_that_is_taught_has_an_assignment() {
    let chapter = lecture();
    // These are variants for proofs, with projections and steps of their own.
    let for_proofs = ["momentum_stepped", "adam_projected", "amsgrad_projected", "damped_newton"];
    let graded: Vec<&str> = chapter
        .assignments
        .iter()
        .filter_map(|block| match &block.assigned.task {
            Task::Program(task) => Some(task.method.as_str()),
            _ => None,
        })
        .collect();
    let missing: Vec<&str> = chapter
        .methods()
        .map(|(name, _)| name)
        .filter(|name| !graded.contains(name) && !for_proofs.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(chapter.schedules().any(|(name, _)| graded.contains(&name)));
}

fn grade(chapter: &Chapter, id: &str, name: &str, method: &dyn Method) -> Graded {
    let assignment = Assignment::find(chapter, id).unwrap();
    let handed_in = HandedIn { name: name.to_owned(), hash: "00".to_owned() };
    grade_method(&assignment, assignment.program().unwrap(), &handed_in, method, 1, &Vec::new).unwrap()
}

/// A known mistake or another method as a program.
fn written(chapter: &Chapter, name: &str) -> descentcheck::blackbox::Equations {
    let equations = match chapter.find_mutant(name) {
        Some(mutant) => chapter.mutated(mutant).unwrap(),
        None => chapter.recurrences(name).unwrap().clone(),
    };
    resolve(&equations, &[]).unwrap()
}

#[test]
fn a_right_program_gets_full_points_and_a_mistake_what_is_kept_for_it() {
    let chapter = lecture();
    for (assignment, program, points) in [
        ("momentum", "momentum", 10.0),
        ("momentum", "no-averaging", 5.0),
        ("momentum", "heavy_ball", 5.0),
        ("gradient-descent", "gradient_descent", 10.0),
        ("gradient-descent", "ascent", 5.0),
        ("cosine", "cosine", 5.0),
        ("cosine", "cosine-off-by-one", 4.0),
    ] {
        let graded = grade(&chapter, assignment, program, &Written(&written(&chapter, program)));
        assert!((graded.points.unwrap() - points).abs() < 1e-12, "{program}: {}", results::text(&graded));
    }
}

#[test]
fn a_program_that_does_nothing_gets_no_points_for_agreement() {
    let chapter = lecture();
    let nothing = steps(|step: &mut Step<'_>| Ok(step.w.to_vec()));
    let graded = grade(&chapter, "momentum", "nothing", &nothing);
    assert_eq!(graded.verdict, "differs");
    assert!(graded.lines[0].points == 0.0, "{}", results::text(&graded));
}

#[test]
fn feedback_is_what_was_read_aloud() {
    let chapter = lecture();
    let mut text = String::new();
    for (assignment, program) in [
        ("momentum", "momentum"),
        ("momentum", "no-averaging"),
        ("momentum", "heavy_ball"),
        ("gradient-descent", "one-step-late"),
        ("adam", "adam_corrected"),
        ("rprop", "product-of-slopes"),
        ("cosine", "cosine-off-by-one"),
    ] {
        let graded = grade(&chapter, assignment, program, &Written(&written(&chapter, program)));
        text.push_str(&results::text(&graded));
        text.push('\n');
    }
    let halved = steps(|step: &mut Step<'_>| {
        let (eta, g) = (step.number("eta"), step.gradient()?);
        Ok(step.w.iter().zip(&g).map(|(w, g)| w - 0.3 * eta * g).collect())
    });
    text.push_str(&results::text(&grade(&chapter, "gradient-descent", "three-tenths", &halved)));
    text.push('\n');
    let fails = steps(|_: &mut Step<'_>| Err(descentcheck::blackbox::Failure::new("division by zero")));
    text.push_str(&results::text(&grade(&chapter, "gradient-descent", "fails", &fails)));
    let path = "tests/grading/feedback.txt";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all("tests/grading").unwrap();
        std::fs::write(path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(path).expect("the golden text is there");
    assert_eq!(text, golden, "UPDATE_GOLDEN=1 writes it anew; read it aloud then");
}

/// A schema of tests/grading/schemas/.
fn schema_of(format: &str) -> Value {
    let text = std::fs::read_to_string(format!("tests/grading/schemas/{format}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// One result of each kind: all points, some, none as it could not be run, no score as the machine is at fault, and one that is shown later.
fn of_each_kind() -> Vec<Graded> {
    let chapter = lecture();
    let assignment = Assignment::find(&chapter, "momentum").unwrap();
    let handed_in = HandedIn { name: "other.py".to_owned(), hash: String::new() };
    let right = grade(&chapter, "momentum", "=right.py", &Written(&written(&chapter, "momentum")));
    let wrong = grade(&chapter, "momentum", "wrong.py", &Written(&written(&chapter, "no-averaging")));
    let why = ["There is no function `step` ```.".to_owned()];
    let not_run = failed(&assignment, &handed_in, "it cannot be run", &why);
    let machine = not_graded(&assignment, &handed_in, "this machine has no NumPy", why.to_vec());
    let mut later = wrong.clone();
    later.after_due = true;
    vec![right, wrong, not_run, machine, later]
}

#[test]
fn results_of_each_format_are_valid_by_its_schema() {
    let all = of_each_kind();
    for graded in &all {
        for (format, text) in [
            ("gradescope", results::gradescope(graded).unwrap()),
            ("prairielearn", results::prairielearn(graded).unwrap()),
            ("descentcheck", results::json(std::slice::from_ref(graded)).unwrap()),
        ] {
            let found: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(schema::wrong(&found, &schema_of(format)), [""; 0], "{format}: {text}");
        }
    }
    let broken = serde_json::json!({"gradable": true, "tests": [{"points": "1"}]});
    assert_eq!(
        schema::wrong(&broken, &schema_of("prairielearn")).len(),
        3,
        "a schema that everything fits says nothing"
    );
    assert_eq!(schema::wrong(&serde_json::json!({"scores": 1}), &schema_of("gradescope")).len(), 1);
}

#[test]
fn scores_are_where_each_format_reads_them() {
    let all = of_each_kind();
    let (right, wrong, not_run, machine, later) = (&all[0], &all[1], &all[2], &all[3], &all[4]);
    let gradescope = |graded| serde_json::from_str::<Value>(&results::gradescope(graded).unwrap()).unwrap();
    for graded in [right, wrong, not_run] {
        let found = gradescope(graded);
        assert!(found.get("score").is_none(), "a score at the top hides the tests");
        let scores = found["tests"].as_array().unwrap().iter().map(|test| test["score"].as_f64().unwrap());
        assert!((scores.sum::<f64>() - graded.points.unwrap()).abs() < 1e-9);
        assert_eq!(found["visibility"], "visible");
    }
    assert!(gradescope(machine)["tests"].as_array().unwrap().is_empty(), "no score, and not a score of 0");
    let found = gradescope(later);
    assert!(found["tests"].as_array().unwrap().iter().all(|test| test["visibility"] == "after_due_date"));
    let prairielearn = |graded| serde_json::from_str::<Value>(&results::prairielearn(graded).unwrap()).unwrap();
    assert_eq!(prairielearn(right)["score"], 1.0);
    assert_eq!(prairielearn(wrong)["score"], 0.5);
    // What costs no attempt says why.
    for graded in [not_run, machine] {
        let found = prairielearn(graded);
        assert_eq!(found["gradable"], false);
        assert!(
            found.get("score").is_none() && found["format_errors"][1].as_str().unwrap().contains("`step`"),
            "{found}"
        );
    }
    // What PrairieLearn shows it shows at once.
    let found = prairielearn(later);
    assert!(
        found["score"] == 0.5 && found["output"] == "" && !found["message"].as_str().unwrap().contains("mistake"),
        "{found}"
    );
    assert!(found["tests"].as_array().unwrap().iter().all(|test| test["message"] == ""), "{found}");
}

#[test]
fn the_other_formats_hold_every_submission() {
    let all = of_each_kind();
    let found: Value = serde_json::from_str(&results::json(&all).unwrap()).unwrap();
    assert_eq!(found["results"].as_array().unwrap().len(), 5);
    let xml = results::junit(&all).unwrap();
    let xml = roxmltree::Document::parse(&xml).unwrap();
    // What the schema of the JUnit plugin of Jenkins allows, of which this is a part.
    let allowed: &[(&str, &[&str])] = &[
        // `skipped` is no attribute of the root there; the library writes it, and readers pass over it.
        ("testsuites", &["name", "tests", "failures", "errors", "time", "skipped"]),
        ("testsuite", &["name", "tests", "skipped", "disabled", "errors", "failures", "time"]),
        ("testcase", &["name", "classname", "time"]),
        ("failure", &["message", "type"]),
        ("error", &["message", "type"]),
        ("system-out", &[]),
    ];
    for node in xml.descendants().filter(roxmltree::Node::is_element) {
        let known = allowed.iter().find(|(name, _)| node.has_tag_name(*name));
        let (_, attributes) = known.unwrap_or_else(|| panic!("{}", node.tag_name().name()));
        assert!(node.attributes().all(|own| attributes.contains(&own.name())), "{node:?}");
    }
    let count = |name: &str| xml.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("testsuite"), count("testcase"), count("error")), (5, 13, 1));
    assert_eq!(count("failure"), 7);
    let csv = results::csv(&all).unwrap();
    assert!(csv.lines().count() == 6 && csv.contains("'=right.py"), "a name is no formula:\n{csv}");
    assert!(csv.contains("other.py,momentum,,10,not-graded,"), "{csv}");
}

#[test]
fn a_class_run_goes_on_where_it_was_killed() {
    let chapter = lecture();
    let assignment = Assignment::find(&chapter, "momentum").unwrap();
    let graded = grade(&chapter, "momentum", "a.py", &Written(&written(&chapter, "momentum")));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record");
    let own = key(&assignment, 1);
    Book::open(&path, &own).unwrap().keep(&graded).unwrap();
    // Killed in the middle of a line.
    let mut text = std::fs::read(&path).unwrap();
    text.extend_from_slice(b"{\"key\":\"");
    std::fs::write(&path, &text).unwrap();
    let book = Book::open(&path, &own).unwrap();
    assert_eq!(book.find("a.py", "00"), Some(&graded));
    assert_eq!(book.find("a.py", "01"), None, "another program");
    let mut other = graded.clone();
    "b.py".clone_into(&mut other.submission);
    book.keep(&other).unwrap();
    let book = Book::open(&path, &own).unwrap();
    assert!(book.find("a.py", "00").is_some() && book.find("b.py", "00").is_some());
    assert_eq!(Book::open(&path, &key(&assignment, 2)).unwrap().find("a.py", "00"), None, "another seed");
}

#[test]
fn the_first_assignments_are_fair_and_sharp() {
    let chapter = lecture();
    for id in ["gradient-descent", "momentum"] {
        let found = check(&Assignment::find(&chapter, id).unwrap(), 1);
        assert!(found.wrong.is_empty(), "{id}: {}", found.wrong.join("\n"));
    }
}

#[test]
fn a_graded_claim_that_no_mistake_can_lose_is_found_out() {
    let block = "assignment vacuous\ngiven R: L-smooth\ngiven eta in (0, 1/L]; mu in [0, 1)\nrun momentum(eta, mu) on R\n\
                 submit step(w, g, eta, mu, state)\npoints 3 for agreement\npoints 1 for momentum-unrolled";
    let chapter = with(block).unwrap();
    let found = check(&Assignment::find(&chapter, "vacuous").unwrap(), 1);
    assert!(found.wrong.iter().any(|line| line.contains("every program gets its points")), "{found:?}");
}

#[test]
fn the_students_file_says_what_is_asked_for_and_not_how_it_is_done() {
    let chapter = lecture();
    for block in &chapter.assignments {
        let (text, _) = template(&Assignment::find(&chapter, &block.id).unwrap());
        assert!(text.contains(block.title.as_deref().unwrap()), "{text}");
        if let Task::Program(task) = &block.assigned.task {
            assert!(text.contains(&task.name), "{text}");
        }
    }
}

#[test]
fn what_ends_early_everywhere_is_not_said_to_have_properties() {
    let chapter = lecture();
    let fails = steps(|_: &mut Step<'_>| Err(descentcheck::blackbox::Failure::new("no")));
    let graded = grade(&chapter, "momentum", "fails", &fails);
    assert_eq!(graded.points, Some(0.0), "{}", results::text(&graded));
    let options = Assignment::find(&chapter, "momentum").unwrap();
    let task = options.program().unwrap();
    let finding =
        descentcheck::blackbox::judge_method(&chapter, "momentum", &fails, &options.options(task, 20, 1)).unwrap();
    assert!(Observed::of(finding).hardly_runs());
}

/// Grades the correction of a claim.
fn corrected(text: &str) -> Graded {
    let chapter = lecture();
    let assignment = Assignment::find(&chapter, "correct-free-decay").unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let settings = Settings::new(1, Confinement::Unsafe, |_| Vec::new());
    grade_file(&assignment, file.path(), &settings, &|_| None, &|_| {}).unwrap().graded
}

#[test]
fn a_correction_has_the_points_for_strength_only_if_it_holds_for_all_that_is_asked_for() {
    let claim = |start: &str, show: &str| {
        format!(
            "```claim mine\ngiven p0 in R; mu in [0, 1]; t0 in {start}; t1 in [t0, 2]\nrun free_velocity(mu) with p(0) = p0\nshow {show}\n```\n"
        )
    };
    let right = "p(t1) == p(t0)*exp(-(1 - mu)*(t1 - t0))";
    let points = |text: &str| corrected(text).points;
    assert_eq!(points(&claim("[0, 2]", right)), Some(5.0));
    // The false statement is true where t0 is 0.
    let narrowed = corrected(&claim("[0, 0]", "p(t1) == p(t0)*exp(-(1 - mu)*t1)"));
    assert_eq!(narrowed.points, Some(3.0), "{narrowed:?}");
    // It says nothing.
    let empty = corrected(&claim("[0, 2]", &format!("t0 > 3 implies {right}")));
    assert_eq!(empty.points, Some(0.0), "{empty:?}");
}

#[test]
fn an_exercise_that_cannot_be_read_ends_no_class_run() {
    let chapter = lecture();
    let assignment = Assignment::find(&chapter, "correct-free-decay").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link.md");
    std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
    let settings = Settings::new(1, Confinement::Unsafe, |_| Vec::new());
    // What is not there is nothing that a student could have handed in.
    for (path, points) in [(link, Some(0.0)), (folder.path().join("nothing.md"), None)] {
        let graded = grade_file(&assignment, &path, &settings, &|_| None, &|_| {}).unwrap().graded;
        assert_eq!(graded.points, points);
        assert!(!format!("{graded:?}").contains(&folder.path().display().to_string()), "{graded:?}");
    }
}
