//! The list of judges.

use super::exact::Exact;
use super::screen::Screen;
use super::seam::Judge;
use super::statistical::Statistical;

/// All judges. A case goes through them in this order until one has an answer; the claim as a whole is put to each.
pub(super) static JUDGES: [&dyn Judge; 3] = [&Screen, &Statistical, &Exact];
