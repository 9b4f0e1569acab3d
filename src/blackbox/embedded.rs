//! The chapter, embedded in the program.

/// The files of `proofs/` by name, in the order of the chapter.
pub const CHAPTER: [(&str, &str); 7] = [
    ("70-setting.md", include_str!("../../proofs/70-setting.md")),
    ("71-gradient-descent.md", include_str!("../../proofs/71-gradient-descent.md")),
    ("72-momentum.md", include_str!("../../proofs/72-momentum.md")),
    ("73-stochastic-gradient-descent.md", include_str!("../../proofs/73-stochastic-gradient-descent.md")),
    ("74-adaptive-learning-rates.md", include_str!("../../proofs/74-adaptive-learning-rates.md")),
    ("75-first-order-alternatives.md", include_str!("../../proofs/75-first-order-alternatives.md")),
    ("76-second-order-methods.md", include_str!("../../proofs/76-second-order-methods.md")),
];

/// Names and texts of the files of the chapter.
#[must_use]
pub fn sources() -> Vec<(String, String)> {
    CHAPTER.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::CHAPTER;

    #[test]
    fn every_file_of_the_chapter_is_part_of_the_program() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/proofs");
        let mut files: Vec<String> = fs::read_dir(folder)
            .expect("the chapter is there")
            .map(|entry| entry.expect("its files are readable").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".md"))
            .collect();
        files.sort();
        assert_eq!(files, CHAPTER.map(|(name, _)| name));
    }
}
