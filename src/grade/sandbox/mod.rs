//! The sandbox: the program starts itself again as a helper, which restricts itself and then becomes the submission.

mod calls;
mod enter;
mod files;
mod goals;
mod policy;
mod probe;
mod root;

pub use enter::{SANDBOX_EXEC, sandbox_exec};
pub use goals::{Goal, Mechanism, missing};
pub use policy::Policy;
pub use probe::{Row, doctor};
