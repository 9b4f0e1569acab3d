//! No input makes a reader panic, hang, or report a wrong place: bytes, damaged chapters, and random sequences of
//! the language's own words. `fuzz/` runs the same functions on a fuzzer's inputs (docs/fuzzing.md).

mod fuzzing;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::Config;

/// The words and signs of the language, with what surrounds them in a file.
const WORDS: [&str; 98] = [
    "```claim c\n",
    "```method m(eta)\n",
    "```mutant n of m\n",
    "```step s of c\n",
    "```schedule h(eta0)\n",
    "```\n",
    "\n",
    "\n",
    "\n",
    " ",
    " ",
    " ",
    "given ",
    "let ",
    "assume ",
    "run ",
    "draw ",
    "show ",
    "expect refuted",
    "corrects c",
    "killed by c",
    "drop ",
    "source \"x\"",
    " of ",
    " with ",
    "with replacement",
    "with minimiser",
    "convex",
    "L-smooth",
    "mean of N losses",
    " in ",
    " for t >= 1",
    " for t in 1..3",
    " for ",
    "R: ",
    "R",
    "grad R",
    "hess R(w)",
    "w",
    "[t-1]",
    "[t]",
    "[0]",
    "w_star",
    "R_star",
    "R^W",
    "W",
    "N",
    "L",
    "alpha",
    "eta",
    "t",
    "i",
    "_i",
    "sum(",
    "product(",
    "mean(",
    "first(",
    "count(",
    "cases(",
    "i in 1..t: ",
    "else ",
    "solve(",
    "sqrt(",
    "abs(",
    "exp(",
    "E[",
    "Var[",
    "P[",
    " and ",
    " or ",
    " not ",
    " implies ",
    " iff ",
    " same bits ",
    "<=",
    ">=",
    "==",
    "!=",
    "=",
    "<",
    ">",
    "|",
    "(",
    ")",
    "[",
    "]",
    "..",
    ",",
    ";",
    ":",
    "+",
    "-",
    "*",
    "/",
    "^",
    "@",
    "0",
    "1e400",
];

/// A file of the chapter.
fn section() -> impl Strategy<Value = String> {
    let mut files: Vec<_> = std::fs::read_dir("proofs")
        .expect("the chapter is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let texts: Vec<String> = files.iter().map(|path| std::fs::read_to_string(path).expect("it is text")).collect();
    select(texts)
}

/// One change to a text: where (as a share), how much, and what.
#[derive(Debug, Clone)]
enum Damage {
    Cut(f64, usize),
    Double(f64, usize),
    Insert(f64, &'static str),
    Flip(f64, u8),
    Move(f64, f64, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = || 0.0..1.0;
    prop_oneof![
        (place(), 1_usize..60).prop_map(|(at, length)| Damage::Cut(at, length)),
        (place(), 1_usize..200).prop_map(|(at, length)| Damage::Double(at, length)),
        (place(), select(WORDS.to_vec())).prop_map(|(at, word)| Damage::Insert(at, word)),
        (place(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        (place(), place(), 1_usize..200).prop_map(|(from, to, length)| Damage::Move(from, to, length)),
    ]
}

fn damaged(mut bytes: Vec<u8>, all: &[Damage]) -> Vec<u8> {
    for one in all {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let place = |share: f64| ((bytes.len() as f64 * share) as usize).min(bytes.len());
        let piece = |at: usize, length: usize| at..(at + length).min(bytes.len());
        match one {
            Damage::Cut(at, length) => drop(bytes.drain(piece(place(*at), *length))),
            Damage::Double(at, length) => {
                let copy = bytes[piece(place(*at), *length)].to_vec();
                let at = place(*at);
                bytes.splice(at..at, copy);
            }
            Damage::Insert(at, word) => {
                let at = place(*at);
                bytes.splice(at..at, word.bytes());
            }
            Damage::Flip(at, byte) => {
                let at = place(*at);
                if let Some(old) = bytes.get_mut(at) {
                    *old ^= byte;
                }
            }
            Damage::Move(from, to, length) => {
                let cut: Vec<u8> = bytes.drain(piece(place(*from), *length)).collect();
                let to = ((bytes.len() as f64 * to) as usize).min(bytes.len());
                bytes.splice(to..to, cut);
            }
        }
    }
    bytes
}

/// A recipe or case in JSON with something wrong in it.
fn json() -> impl Strategy<Value = Vec<u8>> {
    let word = select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"family\"",
        "\"quadratic\"",
        "\"huber\"",
        "\"logistic\"",
        "\"least-squares\"",
        "\"coordinates\"",
        "\"curvature\"",
        "\"axis\"",
        "\"samples\"",
        "\"features\"",
        "\"target\"",
        "\"1/2\"",
        "\"-1\"",
        "\"1/0\"",
        "\"1/3\"",
        "1",
        "1e999",
        "-0",
        "null",
        "true",
        "\"horizon\"",
        "\"problems\"",
        "\"scalars\"",
        "\"R\"",
        "\"eta\"",
        "\"1e5\"",
        "\"\\u0000\"",
    ]);
    let soup = vec(word, 0..40).prop_map(|words| words.concat().into_bytes());
    let whole = r#"{"horizon":2,"problems":{"R":{"family":"huber","scale":"2","coordinates":[{"curvature":"1/2","axis":"1"},{"threshold":"3/4","axis":"2"}]}},"scalars":{"eta":"1"},"vectors":{"w[0]":["1","-2"]}}"#;
    let broken = vec(damage(), 0..4).prop_map(move |all| damaged(whole.as_bytes().to_vec(), &all));
    prop_oneof![soup, broken]
}

fn few(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(few(400))]

    #[test]
    fn no_bytes_confuse_a_reader(bytes in vec(any::<u8>(), 0..300)) {
        for target in fuzzing::all().values() {
            target(&bytes);
        }
    }

    #[test]
    fn no_text_confuses_a_reader(text in "\\PC{0,200}") {
        for target in fuzzing::all().values() {
            target(text.as_bytes());
        }
    }

    #[test]
    fn no_soup_of_the_languages_words_confuses_it(words in vec(select(WORDS.to_vec()), 0..80)) {
        fuzzing::expression(words.concat().as_bytes());
        fuzzing::chapter(words.concat().as_bytes());
        fuzzing::chapter(format!("```claim c\n{}\n```\n", words.concat()).as_bytes());
        fuzzing::chapter(format!("```method m(eta)\n{}\n```\n", words.concat()).as_bytes());
    }

    #[test]
    fn no_table_confuses_the_reader_of_data(
        cells in vec(
            select(vec![
                "1", "-2.5", "1e400", "-1e400", "1e-400", "5e-324", "nan", "inf", "-inf", "", "\"", "\"a,b\"", "NA", ",", ",",
                ",", ",", "\n", "\n", "\n", "\r\n", "x", "y", "\0", "\u{feff}", "é", "0x10", "1_000", "1e99999999999",
            ]),
            0..60,
        ),
    ) {
        fuzzing::csv(cells.concat().as_bytes());
        fuzzing::csv(format!("x,y\n{}", cells.concat()).as_bytes());
    }

    #[test]
    fn no_json_confuses_the_readers_of_cases_and_recipes(bytes in json()) {
        fuzzing::case(&bytes);
        fuzzing::problem(&bytes);
        fuzzing::results(&bytes);
    }

    #[test]
    fn no_json_confuses_the_readers_of_campaigns_and_regressions(bytes in json(), cut in 0.0..1.0) {
        let header = &b"{\"schema\":\"descentcheck/campaign/v1\",\"version\":\"0.1.0\",\"notes\":[],\"claim\":null,\"seed\":1,\"cases\":9,\"exact\":false,\"data\":{},\"regressions\":null,\"shard\":null,\"digest\":\"0\"}\n"[..];
        let lines = [header, &bytes, b"\n"].concat();
        fuzzing::campaign(&damaged(lines, &[Damage::Cut(cut, usize::MAX / 2)]));
        fuzzing::campaign(&bytes);
        fuzzing::regressions(&bytes);
    }

    #[test]
    fn no_digits_confuse_the_reader_of_numbers(text in "[-+0-9/.e_ ]{0,40}", zeros in 0_usize..4_000) {
        fuzzing::number(text.as_bytes());
        fuzzing::number(format!("{text}{}", "0".repeat(zeros)).as_bytes());
        fuzzing::number(format!("1/{text}{}", "0".repeat(zeros)).as_bytes());
    }
}

proptest! {
    #![proptest_config(few(60))]

    #[test]
    fn no_damage_to_the_chapter_confuses_the_checker(text in section(), all in vec(damage(), 1..5)) {
        fuzzing::document(text.as_bytes());
        fuzzing::chapter(&damaged(text.into_bytes(), &all));
    }

    #[test]
    fn no_cut_through_the_chapter_confuses_the_checker((text, share) in (section(), 0.0..1.0)) {
        fuzzing::chapter(&damaged(text.into_bytes(), &[Damage::Cut(share, usize::MAX / 2)]));
    }

    #[test]
    fn line_ends_of_another_system_change_nothing(text in section(), _seed in Just(())) {
        let load = |text: String| descentcheck::language::check::Chapter::load(vec![("s.md".to_owned(), text)]);
        let (here, there) = (load(text.clone()), load(text.replace('\n', "\r\n")));
        match (here, there) {
            (Ok(here), Ok(there)) => {
                let names = |chapter: &descentcheck::language::check::Chapter| -> Vec<(String, usize)> {
                    chapter.claims.iter().map(|claim| (claim.id.clone(), claim.place.line)).collect()
                };
                proptest::prop_assert_eq!(names(&here), names(&there));
            }
            (here, there) => proptest::prop_assert_eq!(here.is_ok(), there.is_ok()),
        }
    }
}
