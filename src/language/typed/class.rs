//! Classes of objectives: the properties that `given R: convex, L-smooth` requires of generated problems.

use super::formula::Formula;
use super::term::Term;
use crate::language::syntax;
use crate::problem::{ClassConstant, Composition, Family, Property, PropertySet};

/// The class of a given objective.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Class {
    /// What is demanded, with what each demand includes.
    pub properties: PropertySet,
    /// How many losses, where a number is in place of `N`: `mean of 150 losses`.
    pub samples: Option<usize>,
    /// `N samples`: no objective at all but what one may be made of.
    pub data: Option<Data>,
    /// An `objective` block with its arguments substituted.
    pub formula: Option<Box<Formula>>,
    /// A named family with its parameters: `huber(curvature = 1, threshold = tau)`.
    pub family: Option<(Family, Vec<(String, Term)>)>,
}

/// Words that are no class of objectives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct WrongClass {
    /// What is wrong.
    pub message: String,
    /// What can be written instead.
    pub help: String,
}

/// What samples predict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// `N samples`: targets are numbers.
    Numbers,
    /// `N labelled samples`: targets are 1 and -1.
    Labels,
}

/// What a phrase of a class adds.
#[derive(Clone, Copy)]
enum Word {
    Property(Property),
    Data(Data),
    /// It only joins others.
    Joint,
}

/// Phrases that are not properties; none is the beginning of one.
const OTHER_WORDS: [(&str, Word); 4] = [
    ("N samples", Word::Data(Data::Numbers)),
    ("N labelled samples", Word::Data(Data::Labels)),
    ("and", Word::Joint),
    ("with", Word::Joint),
];

/// Every phrase with what it adds.
fn phrases() -> impl Iterator<Item = (&'static str, Word)> {
    let properties = Property::rows().iter().flat_map(|row| {
        std::iter::once(row.phrase)
            .chain(row.aliases.iter().copied())
            .map(|phrase| (phrase, Word::Property(row.property)))
    });
    properties.chain(OTHER_WORDS)
}

/// The phrase that some words begin with, the longest of those that do.
fn leading_phrase(words: &str) -> Option<(&'static str, Word)> {
    let lower = words.to_lowercase();
    let begins = |phrase: &str| {
        lower.strip_prefix(&phrase.to_lowercase()).is_some_and(|after| after.is_empty() || after.starts_with(' '))
    };
    phrases().filter(|(phrase, _)| begins(phrase)).max_by_key(|(phrase, _)| phrase.len())
}

/// What a change of variables does not keep.
const CONSTANTS: PropertySet = PropertySet::of(&[
    Property::Smooth,
    Property::StronglyConvex,
    Property::StrictlyConvex,
    Property::HessianLipschitz,
    Property::SmallestSmoothness,
    Property::Minimiser,
    Property::Separable,
    Property::Quadratic,
]);

/// The named one-dimensional families with their parameters, all of which must be given.
const NAMED: [(Family, &[&str]); 3] = [
    (Family::Quadratic, &["curvature"]),
    (Family::Huber, &["curvature", "threshold"]),
    (Family::PseudoHuber, &["curvature", "threshold"]),
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
    /// The message and the help, if the words are not a known class.
    pub fn add(&mut self, item: &syntax::Class) -> Result<(), WrongClass> {
        let mut rest = item.words.trim();
        while !rest.is_empty() {
            if let Some((samples, after)) = counted(rest) {
                self.demand(Property::Sampled);
                self.samples = Some(samples);
                rest = after;
                continue;
            }
            let Some((phrase, word)) = leading_phrase(rest) else {
                return Err(WrongClass {
                    message: format!("`{rest}` is not a class of objectives"),
                    help: Self::known(),
                });
            };
            match word {
                Word::Property(property) => self.demand(property),
                Word::Data(data) => {
                    self.data = Some(data);
                    self.demand(Property::Sampled);
                }
                Word::Joint => {}
            }
            rest = rest[phrase.len()..].trim_start();
        }
        Ok(())
    }

    /// Whether some objective that can be made may meet it.
    ///
    /// What is put together from recipes has whatever they have in common, and a mean has samples besides. So some family
    /// that is not put together must have the rest.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        if let Some((family, _)) = &self.family {
            return family.properties().with(Property::OneDimensional).known().has_all(self.properties);
        }
        let named = self.formula.is_some() || self.data.is_some();
        let demanded = self.properties - PropertySet::of_recipes() - PropertySet::of(&[Property::Sampled]);
        let meets = |family: Family| match family.composition() {
            Composition::Profiles | Composition::Envelope => family.properties().has_all(demanded),
            Composition::Along | Composition::Mean => false,
        };
        named || Family::ALL.into_iter().any(meets)
    }

    /// Whether a property is demanded.
    #[must_use]
    pub const fn demands(&self, property: Property) -> bool {
        self.properties.has(property)
    }

    fn demand(&mut self, property: Property) {
        self.properties = self.properties.with(property).declared();
    }

    /// Adds a named family with its arguments.
    ///
    /// # Errors
    /// The message and the help, if the family or a parameter is not known or missing.
    pub fn add_family(&mut self, name: &str, arguments: Vec<(Option<String>, Term)>) -> Result<(), WrongClass> {
        let wrong = |message| WrongClass { message, help: Self::known_families() };
        let Some((family, parameters)) = NAMED.iter().find(|(known, _)| known.name() == name) else {
            return Err(wrong(format!("`{name}` is not a named family")));
        };
        if arguments.len() != parameters.len() {
            return Err(wrong(format!("`{name}` takes {} arguments, not {}", parameters.len(), arguments.len())));
        }
        let mut bound = Vec::new();
        for (position, (given, value)) in arguments.into_iter().enumerate() {
            let parameter = given.unwrap_or_else(|| parameters[position].to_owned());
            if !parameters.contains(&parameter.as_str()) {
                return Err(wrong(format!("`{name}` has no parameter `{parameter}`")));
            }
            bound.push((parameter, value));
        }
        if let Some((other, _)) = &self.family {
            return Err(wrong(format!("an objective is of one family, and this one is `{}` already", other.name())));
        }
        self.properties = (self.properties | family.properties()).with(Property::OneDimensional);
        self.family = Some((*family, bound));
        Ok(())
    }

    /// The class without what a change of variables does not keep.
    #[must_use]
    pub fn without_constants(self) -> Self {
        Self { properties: self.properties - CONSTANTS, ..self }
    }

    /// What another class demands that this one does not promise.
    #[must_use]
    pub fn lacks(&self, demand: &Self) -> Option<&'static str> {
        let lacking = demand.properties - self.properties.known();
        lacking.iter().next().map(|property| property.row().words)
    }

    /// Whether a word means a class or a named family.
    #[must_use]
    pub fn is_known(word: &str) -> bool {
        phrases().any(|(phrase, _)| phrase.eq_ignore_ascii_case(word))
            || NAMED.iter().any(|(family, _)| family.name().eq_ignore_ascii_case(word))
    }

    /// Whether every problem of the class has the constant.
    #[must_use]
    pub fn has(&self, constant: ClassConstant) -> bool {
        let known = self.properties.known();
        match constant {
            ClassConstant::Smoothness | ClassConstant::HessianLipschitz => known.has(constant.property()),
            ClassConstant::StrongConvexity => {
                known.has(Property::StronglyConvex)
                    || known.has(Property::Quadratic) && known.has(Property::StrictlyConvex)
            }
        }
    }

    fn known() -> String {
        let others = OTHER_WORDS.iter().filter(|(_, word)| !matches!(word, Word::Joint)).map(|(phrase, _)| *phrase);
        let words: Vec<&str> = Property::rows().iter().map(|row| row.phrase).chain(others).collect();
        format!("the classes are: {}", words.join(", "))
    }

    fn known_families() -> String {
        let words: Vec<String> =
            NAMED.iter().map(|(family, parameters)| format!("{}({})", family.name(), parameters.join(", "))).collect();
        format!("the named families are: {}", words.join(", "))
    }
}
