//! The command `descentcheck`; everything it does is in [`descentcheck::cli`].

/// Exact arithmetic allocates memory in nearly every operation.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    descentcheck::cli::main()
}
