//! x
#[test] fn a() { let _ = headless_chrome::LaunchOptions::default(); }
