//! The line protocol between descentcheck and a program: words and decimals that read back to the same double.

use super::form::Form;
use super::note::{Frame, What};
use super::plain::{plain_line, shortened};
use crate::blackbox::{Parameters, Question, Value};

/// The longest line that either side may send, in bytes.
pub(super) const LONGEST_LINE: usize = 64 << 10;

/// So many characters of a message are kept.
const LONGEST_MESSAGE: usize = 300;

/// What a program asks its oracle.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ask {
    Gradient,
    Value,
    Hessian,
    Samples(Vec<usize>),
}

/// What a program says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// It is loaded; the words say in which language.
    Ready(String),
    /// It asks its oracle.
    Ask(Ask, Vec<f64>),
    /// The point after a step.
    At(usize, Vec<f64>),
    /// The run is over.
    Done,
    /// The run, or the loading, failed.
    Failed(What),
    /// Something that is noticed.
    Note(What),
}

/// What the program is told at the very first.
pub(super) fn hello(form: &Form) -> String {
    let mut line = format!("hello 1 {} {}", form.style.word(), form.name);
    for argument in &form.arguments {
        line.push(' ');
        line.push_str(argument);
        if form.whole.contains(argument) {
            line.push_str(":int");
        }
    }
    line
}

/// The beginning of a run.
pub(super) fn run(number: usize, question: &Question<'_>) -> String {
    let Question { start, steps, parameters, samples, .. } = question;
    let mut line = format!("run {number} W {} steps {steps} N {samples}", start.len());
    say_parameters(&mut line, parameters);
    line.push_str(" w");
    say_numbers(&mut line, start);
    line
}

fn say_parameters(line: &mut String, parameters: &Parameters) {
    for (name, value) in parameters.iter() {
        match value {
            Value::Number(x) => line.push_str(&format!(" {name} {x:?}")),
            Value::Vector(xs) | Value::Matrix(xs) => {
                line.push_str(&format!(" {name}[{}]", xs.len()));
                say_numbers(line, xs);
            }
            Value::PerStep(xs) => {
                line.push_str(&format!(" {name}@{}", xs.len()));
                say_numbers(line, xs);
            }
        }
    }
}

/// Numbers, each after a space.
pub(super) fn say_numbers(line: &mut String, numbers: &[f64]) {
    for x in numbers {
        line.push_str(&format!(" {x:?}"));
    }
}

/// Samples as `batch[3] 0 2 1`.
pub(super) fn say_batch(line: &mut String, batch: &[usize]) {
    line.push_str(&format!(" batch[{}]", batch.len()));
    for n in batch {
        line.push_str(&format!(" {n}"));
    }
}

/// What a line says; nothing where it is not of the protocol.
pub(super) fn parse(line: &[u8]) -> Option<Said> {
    let line = std::str::from_utf8(line).ok()?;
    let (words, text) = match line.find('"') {
        Some(at) => {
            let text = serde_json::from_str::<String>(line[at..].trim_end()).ok()?;
            (&line[..at], Some(shortened(&plain_line(&text), LONGEST_MESSAGE)))
        }
        None => (line, None),
    };
    let mut words = words.split_ascii_whitespace();
    match (words.next()?, text) {
        ("ready", None) => (words.next()? == "1").then(|| Said::Ready(words.collect::<Vec<_>>().join(" "))),
        ("ask", None) => {
            let what = words.next()?;
            let ask = match what {
                "gradient" => Ask::Gradient,
                "value" => Ask::Value,
                "hessian" => Ask::Hessian,
                _ => {
                    let count: usize = what.strip_prefix("samples[")?.strip_suffix(']')?.parse().ok()?;
                    let samples: Option<Vec<usize>> =
                        words.by_ref().take(count).map(|word| word.parse().ok()).collect();
                    Ask::Samples(samples.filter(|samples| samples.len() == count)?)
                }
            };
            Some(Said::Ask(ask, numbers(words)?))
        }
        ("at", None) => {
            let t = words.next()?.parse().ok()?;
            Some(Said::At(t, numbers(words)?))
        }
        ("done", None) => words.next().is_none().then_some(Said::Done),
        ("raised", text) => {
            let error = words.next()?.to_owned();
            let frames = words.map(frame).collect::<Option<Vec<_>>>()?;
            Some(Said::Failed(What::Raised { error, message: text.unwrap_or_default(), frames }))
        }
        ("uncallable", Some(why)) => Some(Said::Failed(What::Uncallable { why })),
        ("shape", Some(got)) => Some(Said::Failed(What::Shape { got })),
        ("note", text) => note(words, text).map(Said::Note),
        _ => None,
    }
}

fn note<'a>(mut words: impl Iterator<Item = &'a str>, text: Option<String>) -> Option<What> {
    match (words.next()?, text) {
        ("inplace", None) => {
            let name = words.next()?.to_owned();
            let line = match words.next() {
                Some(word) => Some(word.parse().ok()?),
                None => None,
            };
            Some(What::InPlace { name, line })
        }
        ("missing", None) => Some(What::Missing { module: words.next()?.to_owned() }),
        ("remark", Some(text)) => Some(What::Remark { text }),
        _ => None,
    }
}

/// `optimize:14`, or `14` where the function is not known.
fn frame(word: &str) -> Option<Frame> {
    let (function, line) = word.rsplit_once(':').unwrap_or(("<module>", word));
    Some(Frame { function: function.to_owned(), line: line.parse().ok()? })
}

fn numbers<'a>(words: impl Iterator<Item = &'a str>) -> Option<Vec<f64>> {
    words.map(|word| word.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ask, Frame, Said, What, parse, say_numbers};

    #[test]
    fn numbers_come_back_as_they_were() {
        let numbers = [0.1, -0.0, f64::MIN_POSITIVE / 8.0, f64::MAX, f64::INFINITY, 1.0 / 3.0];
        let mut line = "at 3".to_owned();
        say_numbers(&mut line, &numbers);
        let Some(Said::At(3, back)) = parse(line.as_bytes()) else { panic!("{line}") };
        assert_eq!(back.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), numbers.map(f64::to_bits));
    }

    #[test]
    fn lines_are_read_word_by_word() {
        assert_eq!(parse(b"ready 1 C 17"), Some(Said::Ready("C 17".to_owned())));
        assert_eq!(parse(b"ask samples[2] 0 3 1.5"), Some(Said::Ask(Ask::Samples(vec![0, 3]), vec![1.5])));
        let raised = parse(br#"raised ZeroDivisionError optimize:14 "a \"b\" c""#);
        let frames = vec![Frame { function: "optimize".to_owned(), line: 14 }];
        let what = What::Raised { error: "ZeroDivisionError".to_owned(), message: "a \"b\" c".to_owned(), frames };
        assert_eq!(raised, Some(Said::Failed(what)));
    }

    #[test]
    fn what_is_not_of_the_protocol_says_nothing() {
        for line in [
            "",
            "at",
            "at x 1",
            "at 1 one",
            "ask",
            "ask samples[3] 0 1",
            "done 1",
            "ready 2",
            "raised",
            "note",
            "\"",
            "at 1 \"1\"",
            "\u{e4}",
        ] {
            assert_eq!(parse(line.as_bytes()), None, "{line}");
        }
        assert_eq!(parse(&[0xff, 0xfe]), None);
    }
}
