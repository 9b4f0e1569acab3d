//! Properties of objectives: one row per property, and sets of them.

use std::ops::{BitAnd, BitOr, Sub};

/// A property that a class demands, a family has, or a recipe is known to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Property {
    /// Convex.
    Convex,
    /// The gradient is Lipschitz with constant `L`.
    Smooth,
    /// Strongly convex with constant `alpha`.
    StronglyConvex,
    /// Strictly convex.
    StrictlyConvex,
    /// A minimiser exists and is known.
    Minimiser,
    /// The gradient exists everywhere.
    Differentiable,
    /// The Hessian exists everywhere and is continuous.
    TwiceDifferentiable,
    /// The Hessian is Lipschitz with constant `M`.
    HessianLipschitz,
    /// The Hessian is constant.
    Quadratic,
    /// The gradient is constant.
    Linear,
    /// A sum of functions of one coordinate each.
    Separable,
    /// A mean of `N` losses.
    Sampled,
    /// A loss for each step, the `N` losses in turn.
    Online,
    /// One parameter.
    OneDimensional,
    /// Two parameters.
    TwoDimensional,
    /// `L` is the smallest Lipschitz constant of the gradient.
    SmallestSmoothness,
}

/// A constant of an objective's class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClassConstant {
    /// `L`: a Lipschitz constant of the gradient.
    Smoothness,
    /// `alpha`: a constant of strong convexity.
    StrongConvexity,
    /// `M`: a Lipschitz constant of the Hessian.
    HessianLipschitz,
}

impl ClassConstant {
    /// The property that it belongs to.
    #[must_use]
    pub const fn property(self) -> Property {
        match self {
            Self::Smoothness => Property::Smooth,
            Self::StrongConvexity => Property::StronglyConvex,
            Self::HessianLipschitz => Property::HessianLipschitz,
        }
    }
}

/// How a declared property is tested: with points `u` and `v` (and `d` where it is read) of the space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PropertyTest {
    /// What is appended to the block's name.
    pub id: &'static str,
    /// The property as a predicate: `is convex`.
    pub words: &'static str,
    /// Conditions on the points.
    pub assumptions: &'static [&'static str],
    /// What is shown.
    pub show: &'static str,
    /// A property whose test makes this one superfluous.
    pub weaker_than: &'static [Property],
}

/// All facts about a property.
#[derive(Debug, Clone, Copy)]
pub struct PropertyRow {
    /// The property.
    pub property: Property,
    /// As a class says it.
    pub phrase: &'static str,
    /// Other ways to say it.
    pub aliases: &'static [&'static str],
    /// As the end of "not known to ...": `be convex`.
    pub words: &'static str,
    /// What is declared along with it.
    pub includes: &'static [Property],
    /// What follows from it besides.
    pub implies: &'static [Property],
    /// What an `objective` block must state along with it.
    pub constant: Option<&'static str>,
    /// How it is tested.
    pub test: Option<PropertyTest>,
}

/// A row of a property that is said in one way, includes nothing, and is not tested.
const fn plain(property: Property, phrase: &'static str, words: &'static str) -> PropertyRow {
    PropertyRow { property, phrase, aliases: &[], words, includes: &[], implies: &[], constant: None, test: None }
}

/// Every property, in the order in which a missing one is named.
const ROWS: [PropertyRow; 16] = [
    PropertyRow {
        test: Some(PropertyTest {
            id: "convex",
            words: "is convex",
            assumptions: &[],
            show: "R(v) >= R(u) + <grad R(u), v - u>",
            weaker_than: &[Property::StrictlyConvex, Property::StronglyConvex],
        }),
        ..plain(Property::Convex, "convex", "be convex")
    },
    PropertyRow {
        aliases: &["smooth"],
        implies: &[Property::Differentiable],
        constant: Some("L"),
        test: Some(PropertyTest {
            id: "smooth",
            words: "is L-smooth",
            assumptions: &[],
            show: "|grad R(u) - grad R(v)|^2 <= L^2*|u - v|^2",
            weaker_than: &[],
        }),
        ..plain(Property::Smooth, "L-smooth", "be L-smooth")
    },
    PropertyRow {
        aliases: &["strongly convex"],
        includes: &[Property::StrictlyConvex, Property::Convex],
        constant: Some("alpha"),
        test: Some(PropertyTest {
            id: "strongly-convex",
            words: "is alpha-strongly convex",
            assumptions: &[],
            show: "R(v) >= R(u) + <grad R(u), v - u> + alpha/2*|v - u|^2",
            weaker_than: &[],
        }),
        ..plain(Property::StronglyConvex, "alpha-strongly convex", "be alpha-strongly convex")
    },
    PropertyRow {
        includes: &[Property::Convex],
        test: Some(PropertyTest {
            id: "strictly-convex",
            words: "is strictly convex",
            assumptions: &["u != v"],
            show: "R(v) > R(u) + <grad R(u), v - u>",
            weaker_than: &[Property::StronglyConvex],
        }),
        ..plain(Property::StrictlyConvex, "strictly convex", "be strictly convex")
    },
    PropertyRow {
        aliases: &["with minimizer"],
        constant: Some("w_star"),
        test: Some(PropertyTest {
            id: "minimiser",
            words: "has the declared minimiser",
            assumptions: &[],
            show: "R(w_star) <= R(u)",
            weaker_than: &[],
        }),
        ..plain(Property::Minimiser, "with minimiser", "have a minimiser")
    },
    plain(Property::Differentiable, "differentiable", "be differentiable"),
    PropertyRow {
        implies: &[Property::Differentiable],
        ..plain(Property::TwiceDifferentiable, "twice differentiable", "be twice differentiable")
    },
    PropertyRow {
        includes: &[Property::TwiceDifferentiable],
        constant: Some("M"),
        test: Some(PropertyTest {
            id: "hessian",
            words: "has an M-Lipschitz Hessian",
            assumptions: &[],
            show: "|(hess R(u) - hess R(v)) @ d| <= M*|u - v|*|d|",
            weaker_than: &[],
        }),
        ..plain(Property::HessianLipschitz, "M-Lipschitz Hessian", "have an M-Lipschitz Hessian")
    },
    PropertyRow {
        implies: &[Property::TwiceDifferentiable, Property::HessianLipschitz, Property::Smooth],
        test: Some(PropertyTest {
            id: "quadratic",
            words: "is quadratic",
            assumptions: &[],
            show: "hess R(u) == hess R(v)",
            weaker_than: &[],
        }),
        ..plain(Property::Quadratic, "quadratic", "be quadratic")
    },
    PropertyRow {
        includes: &[Property::Convex, Property::Smooth],
        implies: &[Property::TwiceDifferentiable],
        ..plain(Property::Linear, "linear", "be linear")
    },
    PropertyRow {
        test: Some(PropertyTest {
            id: "separable",
            words: "is separable",
            assumptions: &[],
            show: "entry(grad R(u), i) == entry(grad R(v + entry(u - v, i)*unit(i)), i)",
            weaker_than: &[],
        }),
        ..plain(Property::Separable, "separable", "be separable")
    },
    plain(Property::Sampled, "mean of N losses", "be a mean of N losses"),
    PropertyRow { includes: &[Property::Sampled], ..plain(Property::Online, "online", "be online") },
    plain(Property::OneDimensional, "one-dimensional", "be one-dimensional"),
    plain(Property::TwoDimensional, "two-dimensional", "be two-dimensional"),
    PropertyRow {
        includes: &[Property::Smooth],
        ..plain(Property::SmallestSmoothness, "smallest L", "have the smallest L")
    },
];

impl Property {
    /// The rows of every property, in the order in which a missing one is named.
    #[must_use]
    pub const fn rows() -> &'static [PropertyRow] {
        &ROWS
    }

    /// The facts about the property.
    #[must_use]
    pub fn row(self) -> &'static PropertyRow {
        ROWS.iter().find(|row| row.property == self).expect("every property has its row")
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct PropertySet(u32);

impl PropertySet {
    /// No property.
    pub const NONE: Self = Self(0);

    /// The set of some properties.
    #[must_use]
    pub const fn of(properties: &[Property]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < properties.len() {
            bits |= properties[at].bit();
            at += 1;
        }
        Self(bits)
    }

    /// What a recipe has or not, whatever its family.
    #[must_use]
    pub const fn of_recipes() -> Self {
        Self::of(&[Property::OneDimensional, Property::TwoDimensional, Property::Online])
    }

    /// Whether a property is in the set.
    #[must_use]
    pub const fn has(self, property: Property) -> bool {
        self.0 & property.bit() != 0
    }

    /// Whether every property of another set is in this one.
    #[must_use]
    pub const fn has_all(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set with one property more.
    #[must_use]
    pub const fn with(self, property: Property) -> Self {
        Self(self.0 | property.bit())
    }

    /// The set with a property where a condition holds, without it where it does not.
    #[must_use]
    pub const fn with_if(self, property: Property, condition: bool) -> Self {
        if condition { self.with(property) } else { Self(self.0 & !property.bit()) }
    }

    /// The properties in the order of their rows.
    pub fn iter(self) -> impl Iterator<Item = Property> {
        ROWS.iter().map(|row| row.property).filter(move |property| self.has(*property))
    }

    /// The set with what is declared along with its properties.
    #[must_use]
    pub fn declared(self) -> Self {
        self.closed(|row| PropertySet::of(row.includes))
    }

    /// The set with everything that follows from it.
    #[must_use]
    pub fn known(self) -> Self {
        self.closed(|row| PropertySet::of(row.includes) | PropertySet::of(row.implies))
    }

    fn closed(self, more: fn(&PropertyRow) -> Self) -> Self {
        let next = ROWS.iter().filter(|row| self.has(row.property)).fold(self, |all, row| all | more(row));
        if next == self { self } else { next.closed(more) }
    }
}

impl BitOr for PropertySet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for PropertySet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Sub for PropertySet {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Property, PropertySet, ROWS};

    #[test]
    fn every_property_has_one_row() {
        for (at, row) in ROWS.iter().enumerate() {
            assert_eq!(ROWS.iter().position(|other| other.property == row.property), Some(at));
            assert_eq!(row.property.row().phrase, row.phrase);
        }
    }

    #[test]
    fn what_is_strongly_convex_is_strictly_convex_and_convex() {
        let strong = PropertySet::of(&[Property::StronglyConvex]).declared();
        assert!(strong.has(Property::StrictlyConvex) && strong.has(Property::Convex));
        assert!(!strong.has(Property::Smooth));
        assert!(PropertySet::of(&[Property::Quadratic]).known().has(Property::Differentiable));
    }
}
