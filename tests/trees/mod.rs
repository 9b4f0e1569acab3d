//! Random syntax trees, as deep and as odd as the grammar allows.

use descentcheck::language::syntax::{
    Argument, BinaryOp, Expr, ExprKind, FoldKind, LogicOp, MomentKind, Name, RelationOp, Span,
};
use descentcheck::numeric::Rational;
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::{collection::vec, option, prop_oneof, sample::select};

pub fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

pub fn name_text() -> impl Strategy<Value = String> {
    select(vec![
        "eta",
        "mu",
        "w",
        "R",
        "x",
        "t",
        "w_star",
        "eta_i",
        "beta1",
        "eta0",
        "lambda_max",
        "inf",
        "W",
        "N",
        "D",
        "Phi_12",
        "v_1",
        "step_size",
        "a",
        "eps",
        "max",
        "sum",
        "bits",
        "on",
        "of",
        "drop2",
        "alpha_star_j",
        "h2o",
        "E1",
    ])
    .prop_map(str::to_owned)
}

pub fn name() -> impl Strategy<Value = Name> {
    name_text().prop_map(|text| Name { text, span: Span::default() })
}

pub fn number() -> impl Strategy<Value = Expr> {
    (0_u32..5000, 0_usize..4).prop_map(|(digits, places)| {
        expr(ExprKind::Number(Rational::from(digits) / Rational::from(10_u32.pow(places as u32))))
    })
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        number(),
        (option::of(Just("a".to_owned())), name_text()).prop_map(|(run, name)| expr(ExprKind::Name { run, name })),
    ]
}

fn boxed(tree: impl Strategy<Value = Expr>) -> impl Strategy<Value = Box<Expr>> {
    tree.prop_map(Box::new)
}

pub fn tree() -> BoxedStrategy<Expr> {
    leaf().prop_recursive(5, 40, 3, |inner| prop_oneof![operands(inner.clone()), operators(inner)]).boxed()
}

pub fn arguments(tree: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Vec<Argument>> {
    vec((option::of(name()), tree).prop_map(|(name, value)| Argument { name, value }), 0..3)
}

fn operands(tree: impl Strategy<Value = Expr> + Clone + 'static) -> BoxedStrategy<Expr> {
    let sub = || boxed(tree.clone());
    let index =
        select(vec!["i", "1", "inf", "n2"]).prop_map(|text| Name { text: text.to_owned(), span: Span::default() });
    let folds = select(vec![
        FoldKind::Sum,
        FoldKind::Product,
        FoldKind::Mean,
        FoldKind::Variance,
        FoldKind::Max,
        FoldKind::Min,
        FoldKind::First,
        FoldKind::Count,
    ]);
    let moments = select(vec![MomentKind::Expectation, MomentKind::Variance, MomentKind::Probability]);
    prop_oneof![
        (option::of(Just("b".to_owned())), name_text(), sub()).prop_map(|(run, name, index)| ExprKind::At {
            run,
            name,
            index
        }),
        (name_text(), sub()).prop_map(|(name, time)| ExprKind::State { run: "b".to_owned(), name, time }),
        (name(), option::of(sub()), arguments(tree.clone())).prop_map(|(name, index, arguments)| ExprKind::Apply {
            name,
            index,
            arguments
        }),
        arguments(tree.clone()).prop_map(|arguments| ExprKind::Apply {
            name: Name { text: "sqrt".into(), span: Span::default() },
            index: None,
            arguments,
        }),
        (1_u8..3, name(), option::of(sub()), sub())
            .prop_map(|(order, objective, index, point)| { ExprKind::Derivative { order, objective, index, point } }),
        (sub(), sub()).prop_map(|(left, right)| ExprKind::Inner(left, right)),
        sub().prop_map(ExprKind::Norm),
        (sub(), index)
            .prop_filter("the component of a name is a name", |(whole, _)| !matches!(whole.kind, ExprKind::Name { .. }))
            .prop_map(|(whole, index)| ExprKind::Component(whole, index)),
        (folds, name(), option::of((tree.clone(), tree.clone()).prop_map(Box::new)), sub())
            .prop_map(|(kind, index, range, body)| ExprKind::Fold { kind, index, range, body }),
        (vec((tree.clone(), tree.clone()), 0..3), sub())
            .prop_map(|(arms, otherwise)| ExprKind::Cases { arms, otherwise }),
        (moments, sub()).prop_map(|(kind, inner)| ExprKind::Moment(kind, inner)),
    ]
    .prop_map(expr)
    .boxed()
}

fn operators(tree: impl Strategy<Value = Expr> + Clone + 'static) -> BoxedStrategy<Expr> {
    let sub = || boxed(tree.clone());
    let arithmetic =
        select(vec![BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div, BinaryOp::Pow, BinaryOp::MatMul]);
    let relations = select(vec![
        RelationOp::Le,
        RelationOp::Lt,
        RelationOp::Ge,
        RelationOp::Gt,
        RelationOp::Eq,
        RelationOp::Ne,
        RelationOp::SameBits,
    ]);
    let connectives = select(vec![LogicOp::And, LogicOp::Or, LogicOp::Iff, LogicOp::Implies]);
    prop_oneof![
        sub().prop_map(ExprKind::Negate),
        (arithmetic, sub(), sub()).prop_map(|(op, left, right)| ExprKind::Binary(op, left, right)),
        (sub(), vec((relations, tree.clone()), 1..3)).prop_map(|(first, links)| ExprKind::Relation(first, links)),
        (connectives, sub(), sub()).prop_map(|(op, left, right)| ExprKind::Logic(op, left, right)),
        sub().prop_map(ExprKind::Not),
    ]
    .prop_map(expr)
    .boxed()
}
