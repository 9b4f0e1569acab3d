//! A drawing as PDF, path by path.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};
use resvg::tiny_skia::{PathSegment, Point};
use resvg::usvg::{Color, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Path, Tree};

/// Points of PDF a unit: a slide of 960 units is 10 inches wide.
const POINTS_PER_UNIT: f32 = 0.75;

/// A drawing as PDF, one page of its size.
pub(super) fn pdf(tree: &Tree) -> Vec<u8> {
    let [catalog, pages, page, contents] = [1, 2, 3, 4].map(Ref::new);
    let (width, height) = (tree.size().width() * POINTS_PER_UNIT, tree.size().height() * POINTS_PER_UNIT);
    let mut writer = Writer { content: Content::new(), opacities: BTreeMap::new(), share: 1.0 };
    // PDF counts upwards from the lower edge.
    writer.content.transform([POINTS_PER_UNIT, 0.0, 0.0, -POINTS_PER_UNIT, 0.0, height]);
    writer.group(tree.root());
    let Writer { content, opacities, .. } = writer;
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut dictionary = pdf.page(page);
    dictionary.parent(pages).media_box(Rect::new(0.0, 0.0, width, height)).contents(contents);
    let mut resources = dictionary.resources();
    let mut states = resources.ext_g_states();
    for (percent, name) in &opacities {
        let share = f32::from(*percent) / 100.0;
        states
            .insert(Name(name.as_bytes()))
            .start::<pdf_writer::writers::ExtGraphicsState>()
            .stroking_alpha(share)
            .non_stroking_alpha(share);
    }
    states.finish();
    resources.finish();
    dictionary.finish();
    pdf.stream(contents, &deflated(&content.finish())).filter(Filter::FlateDecode);
    pdf.finish()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes all that is written to it")
}

struct Writer {
    content: Content,
    /// Opacities in percent, and the names of the graphics states that have them.
    opacities: BTreeMap<u8, String>,
    /// The opacity of the groups that are being written. Their parts do not overlap, so that each may have it for itself.
    share: f32,
}

impl Writer {
    fn group(&mut self, group: &Group) {
        let before = self.share;
        self.share *= group.opacity().get();
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) => self.path(path),
                // A drawing has neither pictures nor text in it: letters are paths.
                Node::Image(_) | Node::Text(_) => {}
            }
        }
        self.share = before;
    }

    fn path(&mut self, path: &Path) {
        if !path.is_visible() {
            return;
        }
        self.content.save_state();
        let t = path.abs_transform();
        self.content.transform([t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]);
        let paints = match path.paint_order() {
            PaintOrder::FillAndStroke => [true, false],
            PaintOrder::StrokeAndFill => [false, true],
        };
        for is_fill in paints {
            if is_fill { self.fill(path) } else { self.stroke(path) }
        }
        self.content.restore_state();
    }

    fn fill(&mut self, path: &Path) {
        let Some((fill, colour)) = path.fill().and_then(|fill| Some((fill, colour(fill.paint())?))) else { return };
        let [red, green, blue] = colour;
        self.content.set_fill_rgb(red, green, blue);
        self.opacity(fill.opacity().get());
        self.outline(path);
        self.content.fill_nonzero();
    }

    fn stroke(&mut self, path: &Path) {
        let Some((stroke, colour)) = path.stroke().and_then(|stroke| Some((stroke, colour(stroke.paint())?))) else {
            return;
        };
        let [red, green, blue] = colour;
        self.content.set_stroke_rgb(red, green, blue);
        self.content.set_line_width(stroke.width().get());
        self.content.set_line_cap(match stroke.linecap() {
            LineCap::Butt => LineCapStyle::ButtCap,
            LineCap::Round => LineCapStyle::RoundCap,
            LineCap::Square => LineCapStyle::ProjectingSquareCap,
        });
        self.content.set_line_join(match stroke.linejoin() {
            LineJoin::Round => LineJoinStyle::RoundJoin,
            LineJoin::Bevel => LineJoinStyle::BevelJoin,
            LineJoin::Miter | LineJoin::MiterClip => LineJoinStyle::MiterJoin,
        });
        self.opacity(stroke.opacity().get());
        self.outline(path);
        self.content.stroke();
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share as a whole number of percent
    fn opacity(&mut self, share: f32) {
        let percent = (share * self.share * 100.0).round().clamp(0.0, 100.0) as u8;
        let name = self.opacities.entry(percent).or_insert_with(|| format!("o{percent}")).clone();
        self.content.set_parameters(Name(name.as_bytes()));
    }

    fn outline(&mut self, path: &Path) {
        let mut at = Point::zero();
        for segment in path.data().segments() {
            match segment {
                PathSegment::MoveTo(to) => {
                    self.content.move_to(to.x, to.y);
                    at = to;
                }
                PathSegment::LineTo(to) => {
                    self.content.line_to(to.x, to.y);
                    at = to;
                }
                PathSegment::QuadTo(by, to) => {
                    // PDF has cubic curves only.
                    let third = |end: f32, control: f32| end + 2.0 / 3.0 * (control - end);
                    self.content.cubic_to(
                        third(at.x, by.x),
                        third(at.y, by.y),
                        third(to.x, by.x),
                        third(to.y, by.y),
                        to.x,
                        to.y,
                    );
                    at = to;
                }
                PathSegment::CubicTo(first, second, to) => {
                    self.content.cubic_to(first.x, first.y, second.x, second.y, to.x, to.y);
                    at = to;
                }
                PathSegment::Close => {
                    self.content.close_path();
                }
            }
        }
    }
}

/// Red, green and blue; a drawing has no other paint.
fn colour(paint: &Paint) -> Option<[f32; 3]> {
    let Paint::Color(Color { red, green, blue }) = paint else { return None };
    Some([red, green, blue].map(|part| f32::from(*part) / 255.0))
}
