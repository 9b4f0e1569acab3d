//! The peak memory of a verdict against the number of its cases, in bytes.
#![allow(unsafe_code)] // Only the global allocator sees every allocation, and its trait is unsafe.

#[path = "support/chapter.rs"]
mod chapter;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use chapter::chapter;
use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;

/// Counts what is allocated at a time, and the most there ever was.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(now, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that judging takes at most, beyond those that are there before.
fn peak(chapter: &Chapter, cases: u64) -> usize {
    let before = NOW.load(Relaxed);
    MOST.store(before, Relaxed);
    let claim = Some("theorem-7.1".to_owned());
    let options = Options { cases, jobs: 1, claim, mutants: false, ..Options::default() };
    let results = verify(chapter, &options, &|_| {});
    assert!(results.claims[0].as_expected, "the theorem holds");
    MOST.load(Relaxed) - before
}

fn main() {
    let chapter = chapter();
    // The first run also pays for what is made once and kept.
    peak(&chapter, 1_000);
    let few = peak(&chapter, 2_000);
    println!("{:>9} cases: {few:>9} bytes at most", 2_000);
    for cases in [20_000, 200_000] {
        let many = peak(&chapter, cases);
        println!("{cases:>9} cases: {many:>9} bytes at most");
        // A rare case may be larger than all before it; a growing list would show as a factor of ten.
        assert!(many < 2 * few, "memory grows with the number of cases");
    }
}
