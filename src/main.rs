//! The command `descentcheck`; everything it does is in [`descentcheck::cli`].

fn main() -> std::process::ExitCode {
    descentcheck::cli::main()
}
