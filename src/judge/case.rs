//! One case, put to the judges of its claim.

use super::gather::Decision;
use super::registry::JUDGES;
use super::seam::{Effort, Judge, Question, applying};
use super::workspace::Workspace;
use crate::evaluate::{Known, Program};
use crate::language::typed::Claim;
use crate::numeric::Fault;
use crate::numeric::tolerance::SLACK_WIDTH;
use crate::verdict::{Case, Verdict};

/// Judges the cases of one claim, keeping its memory from case to case.
pub struct CaseJudge<'p> {
    judges: Vec<&'p dyn Judge>,
    workspace: Workspace<'p>,
}

impl<'p> CaseJudge<'p> {
    /// A judge for a claim and its program, of the judges of the list.
    #[must_use]
    pub fn new(claim: &Claim, program: &'p Program) -> Self {
        Self::of(applying(&JUDGES, &Question { id: "", claim, program }), program)
    }

    /// The same of judges that apply to the claim.
    pub(super) fn of(judges: Vec<&'p dyn Judge>, program: &'p Program) -> Self {
        Self { judges, workspace: Workspace::new(program) }
    }

    /// The answer of the first judge that has one, among those that screen or among the others.
    fn first(&self, screens: bool, case: &Case, effort: Effort) -> Option<Decision> {
        let mut asked = self.judges.iter().filter(|judge| judge.is_screen() == screens);
        asked.find_map(|judge| judge.of_case(&self.workspace, case, effort))
    }

    /// Screens a case in doubles; `None` where only exact arithmetic can say.
    #[must_use]
    pub fn screen(&self, case: &Case) -> Option<Decision> {
        self.first(true, case, Effort::OneOfMany)
    }

    /// How near a case comes to breaking the claim, in doubles: the smallest slack that is known to [`SLACK_WIDTH`], negative
    /// where the case fails, infinite where nothing can be said. It guides the search and decides nothing; what rounding
    /// may have made does not attract it.
    #[must_use]
    pub fn measure(&self, case: &Case) -> f64 {
        self.workspace.in_balls(|balls| {
            let mut smallest = f64::INFINITY;
            if balls.load(case.inputs()).is_ok_and(|met| met.known == Known::TRUE) {
                // Where the screen cannot go on, what it has found before counts.
                let _ = balls.judge_shows(&mut |_, _, found| {
                    let slack = if found.known == Known::UNDEFINED { f64::NEG_INFINITY } else { found.slack };
                    if found.error <= SLACK_WIDTH && slack < smallest {
                        smallest = slack;
                    }
                    true
                });
            }
            self.workspace.spend(balls.spent());
            smallest
        })
    }

    /// Decides a case by itself. A tie is called at [`TIE_PRECISION`](crate::numeric::tolerance::TIE_PRECISION).
    #[must_use]
    pub fn decide(&self, case: &Case) -> Decision {
        self.decide_with(case, Effort::Single)
    }

    /// Decides a case by itself; a tie is tried as far as any is.
    #[must_use]
    pub fn decide_deeply(&self, case: &Case) -> Decision {
        self.decide_with(case, Effort::Last)
    }

    /// Decides one case of many.
    pub(super) fn settle(&self, case: &Case) -> Decision {
        self.decide_with(case, Effort::OneOfMany)
    }

    fn decide_with(&self, case: &Case, effort: Effort) -> Decision {
        self.first(false, case, effort).unwrap_or(Decision::Undecided(Fault::Undecided))
    }

    /// The verdict with the slack of its nearest case as exact arithmetic finds it, so that every digit of it is right: the
    /// screen knows it to [`SLACK_WIDTH`].
    pub(super) fn with_exact_slack(&self, mut verdict: Verdict) -> Verdict {
        let nearest = verdict.findings_mut().smallest_slack.as_mut();
        if let Some(nearest) = nearest.filter(|nearest| nearest.case.draws.is_none())
            && let Decision::Holds { slack, at, .. } = self.decide(&nearest.case)
            && slack.is_finite()
        {
            (nearest.value, nearest.at) = (slack, at);
        }
        verdict
    }

    /// What measuring and deciding have cost so far, in operations on doubles.
    #[must_use]
    pub const fn spent(&self) -> u64 {
        self.workspace.spent()
    }
}
