//! The clock, where there is one. Only time limits and `--effort` look at it; no verdict does.

use std::time::Instant;

/// Now; `None` where the platform has no clock, as `wasm32-unknown-unknown`.
#[must_use]
pub fn now() -> Option<Instant> {
    (!cfg!(target_family = "wasm")).then(Instant::now)
}
