//! How a submission is called.

/// What kind of program is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    /// A function, or a method of a class, that takes one step.
    Step,
    /// A class whose `step` takes one step; each run has an instance of its own.
    Class,
    /// A function that runs the whole loop and asks for gradients.
    Loop,
    /// A function from the number of the step to the rate.
    Schedule,
    /// The way in which a course calls steps: `cs231n` or `coursera`.
    Named(String),
}

impl Style {
    /// The word for it in the protocol.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Step => "step",
            Self::Class => "class",
            Self::Loop => "loop",
            Self::Schedule => "schedule",
            Self::Named(name) => name,
        }
    }
}

/// What a course calls a parameter.
#[must_use]
pub(super) fn known_as<'a>(course: &str, name: &'a str) -> &'a str {
    match (course, name) {
        (_, "eta") => "learning_rate",
        (_, "eps") => "epsilon",
        ("cs231n", "mu") => "momentum",
        ("cs231n", "gamma") => "decay_rate",
        ("coursera", "mu" | "gamma") => "beta",
        _ => name,
    }
}

/// How a submission is called, from the `submit` line of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What kind of program it is.
    pub style: Style,
    /// The name of the function or class.
    pub name: String,
    /// The names of what is handed over, in order. `w` is the point, `g` the gradient there, `H` the Hessian, `t` the number of the step, `state` a
    /// dictionary that lasts for one run; `gradient`, `value`, `hessian` and `gradients` are functions; `N` is the number of samples, `batch` the
    /// samples of the step, `steps` the number of steps. Every other name is a parameter of the method.
    /// In a schedule `t` counts from 1 and `k` from 0.
    pub arguments: Vec<String>,
    /// Which of them are whole numbers, so that they are handed over as such.
    pub whole: Vec<String>,
    /// Whether a loop has to return the list of its points, as its questions do not say where it has been.
    pub lists: bool,
}

impl Form {
    /// A step function with these arguments.
    #[must_use]
    pub fn step(name: &str, arguments: &[&str]) -> Self {
        Self::new(Style::Step, name, arguments)
    }

    /// Any form.
    #[must_use]
    pub fn new(style: Style, name: &str, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|name| (*name).to_owned()).collect();
        Self { style, name: name.to_owned(), arguments, whole: Vec::new(), lists: false }
    }

    /// Whether the program is handed something of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.arguments.iter().any(|argument| argument == name)
    }

    /// Whether the steps are asked for one by one.
    #[must_use]
    pub fn is_stepwise(&self) -> bool {
        !matches!(self.style, Style::Loop | Style::Schedule)
    }
}

#[cfg(test)]
mod tests {
    use super::known_as;

    #[test]
    fn the_loader_knows_the_same_names() {
        let loader = include_str!("python/loader.py");
        for (table, course) in [("CS231N = {", "cs231n"), ("COURSERA = {", "coursera")] {
            let line = loader.lines().find_map(|line| line.strip_prefix(table)).unwrap();
            for name in ["eta", "mu", "gamma", "eps"] {
                assert!(line.contains(&format!("\"{name}\": \"{}\"", known_as(course, name))), "{name} in {line}");
            }
            assert_eq!(line.matches(": ").count(), 4, "{line}");
        }
    }
}
