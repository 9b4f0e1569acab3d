//! Names that are nearly the same.

/// Characters of a name that is compared with others to find one like it: comparing takes the square of them.
const LONGEST_NAME: usize = 100;
/// At most one letter in so many may be wrong.
const LETTERS_PER_MISTAKE: usize = 3;

/// The known name that one that is not known is nearest to, if they are nearly the same: a letter in three is wrong,
/// left out, added or exchanged with its neighbour, and capitals do not count.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = name.to_lowercase();
    let near = known.filter(|known| known.len() <= LONGEST_NAME).filter_map(|known| {
        let distance = strsim::damerau_levenshtein(&lower, &known.to_lowercase());
        let longest = name.chars().count().max(known.chars().count());
        (distance * LETTERS_PER_MISTAKE <= longest).then_some((distance, known))
    });
    near.min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_names_that_are_nearly_the_same_are_suggested() {
        let known = ["R", "eta", "w_star", "theorem-7.1", "gradient_descent"];
        for (name, near) in [
            ("eat", Some("eta")),
            ("Eta", Some("eta")),
            ("w_stra", Some("w_star")),
            ("theorem-7", Some("theorem-7.1")),
            ("gradient-decent", Some("gradient_descent")),
            ("r", Some("R")),
            ("t", None),
            ("mu", None),
            ("momentum", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), near, "{name}");
        }
    }
}
