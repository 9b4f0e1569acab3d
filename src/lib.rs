//! Executable lecture notes for the theory of learning methods.
//!
//! Methods and claims are written in Markdown as they appear on a slide. This crate runs each method on generated problems,
//! tries to break each claim, and returns a verdict with evidence that anyone can replay:
//!
//! ````
//! use descentcheck::{Chapter, Options, Verdict, judge};
//!
//! let notes = r#"
//! ```method descent(eta)
//! w[t] = w[t-1] - eta*grad R(w[t-1])
//! ```
//!
//! ```claim falls "Descent never climbs"
//! given R: convex, L-smooth
//! given eta in (0, 1/L]
//! run   descent(eta) on R
//! show  R(w[t]) <= R(w[t-1])   for t >= 1
//! ```
//!
//! ```claim falls-fast "Every step halves the excess"
//! given R: convex, L-smooth, with minimiser
//! run   descent(eta = 1/L) on R
//! show  R(w[t]) - R_star <= (R(w[t-1]) - R_star)/2   for t >= 1
//! ```
//! "#;
//! let chapter = Chapter::load(vec![("notes.md".to_owned(), notes.to_owned())]).expect("the notes are right");
//! let options = Options { cases: 100, ..Options::default() };
//! let verdict = |id: &str| judge(&chapter.find(id).expect("it is there").claim, id, &options);
//! assert!(matches!(verdict("falls"), Verdict::Holds(_)));
//! let Verdict::Refuted(found, _) = verdict("falls-fast") else { panic!("it is false") };
//! println!("{}", found.objectives[0].text);
//! ````
//!
//! The generated problems can be used in other tests too: [`strategy`] is a proptest strategy for any class of objectives, [`Convex`],
//! [`ConvexSmooth`] and similar types are for quickcheck, and [`Problem`] evaluates one on nalgebra's vectors. A [`Verdict`] is a
//! quickcheck result, and [`Trajectory`] compares runs with the traits of `approx`.
//!
//! A method of your own, as a closure or a type, is judged by running it: [`assert_is`] in a test says which method of the lecture it is, or
//! which known mistake it makes, and [`judge_method`] judges it by methods in your own notes; both take [`MethodOptions`].
//!
//! Without the default feature `cli` there is no command line and there are no figures or pages; the library then also builds for
//! `wasm32-unknown-unknown`.
//!
//! Everything that is not on this page is internal and may change without notice. `docs/architecture.md` explains the modules.
#![deny(unsafe_code)]

// The modules form layers: each uses only those above it in this list (`tests/tidy.rs` checks it).
#[doc(hidden)]
pub mod numeric;
#[doc(hidden)]
pub mod problem;
#[doc(hidden)]
pub mod language;
#[doc(hidden)]
pub mod evaluate;
#[doc(hidden)]
pub mod verdict;
#[doc(hidden)]
pub mod generate;
#[doc(hidden)]
pub mod judge;
#[doc(hidden)]
pub mod blackbox;
#[cfg(feature = "grade")]
#[doc(hidden)]
pub mod grade;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod figure;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod report;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

pub use blackbox::{
    Behaviour, Broken, BrokenRun, CannotJudge, Coordinates, Diagnosis, End, Ended, Example, Explanation, Failure,
    Finding, Kind, Method, NotReplayable, OnCase, OnClaim, Options as MethodOptions, Oracle, Origin, Parameters,
    Parting, Pattern, Precision, Question, Step, Stepper, Value, Verdict as MethodVerdict, assert_is, assert_is_with,
    finding, judge_method, lecture, stateful, steps, verify_method, with_second,
};
pub use generate::{
    ClassError, Convex, ConvexHessianLipschitz, ConvexSmooth, ConvexSmoothWithMinimiser, ProblemStrategy, Quadratic,
    Smooth, StronglyConvexSmooth, strategy,
};
pub use judge::{Options, judge, verify};
pub use language::WrongNotes;
pub use language::check::Chapter;
pub use problem::{Problem, ProblemError, Trajectory};
pub use verdict::{Case, Counterexample, Evidence, Findings, Judged, Results, Verdict};
