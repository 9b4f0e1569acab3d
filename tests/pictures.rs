//! Pictures of figures: the same bytes on every run, no font needed, nothing outside the sheet, and no panic on any
//! data.

use descentcheck::figure::{
    Arrows, At, Axis, Contours, Curve, Figure, Layer, Level, Panel, Path, Role, Scale, Size, animation, render,
};

const HOSTILE: [f64; 12] =
    [0.0, -0.0, 1.0, -1.0, 5e-324, 1e-300, 1e300, -1e308, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

fn curve(name: &str, role: Role, points: Vec<(f64, f64)>) -> Layer {
    Layer::Curve(Curve { name: name.to_owned(), points, role })
}

fn panel(scale: Scale, layers: Vec<Layer>) -> Panel {
    Panel { title: None, x: Axis::new("x", scale), y: Axis::new("y", scale), equal: false, layers }
}

fn figure(panels: Vec<Panel>) -> Figure {
    Figure { title: "What < is & seen".to_owned(), note: "a note".to_owned(), panels, animated: false }
}

/// Draws in every size and checks that every line stays on the sheet.
fn drawn(figure: &Figure) {
    for size in [Size::Slide, Size::Paper, Size::Thumb] {
        let picture = render(figure, size).expect("it is drawn");
        let xml = roxmltree::Document::parse(&picture.svg).expect("it is well-formed");
        let lines =
            xml.descendants().filter(|node| node.attribute("fill") == Some("none") && !node.has_attribute("id"));
        for path in lines.filter_map(|node| node.attribute("d")) {
            for (x, y) in places(path) {
                assert!((0..=9600).contains(&x) && (0..=5400).contains(&y), "{x} {y} {size:?}");
            }
        }
        for shape in xml.descendants().filter_map(|node| node.attribute("points")) {
            for place in shape.split_whitespace() {
                let (x, y) = place.split_once(',').expect("a place has two coordinates");
                let (x, y): (i32, i32) = (x.parse().expect("a number"), y.parse().expect("a number"));
                assert!((0..=9600).contains(&x) && (0..=5400).contains(&y), "{place} {size:?}");
            }
        }
        let texts: Vec<Box> = xml.descendants().filter_map(Box::of).collect();
        assert!(!texts.is_empty(), "the title is there");
        for (number, text) in texts.iter().enumerate() {
            let [left, top, right, bottom] = text.sides;
            assert!(left >= 0.0 && right <= 9600.0 && top >= 0.0 && bottom <= 5400.0, "{text:?} {size:?}");
            for other in &texts[..number] {
                assert!(!text.overlaps(other), "{text:?} and {other:?} {size:?}");
            }
        }
        for node in xml.descendants().filter(|node| node.has_tag_name("use") && node.has_attribute("y")) {
            let place = |name: &str| node.attribute(name).and_then(|text| text.parse::<i32>().ok()).expect("a number");
            assert!((0..=9600).contains(&place("x")) && (0..=5400).contains(&place("y")), "{node:?} {size:?}");
        }
    }
}

/// The places that a path of lines comes to.
fn places(path: &str) -> Vec<(i32, i32)> {
    let mut places = Vec::new();
    for line in path.split('M').skip(1) {
        let numbers: Vec<i32> = line
            .replace('l', " ")
            .replace('-', " -")
            .split_whitespace()
            .map(|number| number.parse().expect("a whole number"))
            .collect();
        let mut at = (0, 0);
        for step in numbers.chunks(2) {
            at = (at.0 + step[0], at.1 + step[1]);
            places.push(at);
        }
    }
    assert!(!places.is_empty(), "a path comes to some place");
    places
}

/// The box around the capitals of a line of text.
#[derive(Debug)]
struct Box {
    /// Left, upper, right and lower side.
    sides: [f64; 4],
}

impl Box {
    /// The box of a node that is a line of text.
    fn of(node: roxmltree::Node<'_, '_>) -> Option<Self> {
        let transform = node.attribute("transform")?;
        let numbers: Vec<f64> = transform
            .split(|sign: char| !(sign.is_ascii_digit() || sign == '.' || sign == '-'))
            .filter_map(|number| number.parse().ok())
            .collect();
        let (x, y, scale) = (numbers[0], numbers[1], numbers[numbers.len() - 1]);
        let face =
            ttf_parser::Face::parse(include_bytes!("../assets/fonts/DejaVuSans.ttf"), 0).expect("the font is read");
        let last = node.children().rfind(|letter| letter.has_tag_name("use"))?;
        let from: f64 = last.attribute("x")?.parse().ok()?;
        let glyph = last.attributes().find_map(|attribute| attribute.value().strip_prefix("#g")?.parse().ok())?;
        let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).expect("the letter has a width");
        let height = f64::from(face.glyph_bounding_box(face.glyph_index('H')?)?.y_max) * scale;
        let length = (from + f64::from(advance)) * scale;
        let sides =
            if transform.contains("rotate") { [x - height, y - length, x, y] } else { [x, y - height, x + length, y] };
        Some(Self { sides })
    }

    fn overlaps(&self, other: &Self) -> bool {
        let ([left, top, right, bottom], [other_left, other_top, other_right, other_bottom]) =
            (self.sides, other.sides);
        left < other_right && other_left < right && top < other_bottom && other_top < bottom
    }
}

fn parabola() -> Figure {
    let points = |scale: f64| (0..=20).map(|k| (f64::from(k), scale * f64::from(k * k))).collect();
    figure(vec![panel(Scale::Linear, vec![curve("run", Role::Run, points(1.0)), curve("law", Role::Law, points(2.0))])])
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let (once, again) =
        (render(&parabola(), Size::Slide).expect("drawn"), render(&parabola(), Size::Slide).expect("drawn"));
    assert_eq!(once, again);
    assert_eq!(once.png().expect("encoded"), again.png().expect("encoded"));
}

#[test]
fn pictures_need_no_font_and_load_nothing() {
    let svg = render(&parabola(), Size::Slide).expect("it is drawn").svg;
    assert!(svg.contains("<use") && !svg.contains("<text") && !svg.contains("href=\"http") && !svg.contains("font"));
}

#[test]
fn every_format_begins_as_its_readers_expect() {
    let picture = render(&parabola(), Size::Thumb).expect("it is drawn");
    assert!(picture.png().expect("encoded").starts_with(b"\x89PNG"));
    let pdf = picture.pdf().expect("written");
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"));
    assert!(animation(&parabola(), Size::Thumb).expect("encoded").starts_with(b"GIF89a"));
}

#[test]
fn a_moving_picture_has_a_frame_for_each_point_of_its_longest_path() {
    let path = Path { name: "run".to_owned(), points: vec![(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 1.0)] };
    let bytes = animation(&figure(vec![panel(Scale::Linear, vec![Layer::Path(path)])]), Size::Slide).expect("encoded");
    // Each frame begins with its graphic control extension.
    assert_eq!(bytes.windows(3).filter(|bytes| *bytes == [0x21, 0xF9, 0x04]).count(), 4);
}

#[test]
fn an_empty_figure_and_empty_layers_are_drawn() {
    drawn(&figure(vec![]));
    drawn(&figure(vec![panel(Scale::Linear, vec![])]));
    drawn(&figure(vec![panel(Scale::Log, vec![curve("nothing", Role::Run, vec![])])]));
    let nothing = Contours { name: String::new(), x: vec![], y: vec![], z: vec![], levels: None };
    drawn(&figure(vec![panel(Scale::Linear, vec![Layer::Contours(nothing)])]));
}

#[test]
fn no_numbers_lead_out_of_the_sheet() {
    for scale in [Scale::Linear, Scale::Log] {
        for x in HOSTILE {
            let points: Vec<(f64, f64)> = HOSTILE.iter().flat_map(|y| [(x, *y), (*y, x)]).collect();
            let layers = vec![
                curve("run", Role::Run, points.clone()),
                curve("law", Role::Law, points.clone()),
                curve("measured", Role::Measured, points.clone()),
                Layer::Path(Path { name: "path".to_owned(), points: points.clone() }),
                Layer::Arrows(Arrows {
                    name: "arrows".to_owned(),
                    arrows: points.windows(2).map(|p| (p[0], p[1])).collect(),
                }),
                Layer::Level(Level { name: "level".to_owned(), at: At::Y(x) }),
                Layer::Level(Level { name: "upright".to_owned(), at: At::X(x) }),
            ];
            drawn(&figure(vec![panel(scale, layers)]));
        }
    }
}

#[test]
fn one_point_and_equal_values_have_an_axis() {
    for value in [0.0, 1e-300, 7.0, -1e20] {
        drawn(&figure(vec![panel(Scale::Linear, vec![curve("flat", Role::Run, vec![(value, value); 3])])]));
    }
}

#[test]
fn many_long_names_stay_on_the_sheet() {
    let layers = |count: u32| {
        (0..count)
            .map(|k| {
                let name = format!("a name of more than a few words, and number {k} of them");
                curve(&name, Role::Run, vec![(0.0, 1.0), (1.0, 1.0 + f64::from(k) / 1000.0)])
            })
            .collect()
    };
    drawn(&figure(vec![panel(Scale::Linear, layers(6))]));
    drawn(&figure(vec![panel(Scale::Linear, layers(12))]));
    for panels in 2..=4 {
        drawn(&figure((0..panels).map(|_| panel(Scale::Linear, layers(12))).collect()));
    }
}

#[test]
fn a_long_title_and_a_long_note_leave_room_for_the_panels() {
    let long = "a sentence that says what is seen and does not come to its end ".repeat(4);
    let points = vec![(0.0, 0.0), (1.0, 1.0)];
    let panels = (0..2).map(|_| Panel {
        title: Some(long.clone()),
        x: Axis::new(&long, Scale::Linear),
        y: Axis::new(&long, Scale::Linear),
        ..panel(Scale::Linear, vec![curve("run", Role::Run, points.clone())])
    });
    drawn(&Figure { title: long.clone(), note: long.clone(), ..figure(panels.collect()) });
}

#[test]
fn no_ends_of_an_axis_lead_out_of_the_sheet() {
    let points: Vec<(f64, f64)> = HOSTILE.iter().map(|value| (*value, *value)).collect();
    for scale in [Scale::Linear, Scale::Log] {
        for low in HOSTILE {
            for high in HOSTILE {
                let axis = || Axis { range: Some((low, high)), ..Axis::new("x", scale) };
                let layers =
                    vec![curve("run", Role::Run, points.clone()), curve("points", Role::Measured, points.clone())];
                drawn(&figure(vec![Panel { x: axis(), y: axis(), equal: true, ..panel(scale, layers) }]));
            }
        }
    }
}

#[test]
fn a_linear_axis_far_from_zero_has_ticks() {
    let points = (0..5).map(|k| (f64::from(k) + 1e12, f64::from(k) + 1e15)).collect();
    drawn(&figure(vec![panel(Scale::Linear, vec![curve("far", Role::Run, points)])]));
}

#[test]
fn no_heights_and_no_grids_lead_out_of_the_sheet() {
    let places = |low: f64, step: f64| (0..5).map(|k| low + step * f64::from(k)).collect::<Vec<_>>();
    let grid = |x: Vec<f64>, y: Vec<f64>, height: &dyn Fn(usize) -> f64, levels| {
        let z = (0..y.len()).map(|row| (0..x.len()).map(|column| height(5 * row + column)).collect()).collect();
        let contours = Layer::Contours(Contours { name: "R".to_owned(), x, y, z, levels });
        drawn(&figure(vec![Panel { equal: true, ..panel(Scale::Linear, vec![contours]) }]));
    };
    grid(places(0.0, 1.0), places(0.0, 1.0), &|_| 3.0, None);
    grid(places(0.0, 1.0), places(0.0, 1.0), &|at| HOSTILE[at % HOSTILE.len()], None);
    grid(places(0.0, 1.0), places(0.0, 1.0), &|at| at as f64, Some(HOSTILE.to_vec()));
    for low in HOSTILE {
        for step in HOSTILE {
            grid(places(low, step), places(low, 1.0), &|at| at as f64, None);
        }
    }
}

#[test]
fn four_panels_stand_side_by_side() {
    let layers = || vec![curve("run", Role::Run, vec![(0.0, 0.0), (1.0, 1.0)])];
    let panels =
        (0..4).map(|_| Panel { title: Some("a panel".to_owned()), equal: true, ..panel(Scale::Linear, layers()) });
    drawn(&figure(panels.collect()));
}
