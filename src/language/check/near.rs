//! Names that are nearly the same.

/// Characters of a name that is compared with others to find one like it: comparing takes the square of them.
const LONGEST_NAME: usize = 100;

/// The known name that is nearest to one that is not known.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let short = |name: &str| name.len() <= LONGEST_NAME;
    known.filter(|known| short(name) && short(known)).min_by_key(|known| strsim::levenshtein(name, known))
}
