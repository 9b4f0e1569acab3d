//! Theorem 7.1 as the chapter states it, on quadratics of 1 to 16 coordinates, 100 steps a case.

mod chapter;

use descentcheck::evaluate::{Program, compile};
use descentcheck::generate::{Kind, Random, Schema, Source, build, case_stream};
use descentcheck::language::typed::Claim;
use descentcheck::numeric::Dyadic;
use descentcheck::problem::Family;
use descentcheck::verdict::Case;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The steps of every case.
pub const STEPS: u32 = 100;
/// The most coordinates.
pub const MOST_COORDINATES: usize = 16;

/// The chapter's choices, with every dimension equally likely and every run equally long.
pub struct Even(pub Random<ChaCha8Rng>);

impl Source for Even {
    fn choose(&mut self, count: usize) -> usize {
        self.0.choose(count)
    }

    fn number(&mut self, kind: Kind) -> Dyadic {
        self.0.number(kind)
    }

    fn curvature(&mut self) -> Dyadic {
        self.0.curvature()
    }

    fn horizon(&mut self, _longest: u32) -> u32 {
        STEPS
    }

    fn rarely(&mut self) -> bool {
        self.0.rarely()
    }

    fn now_and_then(&mut self, _: usize) -> bool {
        false
    }

    fn dimension(&mut self) -> usize {
        self.0.rng.random_range(1..=MOST_COORDINATES)
    }
}

/// The claim, compiled, with the recipe of its cases.
pub struct Theorem {
    pub claim: Claim,
    pub program: Program,
    pub schema: Schema,
}

impl Theorem {
    /// Reads it from the chapter, and admits quadratics only.
    pub fn read() -> Self {
        let chapter = chapter::chapter();
        let claim = &chapter.find("theorem-7.1").expect("the section states the theorem").claim;
        let mut schema = Schema::of(claim);
        for (_, _, families) in &mut schema.objectives {
            families.retain(|family| *family == Family::Quadratic);
        }
        Self { claim: claim.clone(), program: compile(claim), schema }
    }

    /// Draws a case.
    pub fn case(&self, number: u64) -> Case {
        let rng = case_stream(1, "theorem-7.1", number);
        build(&self.schema, &mut Even(Random::plain(rng))).expect("quadratics belong to the class")
    }
}
