//! Classes of objectives: what `given R: convex, L-smooth` asks of the problems that are generated.

use crate::language::syntax;
use crate::language::typed::{Formula, Property, Term};

/// The class of a given objective. Every field that is set is a demand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Class {
    /// `convex`
    pub convex: bool,
    /// `L-smooth`: the gradient is Lipschitz with constant `L`.
    pub smooth: bool,
    /// `alpha-strongly convex`
    pub strongly_convex: bool,
    /// `strictly convex`
    pub strictly_convex: bool,
    /// `with minimiser`
    pub minimiser: bool,
    /// `differentiable`
    pub differentiable: bool,
    /// `twice differentiable`
    pub twice_differentiable: bool,
    /// `M-Lipschitz Hessian`
    pub hessian_lipschitz: bool,
    /// `quadratic`
    pub quadratic: bool,
    /// `linear`: the gradient is the same everywhere.
    pub linear: bool,
    /// `separable`: a sum of functions of one coordinate each.
    pub separable: bool,
    /// `mean of N losses`
    pub sampled: bool,
    /// How many losses, where a number stands in the place of `N`: `mean of 150 losses`.
    pub samples: Option<usize>,
    /// `online`: a loss for each step, the `N` losses in turn.
    pub online: bool,
    /// `one-dimensional`
    pub one_dimensional: bool,
    /// `two-dimensional`
    pub two_dimensional: bool,
    /// `with smallest L`: no smaller constant will do.
    pub smallest_smoothness: bool,
    /// `N samples`: no objective at all but what one may be made of.
    pub data: Option<Data>,
    /// An `objective` block with its parameters put in.
    pub formula: Option<Box<Formula>>,
    /// A named family with its parameters: `huber(curvature = 1, threshold = tau)`.
    pub family: Option<(String, Vec<(String, Term)>)>,
}

/// What samples predict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// `N samples`: targets are numbers.
    Numbers,
    /// `N labelled samples`: targets are 1 and -1.
    Labels,
}

/// A phrase, and the field that it sets.
type Phrase = (&'static str, fn(&mut Class));

/// Every phrase, the longest of those that begin alike first.
const PHRASES: [Phrase; 23] = [
    ("alpha-strongly convex", |c| {
        c.strongly_convex = true;
        c.strictly_convex = true;
        c.convex = true;
    }),
    ("strongly convex", |c| {
        c.strongly_convex = true;
        c.strictly_convex = true;
        c.convex = true;
    }),
    ("strictly convex", |c| {
        c.strictly_convex = true;
        c.convex = true;
    }),
    ("convex", |c| c.convex = true),
    ("L-smooth", |c| c.smooth = true),
    ("smooth", |c| c.smooth = true),
    ("with minimiser", |c| c.minimiser = true),
    ("with minimizer", |c| c.minimiser = true),
    ("twice differentiable", |c| c.twice_differentiable = true),
    ("differentiable", |c| c.differentiable = true),
    ("M-Lipschitz Hessian", |c| {
        c.hessian_lipschitz = true;
        c.twice_differentiable = true;
    }),
    ("quadratic", |c| c.quadratic = true),
    ("linear", |c| {
        c.linear = true;
        c.convex = true;
        c.smooth = true;
    }),
    ("separable", |c| c.separable = true),
    ("mean of N losses", |c| c.sampled = true),
    ("online", |c| {
        c.online = true;
        c.sampled = true;
    }),
    ("one-dimensional", |c| c.one_dimensional = true),
    ("two-dimensional", |c| c.two_dimensional = true),
    ("smallest L", |c| {
        c.smallest_smoothness = true;
        c.smooth = true;
    }),
    ("N samples", |c| {
        c.data = Some(Data::Numbers);
        c.sampled = true;
    }),
    ("N labelled samples", |c| {
        c.data = Some(Data::Labels);
        c.sampled = true;
    }),
    ("and", |_| {}),
    ("with", |_| {}),
];

/// The named one-dimensional families with their parameters, all of which must be given.
const NAMED: [(&str, &[&str]); 3] = [
    ("quadratic", &["curvature"]),
    ("huber", &["curvature", "threshold"]),
    ("pseudo-huber", &["curvature", "threshold"]),
];

/// The most samples that may be asked for.
const MOST_SAMPLES: usize = 4096;

/// `mean of 150 losses`: the number, and what follows.
fn counted(words: &str) -> Option<(usize, &str)> {
    let (number, after) = words.strip_prefix("mean of ")?.split_once(" losses")?;
    let samples = number.parse().ok().filter(|samples| (1..=MOST_SAMPLES).contains(samples))?;
    Some((samples, after.trim_start()))
}

impl Class {
    /// Adds what one item of the list after the colon demands.
    ///
    /// # Errors
    /// The message and the way out, where the words are not a known class.
    pub fn add(&mut self, item: &syntax::Class) -> Result<(), (String, String)> {
        let mut rest = item.words.trim();
        while !rest.is_empty() {
            let lower = rest.to_lowercase();
            let found = PHRASES.iter().find(|(phrase, _)| {
                lower
                    .strip_prefix(&phrase.to_lowercase())
                    .is_some_and(|after| after.is_empty() || after.starts_with(' '))
            });
            if let Some((samples, after)) = counted(rest) {
                self.sampled = true;
                self.samples = Some(samples);
                rest = after;
                continue;
            }
            let Some((phrase, set)) = found else {
                return Err((format!("`{rest}` is not a class of objectives"), Self::known()));
            };
            set(self);
            rest = rest[phrase.len()..].trim_start();
        }
        Ok(())
    }

    /// Adds a named family with its arguments.
    ///
    /// # Errors
    /// The message and the way out, where the family or a parameter is not known or missing.
    pub fn add_family(&mut self, name: &str, arguments: Vec<(Option<String>, Term)>) -> Result<(), (String, String)> {
        let Some((_, parameters)) = NAMED.iter().find(|(known, _)| *known == name) else {
            return Err((format!("`{name}` is not a named family"), Self::known_families()));
        };
        if arguments.len() != parameters.len() {
            return Err((
                format!("`{name}` takes {} arguments, not {}", parameters.len(), arguments.len()),
                Self::known_families(),
            ));
        }
        let mut bound = Vec::new();
        for (position, (given, value)) in arguments.into_iter().enumerate() {
            let parameter = given.unwrap_or_else(|| parameters[position].to_owned());
            if !parameters.contains(&parameter.as_str()) {
                return Err((format!("`{name}` has no parameter `{parameter}`"), Self::known_families()));
            }
            bound.push((parameter, value));
        }
        self.convex = true;
        self.smooth = true;
        self.minimiser = true;
        self.differentiable = true;
        self.one_dimensional = true;
        self.strictly_convex = name != "huber";
        self.strongly_convex = name == "quadratic";
        self.twice_differentiable = name != "huber";
        self.quadratic = name == "quadratic";
        self.separable = true;
        self.family = Some((name.to_owned(), bound));
        Ok(())
    }

    /// The class without what a change of variables does not keep.
    #[must_use]
    pub fn without_constants(self) -> Self {
        Self {
            smooth: false,
            strongly_convex: false,
            strictly_convex: false,
            hessian_lipschitz: false,
            smallest_smoothness: false,
            minimiser: false,
            separable: false,
            quadratic: false,
            ..self
        }
    }

    /// What another class demands that this one does not promise.
    #[must_use]
    pub fn lacks(&self, demand: &Self) -> Option<&'static str> {
        let differentiable = self.differentiable || self.twice_differentiable || self.smooth || self.quadratic;
        let pairs = [
            (demand.convex, self.convex, "convex"),
            (demand.smooth, self.smooth, "L-smooth"),
            (demand.strongly_convex, self.strongly_convex, "alpha-strongly convex"),
            (demand.strictly_convex, self.strictly_convex, "strictly convex"),
            (demand.minimiser, self.minimiser, "with minimiser"),
            (demand.differentiable, differentiable, "differentiable"),
            (demand.twice_differentiable, self.twice_differentiable, "twice differentiable"),
            (demand.hessian_lipschitz, self.hessian_lipschitz, "one with an M-Lipschitz Hessian"),
            (demand.quadratic, self.quadratic, "quadratic"),
            (demand.separable, self.separable, "separable"),
            (demand.sampled, self.sampled, "a mean of N losses"),
            (demand.one_dimensional, self.one_dimensional, "one-dimensional"),
            (demand.two_dimensional, self.two_dimensional, "two-dimensional"),
            (demand.smallest_smoothness, self.smallest_smoothness || self.family.is_some(), "with smallest L"),
        ];
        pairs.into_iter().find(|(demanded, promised, _)| *demanded && !promised).map(|(.., words)| words)
    }

    /// Whether a word means a class or a named family.
    #[must_use]
    pub fn is_known(word: &str) -> bool {
        PHRASES.iter().any(|(phrase, _)| phrase.eq_ignore_ascii_case(word))
            || NAMED.iter().any(|(name, _)| name.eq_ignore_ascii_case(word))
    }

    /// Whether every problem of the class has the constant.
    #[must_use]
    pub fn has(&self, property: Property) -> bool {
        match property {
            Property::Smoothness => self.smooth || self.quadratic,
            Property::StrongConvexity => self.strongly_convex || (self.quadratic && self.strictly_convex),
            Property::HessianLipschitz => self.hessian_lipschitz || self.quadratic,
        }
    }

    fn known() -> String {
        let words: Vec<&str> = PHRASES
            .iter()
            .map(|(phrase, _)| *phrase)
            .filter(|phrase| !matches!(*phrase, "and" | "with" | "with minimizer" | "smooth" | "strongly convex"))
            .collect();
        format!("the classes are: {}", words.join(", "))
    }

    fn known_families() -> String {
        let words: Vec<String> =
            NAMED.iter().map(|(name, parameters)| format!("{name}({})", parameters.join(", "))).collect();
        format!("the named families are: {}", words.join(", "))
    }
}
