//! What is typeset is what is judged: formulas on pages are read back and compared with the trees they came from.
//!
//! The reader knows the conventions of the page and nothing of how it is made. Trees are compared as far as a page can
//! tell them apart: `a/b/c` is `a/(b*c)`, `-(a*b)` is `(-a)*b`, `@` and `*` are both factors side by side (the shapes say
//! which is meant), and `x1`, `x_1` and `x[1]` are all an x with a 1 below.

use descentcheck::language::Document;
use descentcheck::language::print::mathml::{display, equation, inline, name};
use descentcheck::language::syntax::AssignmentLineKind;
use descentcheck::language::syntax::{
    Argument, BinaryOp, Body, Change, Domain, Equation, Expr, ExprKind, FoldKind, Form, LineKind, LogicOp, MomentKind,
    ObjectiveLine, RelationOp,
};
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

/// What is seen of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Number(String),
    /// A letter or word with what is below and above it.
    Script(String, Vec<Seen>, Vec<Seen>),
    Node(&'static str, Vec<Seen>),
}

use Seen::{Node, Number, Script};

fn node(kind: &'static str, parts: impl IntoIterator<Item = Seen>) -> Seen {
    Node(kind, parts.into_iter().collect())
}

/// The sign of a product belongs to its first factor.
fn negative(seen: Seen) -> Seen {
    match seen {
        Node(kind @ ("·" | "/"), mut parts) => {
            let first = parts.remove(0);
            parts.insert(0, negative(first));
            Node(kind, parts)
        }
        other => node("−", [other]),
    }
}

/// A divisor that is a product divides by each of its factors.
fn divided(above: Seen, below: Seen) -> Seen {
    match below {
        Node("·", mut parts) => {
            let last = parts.pop().expect("two factors");
            divided(divided(above, parts.pop().expect("two factors")), last)
        }
        other => node("/", [above, other]),
    }
}

fn below(seen: Seen, index: Seen) -> Seen {
    match seen {
        Script(base, mut below, above) => {
            below.push(index);
            Script(base, below, above)
        }
        other => node("component", [other, index]),
    }
}

fn of_run(seen: Seen, run: Option<&str>) -> Seen {
    let (Script(base, below, mut above), Some(run)) = (seen.clone(), run) else { return seen };
    above.push(node("run", [spelt(run)]));
    Script(base, below, above)
}

/// A name as it is set; the conventions for names are tested elsewhere.
fn spelt(text: &str) -> Seen {
    read(&name(text))
}

// ---- the tree

fn wanted(expr: &Expr) -> Seen {
    let all = |parts: &[&Expr]| -> Vec<Seen> { parts.iter().map(|part| wanted(part)).collect() };
    match &expr.kind {
        ExprKind::Number(value) => {
            let text = inline(expr);
            let text = text.replace("<math><mn>", "").replace("</mn></math>", "");
            assert_eq!(text.parse::<f64>().expect("a decimal"), value.to_f64().value());
            Number(text)
        }
        ExprKind::Name { run, name } => of_run(spelt(name), run.as_deref()),
        ExprKind::At { run, name, index } => of_run(below(spelt(name), wanted(index)), run.as_deref()),
        ExprKind::State { run, name, time } => node("call", [of_run(spelt(name), Some(run)), wanted(time)]),
        ExprKind::Apply { name, index, arguments } => applied(&name.text, index.as_deref(), arguments),
        ExprKind::Derivative { order, objective, index, point } => {
            let kind = if *order == 1 { "∇" } else { "∇²" };
            node(kind, [indexed(&objective.text, index.as_deref()), wanted(point)])
        }
        ExprKind::Negate(inner) => negative(wanted(inner)),
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (wanted(left), wanted(right));
            match op {
                BinaryOp::Add => node("+", [left, right]),
                BinaryOp::Sub => node("minus", [left, right]),
                BinaryOp::Mul | BinaryOp::MatMul => node("·", [left, right]),
                BinaryOp::Div => divided(left, right),
                BinaryOp::Pow => node("^", [left, right]),
            }
        }
        ExprKind::Inner(left, right) => Node("⟨", all(&[left, right])),
        ExprKind::Norm(inner) => Node("‖", all(&[inner])),
        ExprKind::Component(whole, index) => match &whole.kind {
            ExprKind::Name { .. } | ExprKind::At { .. } => below(wanted(whole), spelt(&index.text)),
            _ => node("component", [wanted(whole), spelt(&index.text)]),
        },
        ExprKind::Fold { kind, index, range, body } => {
            let mut parts = vec![spelt(&index.text)];
            if let Some(range) = range {
                parts.extend(all(&[&range.0, &range.1]));
            }
            parts.push(wanted(body));
            Node(fold(*kind), parts)
        }
        ExprKind::Cases { arms, otherwise } => {
            let mut parts: Vec<Seen> = arms.iter().flat_map(|(when, value)| [wanted(value), wanted(when)]).collect();
            parts.push(wanted(otherwise));
            Node("cases", parts)
        }
        ExprKind::Moment(kind, inner) => {
            let kind = match kind {
                MomentKind::Expectation => "𝔼[",
                MomentKind::Variance => "Var[",
                MomentKind::Probability => "ℙ[",
            };
            node(kind, [wanted(inner)])
        }
        ExprKind::Relation(first, links) => {
            let mut parts = vec![wanted(first)];
            for (op, operand) in links {
                parts.extend([node(relation(*op), []), wanted(operand)]);
            }
            Node("relation", parts)
        }
        ExprKind::Logic(op, left, right) => {
            let kind = match op {
                LogicOp::And => "and",
                LogicOp::Or => "or",
                LogicOp::Iff => "⟺",
                LogicOp::Implies => "⟹",
            };
            Node(kind, all(&[left, right]))
        }
        ExprKind::Not(inner) => Node("not", all(&[inner])),
    }
}

fn fold(kind: FoldKind) -> &'static str {
    match kind {
        FoldKind::Sum => "∑",
        FoldKind::Product => "∏",
        FoldKind::Mean => "mean",
        FoldKind::Variance => "Var",
        FoldKind::Max => "max",
        FoldKind::Min => "min",
        FoldKind::First => "first",
        FoldKind::Count => "count",
    }
}

fn relation(op: RelationOp) -> &'static str {
    match op {
        RelationOp::Le => "≤",
        RelationOp::Lt => "<",
        RelationOp::Ge => "≥",
        RelationOp::Gt => ">",
        RelationOp::Eq => "=",
        RelationOp::Ne => "≠",
        RelationOp::SameBits => "has the same bits as",
    }
}

fn indexed(text: &str, index: Option<&Expr>) -> Seen {
    index.map_or_else(|| spelt(text), |index| below(spelt(text), wanted(index)))
}

fn applied(text: &str, index: Option<&Expr>, arguments: &[Argument]) -> Seen {
    if let (None, [Argument { name: None, value }]) = (index, arguments) {
        let own = [("sqrt", "√"), ("abs", "|"), ("floor", "⌊"), ("ceil", "⌈"), ("norm1", "‖1"), ("norminf", "‖∞")];
        if let Some((_, kind)) = own.iter().find(|(known, _)| *known == text) {
            return node(kind, [wanted(value)]);
        }
    }
    if let ("solve", [matrix, vector]) = (text, arguments) {
        let inverse = node("^", [wanted(&matrix.value), negative(Number("1".to_owned()))]);
        return node("·", [inverse, wanted(&vector.value)]);
    }
    let argument = |own: &Argument| match &own.name {
        Some(name) => node("relation", [spelt(&name.text), node("=", []), wanted(&own.value)]),
        None => wanted(&own.value),
    };
    node("call", std::iter::once(indexed(text, index)).chain(arguments.iter().map(argument)))
}

// ---- the page

type Element<'a> = roxmltree::Node<'a, 'a>;

/// What is seen of one or several `<math>` elements between which a line may break.
fn read(formula: &str) -> Seen {
    let text = format!("<all>{}</all>", formula.replace("<wbr>", "").replace("<math>", "").replace("</math>", ""));
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {formula}"));
    let items = children(document.root_element());
    no_digits_run_together(document.root_element(), formula);
    whole(&items)
}

fn children<'a>(element: Element<'a>) -> Vec<Element<'a>> {
    element.children().filter(Element::is_element).collect()
}

fn tag<'a>(element: Element<'a>) -> &'a str {
    element.tag_name().name()
}

fn said<'a>(element: Element<'a>) -> &'a str {
    element.text().unwrap_or_default()
}

/// A digit behind a sign that is not seen would be read as part of the number in front of it.
fn no_digits_run_together(element: Element<'_>, formula: &str) {
    let items = children(element);
    for pair in items.windows(2) {
        let unseen = said(pair[0]) == "\u{2062}" || tag(pair[0]) == "mn";
        let mut first = pair[1];
        while let ("msup" | "msub" | "msubsup" | "mrow", Some(inner)) = (tag(first), children(first).first().copied()) {
            first = inner;
        }
        let is_sequence = matches!(tag(element), "mrow" | "all" | "mtd" | "msqrt");
        assert!(!(unseen && is_sequence && tag(first) == "mn"), "a number runs into what is before it: {formula}");
    }
    items.iter().for_each(|item| no_digits_run_together(*item, formula));
}

const FENCES: [(&str, &str); 8] =
    [("(", ")"), ("[", "]"), ("{", ""), ("⟨", "⟩"), ("‖", "‖"), ("|", "|"), ("⌊", "⌋"), ("⌈", "⌉")];

/// The kind of bracket that an element is, with what is in it.
fn fenced<'a>(element: Element<'a>) -> Option<(&'static str, Vec<Element<'a>>)> {
    if tag(element) != "mrow" {
        return None;
    }
    let mut items = children(element);
    let open = *items.first().filter(|first| tag(**first) == "mo")?;
    let (open, close) = *FENCES.iter().find(|(own, _)| *own == said(open))?;
    items.remove(0);
    if !close.is_empty() {
        let last = items.pop()?;
        assert_eq!((tag(last), said(last)), ("mo", close), "a bracket is closed");
    }
    Some((open, items))
}

/// The parts between commas that are outside brackets.
fn split<'a>(items: &[Element<'a>]) -> Vec<Vec<Element<'a>>> {
    let parts = items.split(|item| tag(*item) == "mo" && said(*item) == ",");
    parts.map(<[Element<'a>]>::to_vec).collect()
}

/// An argument of a script or a fraction: one element, or a row of several.
fn argument(element: Element<'_>) -> Vec<Element<'_>> {
    if tag(element) == "mrow" && fenced(element).is_none() { children(element) } else { vec![element] }
}

/// Reads all of a row.
fn whole(items: &[Element<'_>]) -> Seen {
    let mut reader = Reader { items, at: 0 };
    let seen = reader.iff();
    assert_eq!(reader.at, items.len(), "all is read: {:?}", items.iter().map(|i| said(*i)).collect::<Vec<_>>());
    seen
}

struct Reader<'r, 'a> {
    items: &'r [Element<'a>],
    at: usize,
}

impl<'a> Reader<'_, 'a> {
    fn peek(&self) -> Option<Element<'a>> {
        self.items.get(self.at).copied()
    }

    fn next_is(&self, kind: &str, text: &str) -> bool {
        self.peek().is_some_and(|item| tag(item) == kind && said(item).replace('\u{a0}', " ").trim() == text)
    }

    fn take(&mut self, kind: &str, text: &str) -> bool {
        let found = self.next_is(kind, text);
        self.at += usize::from(found);
        found
    }

    fn iff(&mut self) -> Seen {
        let mut seen = self.implies();
        while self.take("mo", "⟺") {
            seen = node("⟺", [seen, self.implies()]);
        }
        seen
    }

    fn implies(&mut self) -> Seen {
        let left = self.or();
        if self.take("mo", "⟹") { node("⟹", [left, self.implies()]) } else { left }
    }

    fn or(&mut self) -> Seen {
        let mut seen = self.and();
        while self.take("mtext", "or") {
            seen = node("or", [seen, self.and()]);
        }
        seen
    }

    fn and(&mut self) -> Seen {
        let mut seen = self.not();
        while self.take("mtext", "and") {
            seen = node("and", [seen, self.not()]);
        }
        seen
    }

    fn not(&mut self) -> Seen {
        if self.take("mtext", "not") { node("not", [self.not()]) } else { self.relation() }
    }

    fn relation(&mut self) -> Seen {
        let first = self.sum();
        let mut parts = vec![first];
        loop {
            let found = ["≤", "<", "≥", ">", "=", "≠"].into_iter().find(|sign| self.take("mo", sign));
            let bits = "has the same bits as";
            let Some(sign) = found.or_else(|| self.take("mtext", bits).then_some(bits)) else { break };
            parts.extend([node(sign, []), self.sum()]);
        }
        if parts.len() == 1 { parts.remove(0) } else { Node("relation", parts) }
    }

    fn sum(&mut self) -> Seen {
        let mut seen = self.product();
        loop {
            if self.take("mo", "+") {
                seen = node("+", [seen, self.product()]);
            } else if self.take("mo", "−") {
                seen = node("minus", [seen, self.product()]);
            } else {
                return seen;
            }
        }
    }

    fn product(&mut self) -> Seen {
        let is_negative = self.take("mo", "−");
        let mut seen = self.factors(None);
        if is_negative {
            seen = negative(seen);
        }
        loop {
            if self.take("mo", "\u{2062}") || self.take("mo", "·") {
                seen = self.factors(Some(seen));
            } else if self.take("mo", "/") {
                seen = divided(seen, self.factor());
            } else {
                return seen;
            }
        }
    }

    /// A factor, with what is in front of it. The factors above a fraction's bar are factors of the whole, and so
    /// are the divisors below it.
    fn factors(&mut self, before: Option<Seen>) -> Seen {
        let times = |before: Option<Seen>, seen| match before {
            Some(before) => node("·", [before, seen]),
            None => seen,
        };
        let Some(fraction) = self.peek().filter(|item| tag(*item) == "mfrac") else {
            let factor = self.factor();
            return times(before, factor);
        };
        self.at += 1;
        let parts = children(fraction);
        let above = whole(&argument(parts[0]));
        let below = whole(&argument(parts[1]));
        let mut factors = vec![above];
        while let Some(Node("·", _)) = factors.first() {
            let Node(_, parts) = factors.remove(0) else { unreachable!("just seen") };
            factors.splice(0..0, parts);
        }
        let above = factors.into_iter().fold(before, |before, factor| Some(times(before, factor)));
        divided(above.expect("something is above the bar"), below)
    }

    fn factor(&mut self) -> Seen {
        let item = self.peek().expect("a factor");
        self.at += 1;
        if let Some((open, items)) = fenced(item) {
            return bracket(open, &items);
        }
        match tag(item) {
            "mn" => Number(said(item).to_owned()),
            "mfrac" => {
                self.at -= 1;
                self.factors(None)
            }
            "msqrt" => node("√", [whole(&children(item))]),
            "munder" | "munderover" => self.fold(item),
            "mo" if said(item) == "∇" => self.derivative("∇"),
            "msup" if children(item).first().is_some_and(|first| said(*first) == "∇") => self.derivative("∇²"),
            "mi" if ["𝔼", "ℙ", "Var"].contains(&said(item)) && self.square().is_some() => {
                let inner = self.square().expect("just seen");
                self.at += 1;
                let kinds = [("𝔼", "𝔼["), ("ℙ", "ℙ["), ("Var", "Var[")];
                let kind = kinds.iter().find(|(sign, _)| *sign == said(item)).expect("one of them").1;
                node(kind, [whole(&inner)])
            }
            "mi" | "msub" | "msup" | "msubsup" => {
                let seen = scripted(item);
                self.called(seen)
            }
            other => panic!("a <{other}> in the place of a factor: {}", said(item)),
        }
    }

    fn square(&self) -> Option<Vec<Element<'a>>> {
        self.peek().and_then(fenced).filter(|(open, _)| *open == "[").map(|(_, items)| items)
    }

    /// A bracket right behind a name holds its arguments.
    fn called(&mut self, seen: Seen) -> Seen {
        let Some(("(", items)) = self.peek().and_then(fenced) else { return seen };
        let is_name = matches!(&seen, Script(..));
        assert!(is_name, "a bracket stands behind something that takes no arguments");
        self.at += 1;
        let parts = if items.is_empty() { Vec::new() } else { split(&items) };
        node("call", std::iter::once(seen).chain(parts.iter().map(|part| whole(part))))
    }

    fn derivative(&mut self, kind: &'static str) -> Seen {
        let objective = scripted(self.peek().expect("an objective"));
        self.at += 1;
        let Some(("(", items)) = self.peek().and_then(fenced) else { panic!("a point") };
        self.at += 1;
        node(kind, [objective, whole(&items)])
    }

    fn fold(&mut self, head: Element<'a>) -> Seen {
        let parts = children(head);
        let kinds = ["∑", "∏", "mean", "Var", "max", "min", "first", "count"];
        let kind = kinds.into_iter().find(|sign| *sign == said(parts[0])).expect("the sign of a fold");
        let is_large = matches!(kind, "∑" | "∏");
        let under = argument(parts[1]);
        let mut seen = match under.iter().position(|item| ["=", "∈"].contains(&said(*item))) {
            None => vec![whole(&under)],
            Some(place) if is_large => vec![whole(&under[..place]), whole(&under[place + 1..])],
            Some(place) => {
                let ends = split(&under[place + 1..]);
                assert_eq!(said(ends[1][0]), "…");
                vec![whole(&under[..place]), whole(&ends[0]), whole(&ends[2])]
            }
        };
        if let Some(above) = parts.get(2) {
            seen.push(whole(&argument(*above)));
        }
        if is_large {
            seen.push(self.product());
        } else {
            assert_eq!(tag(self.peek().expect("a body")), "mspace");
            self.at += 1;
            seen.push(self.factor());
        }
        Node(kind, seen)
    }
}

fn bracket<'a>(open: &'static str, items: &[Element<'a>]) -> Seen {
    match open {
        "(" => whole(items),
        "{" => {
            let rows = children(items[0]);
            let (last, arms) = rows.split_last().expect("a last row");
            let cell = |row: &Element<'a>, place: usize| children(children(*row)[place]);
            let mut seen = Vec::new();
            for row in arms {
                let when = cell(row, 1);
                assert_eq!(said(when[0]), "if\u{a0}");
                seen.extend([whole(&cell(row, 0)), whole(&when[1..])]);
            }
            assert_eq!(said(cell(last, 1)[0]), "otherwise");
            seen.push(whole(&cell(last, 0)));
            Node("cases", seen)
        }
        "⟨" => Node("⟨", split(items).iter().map(|part| whole(part)).collect()),
        "‖" | "|" | "⌊" | "⌈" => node(open, [whole(items)]),
        other => panic!("a bracket {other} on its own"),
    }
}

/// A letter with scripts, a component, or a power.
fn scripted(item: Element<'_>) -> Seen {
    let parts = children(item);
    match tag(item) {
        "mi" => Script(said(item).to_owned(), Vec::new(), Vec::new()),
        "mn" => Number(said(item).to_owned()),
        "msup" => raised(scripted_base(parts[0]), parts[1]),
        "msub" => lowered(parts[0], parts[1]),
        "msubsup" => raised(lowered(parts[0], parts[1]), parts[2]),
        other => panic!("a <{other}> in the place of a name"),
    }
}

fn scripted_base(base: Element<'_>) -> Seen {
    whole(&argument(base))
}

fn lowered(base: Element<'_>, script: Element<'_>) -> Seen {
    if let Some(("‖", items)) = fenced(base) {
        let kind = if said(script) == "1" { "‖1" } else { "‖∞" };
        return node(kind, [whole(&items)]);
    }
    let parts = split(&argument(script));
    let base_seen = scripted_base(base);
    let is_name = tag(base) == "mi";
    parts.iter().fold(base_seen, |seen, part| {
        let index = whole(part);
        if is_name { below(seen, index) } else { node("component", [seen, index]) }
    })
}

/// Stars and runs belong to the name; anything else is an exponent.
fn raised(base: Seen, script: Element<'_>) -> Seen {
    let items = argument(script);
    let is_mark = |item: &Element<'_>| tag(*item) == "mo" && said(*item) == "⋆";
    let in_brackets = |item: &Element<'_>| fenced(*item).is_some_and(|(open, _)| open == "(");
    let marks = items.iter().take_while(|item| is_mark(item)).count();
    let runs = items[marks..].iter().filter(|item| in_brackets(item)).count();
    if marks + runs < items.len() || runs > 1 || items.is_empty() {
        return node("^", [base, whole(&items)]);
    }
    let Script(letter, below, mut above) = base else { panic!("a star on something that is no name") };
    above.extend(vec![node("⋆", []); marks]);
    if let Some((_, run)) = items.last().copied().and_then(fenced) {
        above.push(node("run", [whole(&run)]));
    }
    Script(letter, below, above)
}

// ---- the tests

fn assert_read(expr: &Expr, place: &str) {
    for formula in [display(expr), inline(expr)] {
        assert_eq!(read(&formula), wanted(expr), "{place}: {formula}");
    }
}

fn statement(text: &str) -> Expr {
    let (document, wrong) = Document::parse("x.md", format!("```claim x\nshow {text}\n```\n"));
    assert!(wrong.is_empty(), "{text}: {wrong:?}");
    let Body::Claim(lines) = document.blocks[0].body.clone() else { panic!("it is a claim") };
    let LineKind::Show { statement, .. } = lines[0].kind.clone() else { panic!("it is shown") };
    statement
}

#[test]
fn products_of_numbers_keep_their_sign() {
    for (text, shown) in [
        ("a*2*3^2 <= 18", "<mn>2</mn><mo>·</mo><msup><mn>3</mn><mn>2</mn></msup>"),
        ("4*0.5^2 == 1", "<mn>4</mn><mo>·</mo><msup><mn>0.5</mn><mn>2</mn></msup>"),
        ("5*2^-1 == 1", "<mn>5</mn><mo>·</mo><msup><mn>2</mn>"),
        ("10*10^3*a == 1", "<mn>10</mn><mo>·</mo><msup><mn>10</mn><mn>3</mn></msup><mo>\u{2062}</mo><mi>a</mi>"),
    ] {
        let formula = display(&statement(text));
        assert!(formula.contains(shown), "{text}: {formula}");
    }
}

#[test]
fn unusual_forms_are_read_back() {
    for text in [
        "a/b*(-c) == 1",
        "a/b*(-c)*d == 1",
        "x*-a/b == 1",
        "a - (-b)*c == -(a*b)",
        "(-sum(i: x_i))*y == -sum(i: x_i)*y",
        "(-sum(i: x_i)) @ y == A @ (x + y)",
        "2*(1/2)*3/4*5 == a/(b/c)/d",
        "(x^2)^3 == x^(2^3) and (-2)^2 == -2^2",
        "w_star^2 == (w_star)^-2*3",
        "rate*(1 - mu) == rate^2*step*3",
        "cases(x > 0: x; else -x) - y == (cases(x > 0: x; else -x))*2",
        "solve(A^2, b) == solve(A, b)*2",
        "div0(a, b)/2^2*10^-3 == |x|^2*norm1(x)^2*norminf(x)",
        "not (a == 1 and b == 2 or c == 3) implies (d == 4 iff e == 5)",
        "x*mean(n: y[n]^2) == mean(n: y[n])^2*2",
        "a.w[t]^2*3 == (grad R(w)_i)^2",
        "2*max(i: x_i)*3 == product(i in 1..t: (i + 1)*2)",
        "P[x > 0 and y > 0] == E[x]*2*Var[x]",
    ] {
        assert_read(&statement(text), text);
    }
}

#[test]
fn everything_of_the_chapter_is_read_back() {
    let mut count = 0;
    let mut check = |expr: &Expr, place: &str| {
        count += 1;
        assert_read(expr, place);
    };
    for entry in std::fs::read_dir("proofs").expect("the chapter is there") {
        let path = entry.expect("listed").path();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let (document, _) = Document::parse(path.display().to_string(), text);
        for block in &document.blocks {
            let place = format!("{}: {}", path.display(), block.name.text);
            block_of(&block.body, &mut |expr| check(expr, &place), &mut |own| equation_is_read(own, &place));
        }
    }
    assert!(count > 1000, "{count} formulas");
}

/// An equation of a method: its value, behind what it defines.
fn equation_is_read(own: &Equation, place: &str) {
    let formula = equation(own);
    let (_, value) = formula.split_once("<mo form=\"infix\">=</mo>").expect("an equals sign");
    assert_eq!(read(value), wanted(&own.value), "{place}: {formula}");
    if own.form == Form::Step {
        let (target, _) = formula.split_once("</math>").expect("a left side");
        assert_eq!(read(target), below(spelt(&own.target.text), wanted(&own.time)), "{place}: {formula}");
    }
}

fn block_of(body: &Body, check: &mut impl FnMut(&Expr), equation: &mut impl FnMut(&Equation)) {
    match body {
        Body::Method(own) | Body::Schedule(own) | Body::Flow(own) => own.equations.iter().for_each(equation),
        Body::Objective(own) => {
            for line in &own.lines {
                match line {
                    ObjectiveLine::Formula(formula) => check(&formula.value),
                    ObjectiveLine::Constant(constant) => check(&constant.value),
                    ObjectiveLine::Given(line) => line_of(&line.kind, check),
                    ObjectiveLine::Class(_) => {}
                }
            }
        }
        Body::Mutant(own) => {
            for change in &own.changes {
                match change {
                    Change::Equation(own) => equation(own),
                    Change::Line(line) => line_of(&line.kind, check),
                    Change::Drop { time, .. } => check(time),
                }
            }
        }
        Body::Claim(lines) | Body::Step { lines, .. } => lines.iter().for_each(|line| line_of(&line.kind, check)),
        Body::Assignment(lines) => {
            for line in lines {
                if let AssignmentLineKind::Setting(line) | AssignmentLineKind::AtLeast(line) = &line.kind {
                    line_of(&line.kind, check);
                }
            }
        }
        Body::Figure(_) => {}
    }
}

fn line_of(line: &LineKind, check: &mut impl FnMut(&Expr)) {
    match line {
        LineKind::Show { statement: value, .. } | LineKind::Assume(value) | LineKind::Let { value, .. } => check(value),
        LineKind::Given { domain, .. } => match domain {
            Domain::Interval { low, high, .. } => [low, high].into_iter().for_each(check),
            Domain::Relation(relation) => check(relation),
            Domain::Integers { first, .. } => check(first),
            Domain::Space { with, .. } => with.iter().for_each(check),
        },
        LineKind::Run(run) => run.from.iter().chain(run.arguments.iter().map(|own| &own.value)).for_each(check),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn random_expressions_are_read_back(tree in super::trees::tree()) {
        for formula in [display(&tree), inline(&tree)] {
            prop_assert_eq!(read(&formula), wanted(&tree), "{}", formula);
        }
    }
}
