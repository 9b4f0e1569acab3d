//! What is printed reads as the same tree; whatever is read ends without a panic.

use super::trees::{arguments, expr, name, number, tree};
use descentcheck::language::syntax::{
    AssignmentLine, AssignmentLineKind, Block, Body, Change, Class, Constant, Domain, Drawing, Equation, ExprKind,
    Form, Formula, IndexRange, LimitUnit, Line, LineKind, Mutant, Name, Objective, ObjectiveLine, Parameter,
    Recurrences, RelationOp, Run, Span, Submit,
};
use descentcheck::language::syntax::{CurveRole, DataLine, DataSource, FigureLine, FigureLineKind, Layer, LayerShape};
use descentcheck::language::{Document, parse, print};
use descentcheck::numeric::Rational;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, proptest};
use proptest::{collection::vec, option, prop_oneof, sample::select};

fn equation() -> impl Strategy<Value = Equation> {
    let now = || expr(ExprKind::Name { run: None, name: "t".to_owned() });
    let form = select(vec![Form::Step, Form::Rate, Form::Instant]);
    (form, name(), tree(), tree()).prop_map(move |(form, target, time, value)| {
        let time = if form == Form::Rate { now() } else { time };
        Equation { form, target, time, value, span: Span::default() }
    })
}

fn class() -> impl Strategy<Value = Class> {
    let words = select(vec![
        "convex",
        "L-smooth",
        "alpha-strongly convex",
        "M-lipschitz hessian",
        "mean of N losses",
        "with minimiser",
        "huber",
        "mean of 10 losses",
    ]);
    (words, arguments(tree())).prop_map(|(words, arguments)| Class {
        words: words.to_owned(),
        arguments,
        span: Span::default(),
    })
}

fn given() -> impl Strategy<Value = LineKind> {
    let domain = prop_oneof![
        (tree(), any::<bool>(), tree(), any::<bool>())
            .prop_map(|(low, low_closed, high, high_closed)| Domain::Interval { low, low_closed, high, high_closed }),
        (tree(), option::of(tree())).prop_map(|(first, last)| Domain::Integers { first, last }),
        (option::of(tree()), option::of(tree())).prop_map(|(rows, with)| Domain::Space { rows, columns: None, with }),
        (tree(), tree(), option::of(tree())).prop_map(|(rows, columns, with)| Domain::Space {
            rows: Some(rows),
            columns: Some(columns),
            with
        }),
    ];
    let relation = (name(), number(), number()).prop_map(|(name, low, high)| {
        let quantity = expr(ExprKind::Name { run: None, name: name.text.clone() });
        let links = vec![(RelationOp::Lt, quantity), (RelationOp::Le, high)];
        let domain = Domain::Relation(expr(ExprKind::Relation(Box::new(low), links)));
        LineKind::Given { names: vec![name], domain }
    });
    prop_oneof![(vec(name(), 1..3), domain).prop_map(|(names, domain)| LineKind::Given { names, domain }), relation]
}

fn run() -> impl Strategy<Value = LineKind> {
    let method = select(vec!["adam", "gradient_descent", "a-b/c.2"])
        .prop_map(|text| Name { text: text.into(), span: Span::default() });
    let tail = (option::of(tree()), option::of(tree()), vec(equation(), 0..3), option::of(tree()));
    (option::of(name()), method, arguments(tree()), tail).prop_map(
        |(label, method, arguments, (objective, from, initial, steps))| {
            LineKind::Run(Run { label, method, arguments, objective, from, initial, steps })
        },
    )
}

fn drawing() -> impl Strategy<Value = Drawing> {
    prop_oneof![
        (option::of(tree()), tree(), tree(), any::<bool>())
            .prop_map(|(steps, size, population, replacement)| Drawing::Batch { steps, size, population, replacement }),
        (option::of(tree()), tree()).prop_map(|(count, size)| Drawing::Epochs { count, size }),
        tree().prop_map(|dimension| Drawing::Symmetric { dimension }),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let range = (name(), tree(), option::of(tree())).prop_map(|(index, first, last)| IndexRange { index, first, last });
    prop_oneof![
        (vec(name(), 1..3), vec(class(), 1..3))
            .prop_map(|(names, classes)| LineKind::GivenObjective { names, classes }),
        given(),
        (name(), option::of(name()), tree()).prop_map(|(name, index, value)| LineKind::Let { name, index, value }),
        tree().prop_map(LineKind::Assume),
        run(),
        (name(), drawing()).prop_map(|(name, kind)| LineKind::Draw { name, kind }),
        (tree(), option::of(range)).prop_map(|(statement, range)| LineKind::Show { statement, range }),
        any::<bool>().prop_map(|refuted| LineKind::Expect { refuted }),
        vec((tree(), tree()), 1..3).prop_map(LineKind::Witness),
        Just(LineKind::Corrects(Name { text: "theorem-7.1/x_y".into(), span: Span::default() })),
        Just(LineKind::Source("Drori & Teboulle, # 3".into())),
    ]
    .prop_map(|kind| Line { kind, span: Span::default() })
}

fn objective_line() -> impl Strategy<Value = ObjectiveLine> {
    let given = given().prop_map(|kind| ObjectiveLine::Given(Line { kind, span: Span::default() }));
    prop_oneof![
        given,
        (name(), name(), tree()).prop_map(|(name, argument, value)| {
            ObjectiveLine::Formula(Formula { name, argument, value, span: Span::default() })
        }),
        vec(class(), 1..3).prop_map(ObjectiveLine::Class),
        (name(), tree())
            .prop_map(|(name, value)| { ObjectiveLine::Constant(Constant { name, value, span: Span::default() }) }),
    ]
}

fn figure_line() -> impl Strategy<Value = FigureLine> {
    let text = || Just("in quotes, with # and {eta}".to_owned());
    let column =
        || select(vec!["gnp", "petal_length"]).prop_map(|text| Name { text: text.into(), span: Span::default() });
    let range =
        (name(), tree(), tree()).prop_map(|(index, first, last)| IndexRange { index, first, last: Some(last) }).boxed();
    let role = select(vec![CurveRole::Run, CurveRole::Law, CurveRole::Measured]);
    let shape = prop_oneof![
        (role, tree(), tree()).prop_map(|(role, y, x)| LayerShape::Curve { role, y, x }),
        tree().prop_map(LayerShape::Path),
        (tree(), tree()).prop_map(|(vector, tail)| LayerShape::Arrow { vector, tail }),
        (name(), tree(), tree(), tree(), tree())
            .prop_map(|(objective, a, b, c, d)| LayerShape::Contours { objective, over: [(a, b), (c, d)] }),
        (any::<bool>(), tree()).prop_map(|(upright, at)| LayerShape::Level { upright, at }),
    ];
    let source = prop_oneof![
        vec(tree(), 1..3).prop_map(DataSource::Targets),
        (vec(column(), 0..3), option::of((tree(), option::of(tree()), tree())))
            .prop_map(|(columns, rows)| DataSource::Shipped { set: "iris".into(), columns, rows }),
    ];
    prop_oneof![
        line().prop_map(FigureLineKind::Setting),
        (name(), source).prop_map(|(name, source)| {
            let loss = Name { text: "ridge-logistic".into(), span: Span::default() };
            FigureLineKind::Data(DataLine { name, loss, source })
        }),
        (name(), vec(tree(), 1..3)).prop_map(|(name, values)| FigureLineKind::Each { name, values }),
        text().prop_map(FigureLineKind::Note),
        text().prop_map(FigureLineKind::Panel),
        (any::<bool>(), text(), any::<bool>(), option::of((tree(), tree())))
            .prop_map(|(horizontal, title, log, range)| FigureLineKind::Axis { horizontal, title, log, range }),
        Just(FigureLineKind::Equal),
        Just(FigureLineKind::Animate),
        (shape, option::of(range), option::of(text())).prop_map(|(shape, range, label)| FigureLineKind::Layer(Layer {
            shape,
            range,
            label
        })),
    ]
    .prop_map(|kind| FigureLine { kind, span: Span::default() })
}

fn id() -> impl Strategy<Value = Name> {
    select(vec!["theorem-7.1", "a/b", "x_1", "7.1.2"])
        .prop_map(|text| Name { text: text.into(), span: Span::default() })
}

fn assignment_line() -> impl Strategy<Value = AssignmentLine> {
    let points = || select(vec!["0", "8", "2.5", "12.25"]).prop_map(decimal);
    let unit = select(vec![LimitUnit::Seconds, LimitUnit::Mebibytes, LimitUnit::Gradients]);
    let reason = || option::of(Just("the form with (1 - mu), # and {eta}".to_owned()));
    let of_claim = |kind: LineKind| Line { kind, span: Span::default() };
    let range = (name(), tree(), option::of(tree())).prop_map(|(index, first, last)| IndexRange { index, first, last });
    prop_oneof![
        given().prop_map(move |kind| AssignmentLineKind::Setting(of_claim(kind))),
        run().prop_map(move |kind| AssignmentLineKind::Setting(of_claim(kind))),
        (name(), drawing())
            .prop_map(move |(name, kind)| { AssignmentLineKind::Setting(of_claim(LineKind::Draw { name, kind })) }),
        (tree(), option::of(range)).prop_map(move |(statement, range)| {
            AssignmentLineKind::AtLeast(of_claim(LineKind::Show { statement, range }))
        }),
        id().prop_map(|name| AssignmentLineKind::Submit(Submit::Claim(name))),
        id().prop_map(|name| AssignmentLineKind::Submit(Submit::Witness(name))),
        (any::<bool>(), name(), vec(name(), 0..4)).prop_map(|(class, name, arguments)| {
            AssignmentLineKind::Submit(Submit::Program { class, name, arguments })
        }),
        (points(), vec(id(), 1..3), reason()).prop_map(|(points, items, reason)| AssignmentLineKind::Points {
            points,
            items,
            reason
        }),
        (points(), id(), reason()).prop_map(|(points, what, reason)| AssignmentLineKind::Keep { points, what, reason }),
        name().prop_map(AssignmentLineKind::Accept),
        vec((points(), unit), 1..4).prop_map(AssignmentLineKind::Limit),
        any::<bool>().prop_map(|after_due| AssignmentLineKind::Feedback { after_due }),
    ]
    .prop_map(|kind| AssignmentLine { kind, span: Span::default() })
}

/// A number as it is written.
fn decimal(text: &str) -> Rational {
    match parse::parse_expression(text).expect("a number").kind {
        ExprKind::Number(value) => value,
        other => panic!("{other:?}"),
    }
}

fn block() -> impl Strategy<Value = Block> {
    let parameter = (name(), option::of(tree())).prop_map(|(name, default)| Parameter { name, default });
    let recurrences = (vec(parameter, 0..3), vec(equation(), 0..4))
        .prop_map(|(parameters, equations)| Recurrences { parameters, equations })
        .boxed();
    let parameter = (name(), option::of(tree())).prop_map(|(name, default)| Parameter { name, default });
    let objective = (vec(parameter, 0..3), vec(objective_line(), 0..4))
        .prop_map(|(parameters, lines)| Body::Objective(Objective { parameters, lines }));
    let change = prop_oneof![
        equation().prop_map(Change::Equation),
        (name(), tree()).prop_map(|(target, time)| Change::Drop { target, time }),
        line().prop_map(Change::Line),
    ];
    let body = prop_oneof![
        recurrences.clone().prop_map(Body::Method),
        recurrences.clone().prop_map(Body::Schedule),
        recurrences.prop_map(Body::Flow),
        objective,
        (id(), vec(change, 0..4), vec(id(), 0..3))
            .prop_map(|(of, changes, killed_by)| { Body::Mutant(Mutant { of, changes, killed_by }) }),
        vec(line(), 0..5).prop_map(Body::Claim),
        (id(), vec(line(), 0..5)).prop_map(|(of, lines)| Body::Step { of, lines }),
        vec(figure_line(), 0..5).prop_map(Body::Figure),
        vec(assignment_line(), 0..5).prop_map(Body::Assignment),
    ];
    (id(), option::of(Just("A title, with # and (7.5)".to_owned())), body).prop_map(|(name, title, body)| Block {
        name,
        title,
        body,
        span: Span::default(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn an_expression_printed_in_ascii_reads_as_the_same_tree(tree in tree()) {
        prop_assert_eq!(parse::parse_expression(&print::ascii(&tree)).map_err(|wrong| (wrong, print::ascii(&tree))), Ok(tree));
    }

    #[test]
    fn an_expression_printed_in_unicode_reads_as_the_same_tree(tree in tree()) {
        prop_assert_eq!(parse::parse_expression(&print::unicode(&tree)).map_err(|wrong| (wrong, print::unicode(&tree))), Ok(tree));
    }

    #[test]
    fn a_printed_block_reads_as_the_same_block(block in block()) {
        for text in [print::block_ascii(&block), print::block_unicode(&block)] {
            let (document, wrong) = Document::parse("a.md", text.clone());
            prop_assert_eq!(wrong, vec![], "{}", text);
            prop_assert_eq!(&document.blocks, &vec![block.clone()], "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), kind in select(vec!["claim a", "method m(", "mutant a of b", "step"])) {
        let _ = parse::parse_expression(&text);
        let _ = Document::parse("a.md", text.clone());
        let (document, wrong) = Document::parse("a.md", format!("> ```{kind}\n> {text}\n{text}"));
        let _ = descentcheck::language::render("a.md", &document.source, &wrong, false);
    }

    #[test]
    fn any_heap_of_words_is_read_without_a_panic(words in vec(select(vec![
        "given", "show", "run", "(", ")", "[", "]", "|", "<", ">", "‖", "⟨", "²", "ᵢ", "_i", "..", ",", ";", ":", "=", "w", "1", "\n",
        "in", "R", "cases", "sum", "else", "not", "and", "grad", "√", "^", "-", ".", "same", "for", "```", "\r\n", "#", "\"", "killed by",
        "submit", "points 1 for", "keep", "limit 2 s", "at least",
    ]), 0..60)) {
        for text in [words.join(" "), words.concat()] {
            for kind in ["claim a", "method m", "mutant a of b", "objective o", "figure f", "assignment a"] {
                let (document, wrong) = Document::parse("a.md", format!("```{kind}\n{text}\n```\n"));
                let _ = descentcheck::language::render("a.md", &document.source, &wrong, false);
                for block in document.blocks {
                    let printed = print::block_ascii(&block);
                    prop_assert_eq!(Document::parse("b.md", printed.clone()).0.blocks, vec![block], "{}", printed);
                }
            }
        }
    }
}
