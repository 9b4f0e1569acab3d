//! The file that a student begins with.

use super::assignment::Assignment;
use super::form::known_as;
use super::result::said;
use crate::language::check::{ClaimBlock, Item, ProgramTask, Task};
use crate::language::print;

/// The student's file for an assignment, and the ending of its name.
#[must_use]
pub fn template(assignment: &Assignment<'_>) -> (String, &'static str) {
    match &assignment.block.assigned.task {
        Task::Program(task) => (python(assignment, task), "py"),
        Task::Claim { of, .. } => (claim(assignment, of), "md"),
        Task::Witness { of } => (witness(assignment, of), "md"),
    }
}

/// What an assignment asks for and is worth, one line each.
fn head(assignment: &Assignment<'_>) -> Vec<String> {
    let block = assignment.block;
    let total = super::assignment::points(&block.assigned.total());
    let mut lines = vec![format!("{} ({} points)", block.title.as_deref().unwrap_or(&block.id), said(total))];
    lines.push(String::new());
    for line in &block.assigned.points {
        let what = match &line.item {
            Item::Agreement => "your steps are those of the lecture".to_owned(),
            Item::Behaviour => "your program leaves its arguments alone and gives the same result twice".to_owned(),
            Item::Claims(ids) => {
                let titles: Vec<String> = ids.iter().map(|id| assignment.claim_title(id)).collect();
                format!("where the steps differ, these still hold: {}", titles.join("; "))
            }
            Item::Holds => "your claim holds".to_owned(),
            Item::Strength => "your claim says enough".to_owned(),
            Item::Refutation => "your witness refutes the claim".to_owned(),
        };
        lines.push(format!("{} for: {what}", said(super::assignment::points(&line.points))));
    }
    lines
}

fn python(assignment: &Assignment<'_>, task: &ProgramTask) -> String {
    let mut lines = vec![format!("\"\"\"{}", head(assignment).join("\n"))];
    lines.push(String::new());
    if let Some(section) = assignment.section(&task.method) {
        lines.push(format!("The lecture, {section}:"));
    }
    let written = assignment.chapter.recurrences(&task.method);
    lines
        .extend(written.iter().flat_map(|own| &own.equations).map(|own| format!("    {}", print::equation_ascii(own))));
    let ranges = task.ranges();
    if !ranges.is_empty() {
        lines.push(format!("with {}.", ranges.join("; ")));
    }
    lines.push("\"\"\"".to_owned());
    lines.push(String::new());
    lines.push(String::new());
    let meanings: Vec<String> =
        task.arguments.iter().map(|name| format!("    {name}: {}", meaning(task, name))).collect();
    let wanted = if task.schedule {
        "Returns the rate of step t."
    } else if assignment.asks_for_a_list(task) {
        "Returns the list of all points w[1], ..., w[steps].\n\nThe last point alone is not enough: this method takes its gradients at other points."
    } else if task.arguments.iter().any(|name| name == "gradient") {
        "Returns the list of all points, or the last one."
    } else {
        "Returns the point after the step."
    };
    let body = |indent: &str| {
        let mut body: Vec<String> = format!("\"\"\"{wanted}")
            .lines()
            .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") })
            .collect();
        body.push(String::new());
        body.extend(meanings.iter().map(|line| format!("{indent}{}", line.trim_start())));
        body.push(format!("{indent}\"\"\""));
        body.push(format!("{indent}raise NotImplementedError(\"write your program here\")"));
        body
    };
    if let Some(course) = &assignment.block.assigned.convention {
        lines.extend(in_style_of(course, task));
    } else if task.class {
        let (step, set): (Vec<&String>, Vec<&String>) =
            task.arguments.iter().partition(|name| ["w", "g", "H", "t"].contains(&name.as_str()));
        let join = |names: &[&String]| names.iter().map(|name| format!(", {name}")).collect::<String>();
        lines.push(format!("class {}:", task.name));
        lines.push(format!("    def __init__(self{}):", join(&set)));
        lines.extend(set.iter().map(|name| format!("        self.{name} = {name}")));
        if set.is_empty() {
            lines.push("        pass".to_owned());
        }
        lines.push(String::new());
        lines.push(format!("    def step(self{}):", join(&step)));
        lines.extend(body("        "));
    } else {
        lines.push(format!("def {}({}):", task.name, task.arguments.join(", ")));
        lines.extend(body("    "));
    }
    lines.join("\n") + "\n"
}

/// The head of a step as a course calls it.
fn in_style_of(course: &str, task: &ProgramTask) -> Vec<String> {
    let own = task.arguments.iter().filter(|name| !["w", "g", "t"].contains(&name.as_str()));
    let own: Vec<&str> = own.map(|name| known_as(course, name)).collect();
    let name = &task.name;
    let mut lines = if course == "cs231n" {
        vec![
            format!("def {name}(w, dw, config=None):"),
            "    \"\"\"Returns the next point and config.".to_owned(),
            String::new(),
            "    w: the point, a list of W numbers (a NumPy array where your program imports numpy)".to_owned(),
            "    dw: the gradient at w, like w".to_owned(),
            format!("    config: a dictionary with {}; keep in it what you need in the next step", own.join(", ")),
        ]
    } else {
        let all: String = own.iter().map(|name| format!(", {name}")).collect();
        vec![
            format!("def {name}(parameters, grads{all}):"),
            "    \"\"\"Returns parameters, and after it what you keep from step to step.".to_owned(),
            String::new(),
            "    parameters: a dictionary; its \"W1\" is the point, a column of W numbers, its \"b1\" a zero beside it".to_owned(),
            "    grads: a dictionary with the gradients \"dW1\" and \"db1\"".to_owned(),
            "    What you keep is another argument, such as v; a function initialize_v(parameters) makes the first one.".to_owned(),
        ]
    };
    lines.push("    \"\"\"".to_owned());
    lines.push("    raise NotImplementedError(\"write your program here\")".to_owned());
    lines
}

fn meaning(task: &ProgramTask, name: &str) -> &'static str {
    match name {
        "w" => "the point, a list of W numbers (a NumPy array where your program imports numpy)",
        "g" => "the gradient at w, like w",
        "H" => "the Hessian at w, W rows of W numbers",
        "t" if task.schedule => "the number of the step, from 1",
        "t" => "the number of the step, from 1",
        "state" => "a dictionary, empty at the first step of a run, in which you may keep what you like",
        "gradient" => "a function: gradient(w) is the gradient at w",
        "value" => "a function: value(w) is R(w)",
        "hessian" => "a function: hessian(w) is the Hessian at w",
        "steps" => "how many steps to take",
        "gradients" => "a function: gradients(w, batch) has a row for each sample (from 0) of the batch",
        "batch" => "the samples (from 0) of this step's batch",
        "N" => "how many samples there are",
        _ => "a number, as in the equations above",
    }
}

fn claim(assignment: &Assignment<'_>, of: &str) -> String {
    let mut text = head(assignment).join("\n\n");
    text.push_str("\n\nThis claim is false. Correct it, and keep the names that it uses:\n\n```claim corrected\n");
    text.push_str(&lines_of(assignment, of));
    text + "```\n"
}

fn witness(assignment: &Assignment<'_>, of: &str) -> String {
    let mut text = head(assignment).join("\n\n");
    text.push_str("\n\nThis claim is false:\n\n```text\n");
    text.push_str(&lines_of(assignment, of));
    text.push_str("```\n\nComplete the line below with a counterexample: the objective, the given quantities and the start `w[0]`.\n\n");
    text + "witness R = quadratic(curvature = 1)\n"
}

/// What a claim says, in ASCII.
pub(super) fn lines_of(assignment: &Assignment<'_>, of: &str) -> String {
    assignment.chapter.find(of).map(ClaimBlock::stated).unwrap_or_default()
}
