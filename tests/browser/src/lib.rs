//! The tests are in `tests/`; `run` beside this crate makes the pages and starts them.
