//! A stop that was asked for from outside, known to whatever may work for long.
//!
//! A verdict never depends on it: what was given up because of a stop is not counted, it is as if it had never begun.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Fault;

thread_local! {
    /// The flag that this thread watches.
    static WATCHED: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// While it lives, work on this thread ends early once its flag is set.
#[derive(Debug)]
pub struct Watch(Option<Arc<AtomicBool>>);

impl Watch {
    /// Watches a flag, in the place of another that this thread may have watched.
    #[must_use]
    pub fn over(flag: &Arc<AtomicBool>) -> Self {
        Self(WATCHED.replace(Some(Arc::clone(flag))))
    }

    /// Watches no flag: what is done meanwhile is done to its end.
    #[must_use]
    pub fn nothing() -> Self {
        Self(WATCHED.replace(None))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        WATCHED.set(self.0.take());
    }
}

/// Whether the work at hand is to be given up.
#[must_use]
pub fn is_stopped() -> bool {
    WATCHED.with_borrow(|flag| flag.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)))
}

/// Passes unless the work at hand is to be given up.
///
/// # Errors
/// [`Fault::Exhausted`]; whoever stopped the work forgets what it came to.
pub fn go_on() -> Result<(), Fault> {
    if is_stopped() { Err(Fault::Exhausted("the run was stopped")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::{Watch, go_on, is_stopped};

    #[test]
    fn a_stop_is_known_while_its_flag_is_watched() {
        let flag = Arc::new(AtomicBool::new(false));
        let watch = Watch::over(&flag);
        assert!(go_on().is_ok());
        flag.store(true, Ordering::Relaxed);
        assert!(is_stopped() && go_on().is_err());
        {
            let _undisturbed = Watch::nothing();
            assert!(!is_stopped());
        }
        assert!(is_stopped());
        drop(watch);
        assert!(!is_stopped());
    }
}
