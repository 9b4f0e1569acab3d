//! The chapter judged without files, threads or a clock.

use descentcheck::{Chapter, Options, verify};

/// The files of the chapter.
const CHAPTER: [(&str, &str); 7] = [
    ("70-setting.md", include_str!("../../../proofs/70-setting.md")),
    ("71-gradient-descent.md", include_str!("../../../proofs/71-gradient-descent.md")),
    ("72-momentum.md", include_str!("../../../proofs/72-momentum.md")),
    ("73-stochastic-gradient-descent.md", include_str!("../../../proofs/73-stochastic-gradient-descent.md")),
    ("74-adaptive-learning-rates.md", include_str!("../../../proofs/74-adaptive-learning-rates.md")),
    ("75-first-order-alternatives.md", include_str!("../../../proofs/75-first-order-alternatives.md")),
    ("76-second-order-methods.md", include_str!("../../../proofs/76-second-order-methods.md")),
];

/// Every claim with its verdict, its counts and its slacks as JSON, for so many random cases per claim.
pub fn judged(cases: u64) -> String {
    let files = CHAPTER.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let chapter = Chapter::load(files, false).expect("the chapter is right");
    let options = Options { cases, seed: 1, mutants: false, ..Options::default() };
    let results = verify(&chapter, &options, &|_| {});
    serde_json::to_string(&results.claims).expect("results can be written")
}

/// The same for a host: where the text is, its length in the upper half and its address in the lower half.
#[unsafe(no_mangle)]
pub extern "C" fn judged_for_host(cases: u32) -> u64 {
    let text = judged(u64::from(cases)).into_bytes().leak();
    (text.len() as u64) << 32 | text.as_ptr() as usize as u64
}
