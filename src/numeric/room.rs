//! A stack for work that follows nested terms: as deep as these are, and deeper than a thread's stack may be.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Bytes of such a stack. They are only reserved; what is not reached costs nothing. A level of checking or compiling takes
/// some kilobytes in a build without optimisation, and terms are nested some thousands deep at the most.
pub const STACK: usize = 256 << 20;

/// Does the work on a stack of its own; where there is no thread to be had, on this one.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let mut work = Some(work);
    let mut done = None;
    scope(|scope| {
        let (work, done) = (&mut work, &mut done);
        let started = Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
            *done = work.take().map(|work| work());
        });
        if let Ok(thread) = started
            && let Err(cause) = thread.join()
        {
            resume_unwind(cause);
        }
    });
    match (done, work) {
        (Some(done), _) => done,
        (None, Some(work)) => work(),
        (None, None) => unreachable!("the work is done or was never taken"),
    }
}

#[cfg(test)]
mod tests {
    use super::with_room;

    fn depth(left: u32) -> u32 {
        let room = std::hint::black_box([left; 64]);
        if left == 0 { room[0] } else { depth(left - 1) + room[63] / left }
    }

    #[test]
    fn what_would_overflow_a_stack_has_room() {
        assert_eq!(with_room(|| depth(100_000)), 100_000);
    }

    #[test]
    fn a_panic_is_passed_on() {
        assert!(std::panic::catch_unwind(|| with_room(|| panic!("as meant"))).is_err());
    }
}
