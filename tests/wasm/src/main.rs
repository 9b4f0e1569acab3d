//! The same as a native program: `descentcheck-wasm CASES`.

fn main() {
    let cases = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100);
    print!("{}", descentcheck_wasm::judged(cases));
}
