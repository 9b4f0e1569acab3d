//! Names of atoms and points, for readers of certificates.

use super::atom::Kind;
use super::execution::Execution;
use super::fraction::Fraction;
use crate::language::typed::Given;
use crate::problem::ClassConstant;

impl Execution<'_> {
    /// What an atom is called.
    #[must_use]
    pub fn name(&self, kind: &Kind) -> String {
        let given = |is_it: &dyn Fn(&Given) -> Option<String>| self.claim.givens.iter().find_map(is_it);
        let name = match kind {
            Kind::Scalar(id) => given(&|given| match given {
                Given::Scalar { id: known, name, .. } if known == id => {
                    Some(format!("{name}, as a share of its range"))
                }
                _ => None,
            }),
            Kind::Vector(id) => given(&|given| match given {
                Given::Vector { id: known, name, .. } if known == id => Some(name.clone()),
                _ => None,
            }),
            Kind::Constant(_, ClassConstant::StrongConvexity) => Some("alpha, as a share of L".to_owned()),
            Kind::Minimiser(..) => Some("w_star".to_owned()),
            Kind::Gradient(_, _, x) => Some(format!("grad R({})", self.describe(x))),
            Kind::State(run, sequence, back) => {
                let run = &self.claim.runs[*run];
                let label = run.label.as_ref().map(|label| format!("{label}.")).unwrap_or_default();
                let name = run.sequences.get(*sequence).map_or("w", |sequence| sequence.name.as_str());
                Some(format!("{label}{name}[t{}]", back - 1))
            }
            _ => None,
        };
        name.unwrap_or_else(|| "another quantity".to_owned())
    }

    /// What a point is called: the value of a sequence of a run, where it is one.
    #[must_use]
    pub fn describe(&self, place: &Fraction) -> String {
        if let Some(atom) = place.as_atom() {
            return self.name(&self.atoms.get(atom).kind);
        }
        let mut known: Vec<_> = self.memo.iter().filter(|(_, value)| *value == place).map(|(key, _)| *key).collect();
        known.sort_unstable();
        match known.first() {
            Some((run, sequence, at)) => {
                let run = &self.claim.runs[*run];
                let label = run.label.as_ref().map(|label| format!("{label}.")).unwrap_or_default();
                let name = run.sequences.get(*sequence).map_or("w", |sequence| sequence.name.as_str());
                match self.unknown_to {
                    None => format!("{label}{name}[{at}]"),
                    Some(last) if at - last == 1 => format!("{label}{name}[t]"),
                    Some(last) => format!("{label}{name}[t{:+}]", at - last - 1),
                }
            }
            None => "a point".to_owned(),
        }
    }
}
