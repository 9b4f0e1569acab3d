//! `figure` blocks: they draw what their runs do, and errors are reported at their places.

use descentcheck::figure::{Curve, Figure, Layer, Size, plot, render};
use descentcheck::language::check::Chapter;

const METHODS: &str = "```method gradient_descent(eta)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n\n\
                       ```method sgd(eta, B)\ng[t] = grad R[B[t]](w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n\n\
                       ```method overshooting(eta)\ng[t] = grad R(w[t-1])\n\
                       w[t] = w[t-1] - eta*|g[t]|^2*g[t] + 0*sign(g[t])\n```\n\n\
                       ```objective bowl(a, b)\ngiven a, b > 0\nR(w) = (a*w_1^2 + b*w_2^2)/2\n\
                       class convex, L-smooth, two-dimensional, with minimiser\nL = max(a, b)\nw_star = 0\n```\n\n";

fn load(lines: &str) -> Result<Chapter, String> {
    let text = format!("{METHODS}```figure f \"What is seen\"\n{lines}\n```\n");
    Chapter::load(vec![("f.md".to_owned(), text)]).map_err(|wrong| wrong.to_string())
}

fn figure(lines: &str) -> Figure {
    let chapter = load(lines).expect("it is right");
    plot(&chapter.figures[0], None).expect("it is computed")
}

fn wrong(lines: &str) -> String {
    load(lines).expect_err("it is wrong")
}

fn curves(figure: &Figure) -> Vec<&Curve> {
    let layers = figure.panels.iter().flat_map(|panel| &panel.layers);
    layers
        .map(|layer| match layer {
            Layer::Curve(curve) => curve,
            other => panic!("a curve, and not {other:?}"),
        })
        .collect()
}

#[test]
fn a_curve_has_the_points_of_its_run() {
    let figure = figure(
        "given R: quadratic(curvature = 1)\nrun gradient_descent(1/2) on R from 1\n\
         plot R(w[t]) against t for t in 0..3 \"gap\"",
    );
    let curves = curves(&figure);
    assert_eq!(curves[0].name, "gap");
    assert_eq!(curves[0].points, [(0.0, 0.5), (1.0, 0.125), (2.0, 0.031_25), (3.0, 0.007_812_5)]);
}

#[test]
fn a_run_is_no_longer_than_what_is_read_of_it() {
    // A few steps more and what is no number would have to have a sign.
    let figure = figure(
        "given R: bowl(1, 1)\nrun overshooting(1) on R from 2*unit(1)\ncontours R over -3..3, -2..2\n\
         path w[t] for t in 0..2 \"w[t]\"",
    );
    let Layer::Path(path) = &figure.panels[0].layers[1] else { panic!("a path") };
    assert_eq!(path.points, [(2.0, 0.0), (-6.0, 0.0), (210.0, 0.0)]);
}

#[test]
fn an_axis_without_a_title_is_called_by_what_is_drawn_against_it() {
    let figure = figure(
        "given R: quadratic(curvature = 1)\nrun gradient_descent(1/2) on R from 1\nplot R(w[t]) against t for t in 0..3",
    );
    assert_eq!((figure.panels[0].x.title.as_str(), figure.panels[0].y.title.as_str()), ("t", "R(w[t])"));
}

#[test]
fn each_value_makes_a_curve_of_its_own_and_what_is_the_same_is_drawn_once() {
    let figure = figure(
        "each eta in 0.5, 1/4\ngiven R: quadratic(curvature = 1)\nrun gradient_descent(eta) on R from 1\n\
         plot R(w[t]) against t for t in 0..2 \"η = {eta}\"\nlaw 1/(2*t) against t for t in 1..2 \"bound\"",
    );
    let names: Vec<&str> = curves(&figure).iter().map(|curve| curve.name.as_str()).collect();
    assert_eq!(names, ["η = 0.5", "η = 1/4", "bound"]);
}

#[test]
fn single_points_of_one_name_make_one_curve() {
    let figure = figure("each k in 1, 2, 3\npoints k^2 against k \"squares\"");
    assert_eq!(curves(&figure)[0].points, [(1.0, 1.0), (2.0, 4.0), (3.0, 9.0)]);
    assert_eq!(curves(&figure).len(), 1);
}

#[test]
fn several_each_lines_take_all_their_values_together() {
    let figure = figure("each a in 1, 2\neach b in 3, 4\nplot a against b \"{a}{b}\"");
    let names: Vec<&str> = curves(&figure).iter().map(|curve| curve.name.as_str()).collect();
    assert_eq!(names, ["13", "14", "23", "24"]);
}

#[test]
fn paths_and_arrows_lie_in_the_plane_of_both_parameters() {
    let figure = figure(
        "given R: bowl(1, 2)\nrun gradient_descent(1/2) on R from 2*unit(1) + unit(2)\n\
         path w[t] for t in 0..2 \"run\"\narrow -grad R(w[0]) at w[0] \"downhill\"",
    );
    let [Layer::Path(path), Layer::Arrows(arrows)] = figure.panels[0].layers.as_slice() else { panic!("{figure:?}") };
    assert_eq!(path.points, [(2.0, 1.0), (1.0, 0.0), (0.5, 0.0)]);
    assert_eq!(arrows.arrows, [((2.0, 1.0), (0.0, -1.0))]);
}

#[test]
fn contours_hold_the_heights_row_by_row_from_the_lower_left() {
    let figure = figure("given R: bowl(1, 4)\ncontours R over -2..2, -1..1");
    let [Layer::Contours(contours)] = figure.panels[0].layers.as_slice() else { panic!("{figure:?}") };
    let (rows, columns) = (contours.y.len(), contours.x.len());
    assert_eq!((contours.x[0], contours.x[columns - 1], contours.y[0], contours.y[rows - 1]), (-2.0, 2.0, -1.0, 1.0));
    for (row, y) in contours.z.iter().zip(&contours.y) {
        for (z, x) in row.iter().zip(&contours.x) {
            approx::assert_relative_eq!(*z, (x * x + 4.0 * y * y) / 2.0, epsilon = 1e-12);
        }
    }
}

#[test]
fn panels_stand_side_by_side_and_what_a_draw_decides_is_drawn_on_one_outcome() {
    let lines = "data R: squares of targets 0, 1, 5\ndraw B[1..4]: 1 of N with replacement\nrun sgd(0.5, B) on R from 0\n\
                 panel \"run\"\nplot |w[t]| against t for t in 0..4\npanel \"mean\"\nplot |E[w[4]]| against 4";
    let (once, again) = (figure(lines), figure(lines));
    assert_eq!(once, again);
    assert_eq!(once.panels.len(), 2);
    let [Layer::Curve(run)] = once.panels[0].layers.as_slice() else { panic!("{once:?}") };
    let [Layer::Curve(mean)] = once.panels[1].layers.as_slice() else { panic!("{once:?}") };
    // Dyadic steps from 0 towards targets 0, 1 and 5 are multiples of 1/16; the mean is 2 (1 - 2^-4).
    assert!(run.points.iter().all(|(_, w)| (16.0 * w).fract() == 0.0), "{run:?}");
    approx::assert_relative_eq!(mean.points[0].1, 1.875, epsilon = 1e-12);
    assert!((run.points[4].1 - 1.875).abs() > 1e-3);
}

#[test]
fn rows_and_columns_of_real_data_are_chosen() {
    let figure = figure(
        "data A: squares of \"longley\" by gnp rows 1, 3..15\ndata B: squares of \"longley\" by gnp rows 2..4\n\
         points N(A) against 1\npoints N(B) against 2",
    );
    let all: Vec<f64> = curves(&figure).iter().map(|curve| curve.points[0].1).collect();
    assert_eq!(all, [8.0, 3.0]);
}

#[test]
fn data_that_are_not_there_are_named_with_what_there_is() {
    let told = |line: &str| {
        let chapter = load(&format!("{line}\nplot |w_star| against 1")).expect("it is right");
        plot(&chapter.figures[0], None).expect_err("there are no such data").to_string()
    };
    assert!(told("data R: squares of \"nowhere\"").contains("longley"));
    assert!(told("data R: squares of \"longley\" by money").contains("gnp"));
    assert!(told("data R: squares of \"longley\" rows 1..17").contains("16 rows"));
}

#[test]
fn what_is_wrong_with_a_figure_is_said_at_its_place() {
    for (lines, message) in [
        ("note \"nothing\"", "draws nothing"),
        ("given R: convex\nplot 1 against 1", "is not fixed"),
        ("given x > 0\nplot x against 1", "let x = ..."),
        (
            "given R: bowl(1, 2)\nrun gradient_descent(1) on R\nplot R(w[t]) against t for t in 0..1",
            "where the run starts",
        ),
        (
            "given R: bowl(1, 2)\nrun gradient_descent(1) on R from 1\nplot w[t] against t for t in 0..1",
            "must be a number",
        ),
        ("plot t against t for t >= 1", "up to where"),
        ("plot 1 against 1 \"η = {eta}\"", "no `each` line"),
        ("show 1 == 1", "this line belongs in a claim"),
        ("x \"t\" log 0..1\nplot 1 against 1", "positive ends"),
        ("x \"t\" 2..1\nplot 1 against 1", "these ends"),
        ("let W = 0\nplot 1 against 1", "number of parameters"),
        ("data R: cubes of \"iris\"\nplot 1 against 1", "`logistic`"),
        ("plott 1 against 1", "did you mean `plot`"),
        ("plot 1", "against"),
        ("each k in 1, 2\neach k in 1\nplot k against k", "twice"),
        (
            "panel \"a\"\nplot 1 against 1\npanel \"b\"\nplot 1 against 1\npanel \"c\"\nplot 1 against 1\n\
          panel \"d\"\nplot 1 against 1\npanel \"e\"\nplot 1 against 1",
            "at most 4 panels",
        ),
    ] {
        let told = wrong(lines);
        assert!(told.contains(message) && told.contains("f.md:"), "{lines}\n{told}");
    }
}

#[test]
fn a_figure_without_a_title_is_an_error() {
    let text = "```figure f\nplot 1 against 1\n```\n".to_owned();
    let told = Chapter::load(vec![("f.md".to_owned(), text)]).expect_err("it has no title").to_string();
    assert!(told.contains("needs a title"), "{told}");
}

#[test]
fn a_run_that_leaves_all_doubles_is_drawn_as_far_as_it_goes() {
    let figure = figure(
        "given R: quadratic(curvature = 1)\nrun gradient_descent(1000) on R from 1\ny \"gap\" log\n\
         plot R(w[t]) against t for t in 0..200",
    );
    let curves = curves(&figure);
    assert!(
        curves[0].points.iter().any(|(_, gap)| gap.is_finite())
            && curves[0].points.iter().any(|(_, gap)| !gap.is_finite())
    );
    render(&figure, Size::Slide).expect("it is drawn");
}

#[test]
fn an_equality_of_doubles_decides_between_cases() {
    let figure = figure("plot cases(k == 2: 1; k != 3: 2; else 3) against k for k in 1..3");
    assert_eq!(curves(&figure)[0].points, [(1.0, 2.0), (2.0, 1.0), (3.0, 3.0)]);
}

#[test]
fn a_loss_is_the_same_of_targets_as_of_a_data_set() {
    // The sum of squared errors, and the squared length of the weights.
    let figure = figure("data R: ridge of targets 0, 1, 5\npoints R(2*unit(1)) against 1");
    assert_eq!(curves(&figure)[0].points, [(1.0, 4.0 + 1.0 + 9.0 + 4.0)]);
}
