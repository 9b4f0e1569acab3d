//! Notes as lecturers write them for other tools: every block is judged or said to be wrong, nothing hidden is shown, and
//! TeX becomes MathML.

use std::collections::BTreeMap;

use descentcheck::language::check::Chapter;
use descentcheck::language::{Document, WrongNotes};
use descentcheck::report::{Images, Notes, Replays, Site, html};
use descentcheck::verdict::Results;

/// A block that is false, so that its loss would be noticed.
const BLOCK: &str = "given u in R^W\nshow |u| <= 1\n";

fn load(text: &str) -> Result<Chapter, WrongNotes> {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())])
}

/// The names of the blocks of a file.
fn blocks(text: &str) -> Vec<String> {
    let (document, wrong) = Document::parse("notes.md", text);
    assert!(wrong.is_empty(), "{text}\n{wrong:?}");
    for block in &document.blocks {
        assert!(text[block.span.range()].contains(&block.name.text), "{text}: the place of {}", block.name.text);
    }
    document.blocks.iter().map(|block| block.name.text.clone()).collect()
}

/// What is wrong with a file.
fn wrong(text: &str) -> Vec<String> {
    let rendered = load(text).err().map(|wrong| wrong.render(false)).unwrap_or_default();
    rendered.lines().filter_map(|line| line.strip_prefix("error: ")).map(str::to_owned).collect()
}

fn site(text: &str) -> Site {
    site_with(text, &Images::new())
}

fn site_with(text: &str, images: &Images) -> Site {
    let chapter = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    let results = Results { seed: 1, cases: 0, claims: Vec::new(), mutants: Vec::new(), interrupted: false };
    let (replays, drawings) = (Replays::default(), BTreeMap::new());
    let notes =
        Notes { documents: &chapter.documents, results: &results, replays: &replays, drawings: &drawings, images };
    html(&notes).expect("pages")
}

/// The page of a file, without warnings.
fn page(text: &str) -> String {
    let site = site(text);
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
    let page = site.pages[1].text.split("<main id=\"main\">").nth(1).and_then(|main| main.split("</main>").next());
    page.expect("a main part").to_owned()
}

fn fenced(open: &str, close: &str) -> String {
    format!("{open}\n{BLOCK}{close}\n")
}

#[test]
fn a_block_is_found_wherever_markdown_has_it() {
    let places = [
        fenced("```claim a \"t\"", "```"),
        fenced("~~~claim a \"t\"", "~~~"),
        fenced("````claim a \"t\"", "````"),
        fenced("``` claim   a  \"t\"", "``` "),
        fenced("```{claim} a \"t\"", "```"),
        fenced("```claim a \"with `code` in it\"", "```"),
        format!("````{{admonition}} Theorem\n:class: tip\n\n{}````\n", fenced("```claim a", "```")),
        format!(":::{{note}}\n{}:::\n", fenced("```claim a", "```")),
        format!("::: {{.callout-note}}\n{}:::\n", fenced("```claim a", "```")),
        format!("!!! note \"N\"\n{}", indented(&fenced("```claim a", "```"), "    ")),
        format!("=== \"Tab\"\n\n{}", indented(&fenced("```claim a", "```"), "    ")),
        format!("??? note\n\n    !!! tip\n\n{}", indented(&fenced("```claim a", "```"), "        ")),
        format!("* item\n\n{}", indented(&fenced("```claim a", "```"), "  ")),
        format!("> quoted\n>\n{}", indented(&fenced("```claim a", "```"), "> ")),
        format!("---\ntitle: T\n---\n{}", fenced("```claim a", "```")),
        format!("Text <!-- b\n\n```claim b -->\n\n{}", fenced("```claim a", "```")),
        format!("`<!--` is how a comment begins.\n\n{}", fenced("```claim a", "```")),
    ];
    for place in places {
        assert_eq!(blocks(&place), ["a"], "{place}");
        assert!(load(&place).is_ok(), "{place}");
    }
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}

#[test]
fn a_block_that_would_be_lost_is_an_error() {
    let cases = [
        (format!("```text\nnot closed\n\n{}", fenced("```claim a", "```")), "stands inside the code block of line 1"),
        (format!("Text.\n\n{}", indented(&fenced("```claim a", "```"), "    ")), "indented by four columns"),
        (format!("<!-- open\n\n{}", fenced("```claim a", "```")), "this comment is never closed"),
        (format!("!!! note\n\n    ```claim a\n    given u in R^W\n\n{BLOCK}"), "this claim block is never closed"),
        (format!("---\ntitle: [\n---\n\n{}", fenced("```claim a", "```")), "the front matter of this file is no YAML"),
    ];
    for (text, message) in cases {
        let found = wrong(&text);
        assert!(found.iter().any(|found| found.contains(message)), "{text}\n{found:?}");
    }
}

#[test]
fn a_block_that_is_only_shown_is_neither_judged_nor_wrong() {
    assert!(blocks(&format!("````markdown\n{}````\n", fenced("```claim a", "```"))).is_empty());
    assert!(blocks(&format!("~~~text\n{}~~~\n", fenced("```claim a", "```"))).is_empty());
    assert!(blocks("A block begins with ```claim name``` and ends with three backticks.\n").is_empty());
    assert!(blocks(&format!("<!--\n{}-->\n", fenced("```claim a", "```"))).is_empty());
}

#[test]
fn errors_in_containers_are_said_at_their_places() {
    let text = "# T\n\n!!! note \"N\"\n\n    ```claim a\n    given u in R^W\n    show |u| <= nothing\n    ```\n";
    let rendered = load(text).expect_err("`nothing` is not known").render(false);
    assert!(rendered.contains("notes.md:7:17"), "{rendered}");
    assert!(rendered.contains("    show |u| <= nothing"), "{rendered}");
}

#[test]
fn comments_of_every_form_stay_hidden() {
    let text = "# T\n\n<!--\nSECRET-1\n-->\n\nA <!-- SECRET-2 --> b <!-- SECRET-3\nSECRET-4 --> c.\n\n- item <!-- SECRET-5 -->\n\n\
                <!--\nSECRET-6\n\nSECRET-7\n-->\n> quoted <!-- SECRET-8 -->\n\n!!! note\n\n    <!-- SECRET-9 -->\n    shown\n";
    let page = page(text);
    assert!(!page.contains("SECRET"), "{page}");
    for shown in ["<p>A  b  c.</p>", "item", "quoted", "shown"] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
}

#[test]
fn tex_becomes_mathml() {
    let page = page(
        "# On $\\eta \\le 1/L$\n\nInline $x^2$ and \\(y_1\\), displayed\n\n$$\\begin{cases} 1 & x > 0 \\\\ 0 & x = 0 \\end{cases}$$\n\n\
         \\[ \\|x\\|_2 \\]\n\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n\n```claim a \"If $\\eta \\le 1/L$ in it\"\n\
         given u in R^W\nshow |u| >= 0\n```\n",
    );
    assert!(!page.split("As written").next().expect("a part").contains('$'), "{page}");
    assert!(page.matches("<math").count() >= 7, "{page}");
    assert!(page.matches("display=\"block\"").count() >= 3, "{page}");
}

#[test]
fn dollars_that_are_money_and_code_stay() {
    let page = page("# T\n\nBetween $5 and $6, 100\\$, `$x$` and `lr=0.1`.\n");
    assert!(page.contains("Between $5 and $6, 100$, <code>$x$</code> and <code>lr=0.1</code>."), "{page}");
}

#[test]
fn numbered_equations_can_be_referred_to_in_each_dialect() {
    let page = page(
        "# T\n\nBy {eq}`a`, @eq-b, :eqref:`c` and \\eqref{d}.\n\n```{math}\n:label: a\n\nx = 1\n```\n\n$$ x = 2 $$ {#eq-b}\n\n\
         $$x = 3$$\n:eqlabel:`c`\n\n$$x = 4 \\label{d}$$\n",
    );
    for label in ["a", "eq-b", "c", "d"] {
        assert!(page.contains(&format!("id=\"{label}\"")), "{label}\n{page}");
    }
    for number in ["(1)", "(2)", "(3)", "(4)"] {
        assert_eq!(page.matches(number).count(), 2, "{number}: at the equation and where it is referred to\n{page}");
    }
}

#[test]
fn macros_come_from_the_front_matter() {
    let page =
        page("---\ntitle: Notes on $\\R$\nauthor: A. Author\nmacros:\n  R: \"\\\\mathbb{R}\"\n---\n\nIn $\\R^n$.\n");
    assert!(page.contains("A. Author") && !page.contains("macros"), "{page}");
    assert!(page.matches('ℝ').count() >= 2, "{page}");
}

#[test]
fn tex_that_is_not_understood_is_shown_as_typed_with_a_warning() {
    let site = site("# T\n\nSome $\\nosuchthing{x}$ here.\n");
    assert!(site.pages[1].text.contains("<code class=\"tex\">$\\nosuchthing{x}$</code>"));
    let [file] = &site.warnings[..] else { panic!("{:?}", site.warnings) };
    let rendered = descentcheck::language::render_warnings(&site.warnings, false);
    assert_eq!(file.diagnostics.len(), 1);
    assert!(rendered.starts_with("warning: ") && rendered.contains("notes.md:3:6"), "{rendered}");
}

#[test]
fn what_other_tools_know_is_shown_whole() {
    let page = page(
        "(start)=\n# T\n\n```{admonition} Theorem: *descent*\n:class: important\nLet $f$ be smooth.\n```\n\n```{prf:theorem} Polyak\nBody.\n```\n\n\
         ::: {#thm-x}\n## Descent\nIt descends.\n:::\n\n??? note \"Folded\"\n    inside\n\n=== \"Tab one\"\n\n    in the tab\n\n\
         A note[^1], ~~struck~~, H~2~O, x^2^, ==marked==; see {ref}`start` and {cite}`nesterov2018`.\n\n\
         - [ ] open\n- [x] done\n\nTerm\n:   Definition.\n\n> [!WARNING]\n> Beware.\n\n[^1]: The footnote.\n",
    );
    let shown = [
        "Theorem: <em>descent</em>",
        "Theorem: Polyak",
        "Theorem: Descent",
        "<summary>",
        "Folded",
        "inside",
        "Tab one",
        "in the tab",
        "<del>struck</del>",
        "<sub>2</sub>",
        "<sup>2</sup>",
        "<mark>marked</mark>",
        "type=\"checkbox\"",
        "<dt>",
        "Definition.",
        "Warning",
        "Beware.",
        "The footnote.",
        "href=\"#start\"",
        "[nesterov2018]",
    ];
    for part in shown {
        assert!(page.contains(part), "{part}\n{page}");
    }
    for hidden in [":class:", "(start)=", "{ref}", "[!WARNING]", "!!!"] {
        assert!(!page.contains(hidden), "{hidden}\n{page}");
    }
}

#[test]
fn listings_of_other_tools_are_shown_as_they_are() {
    let page = page(
        "# T\n\n```{code-cell} ipython3\n:tags: [hide-cell]\nimport numpy as np\n```\n\n```{r, echo=FALSE}\nplot(cars)\n```\n",
    );
    assert!(page.contains("import numpy as np") && page.contains("plot(cars)"), "{page}");
}

#[test]
fn a_proof_ends_with_what_it_stands_in() {
    let quoted = "# T\n\n> **Proof.** Omitted.\n\nText.\n";
    let listed = "# T\n\n- **Proof.** Omitted.\n\nText.\n";
    let boxed = "# T\n\n!!! note\n\n    **Proof.** Omitted.\n\nText.\n";
    for text in [quoted, listed, boxed] {
        let page = page(text);
        let well = format!("<main>{page}</main>");
        roxmltree::Document::parse(&well).unwrap_or_else(|error| panic!("{text}: {error}\n{well}"));
        assert!(page.trim_end().ends_with("<p>Text.</p>"), "{page}");
    }
}

#[test]
fn images_that_were_read_stand_in_the_page_and_links_for_others() {
    let text = "# T\n\n![A valley](img/valley.png)\n\n![](https://example.org/x.png)\n\n```{figure} img/valley.png\n:name: fig-v\nThe valley.\n```\n";
    let mut images = Images::new();
    images.insert(("notes.md".into(), "img/valley.png".into()), "data:image/png;base64,AAAA".into());
    let site = site_with(text, &images);
    let page = &site.pages[1].text;
    assert_eq!(page.matches("<img src=\"data:image/png;base64,AAAA\"").count(), 2, "{page}");
    assert!(
        page.contains("alt=\"A valley\"") && page.contains("The valley.") && page.contains("id=\"fig-v\""),
        "{page}"
    );
    assert!(page.contains("<a href=\"https://example.org/x.png\">") && !page.contains("src=\"https"), "{page}");
}

#[test]
fn links_to_blocks_lead_to_their_pages() {
    let one = ("one.md".to_owned(), format!("# One\n\n{}", fenced("```claim theorem-1", "```")));
    let two = ("two.md".to_owned(), "# Two\n\nSee [the theorem](#theorem-1).\n".to_owned());
    let chapter = Chapter::load(vec![one, two]).unwrap_or_else(|errors| panic!("{errors}"));
    let results = Results { seed: 1, cases: 0, claims: Vec::new(), mutants: Vec::new(), interrupted: false };
    let (replays, drawings, images) = (Replays::default(), BTreeMap::new(), Images::new());
    let notes = Notes {
        documents: &chapter.documents,
        results: &results,
        replays: &replays,
        drawings: &drawings,
        images: &images,
    };
    let site = html(&notes).expect("pages");
    assert!(site.pages[2].text.contains("<a href=\"one.html#theorem-1\">the theorem</a>"));
}

#[test]
fn one_mistake_gives_one_error() {
    let gd = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
    let claims = [
        ("given eta in (0, 3/L]\ngiven R: L-smooth\nshow eta*L <= 1", "it is unclear which objective `L` belongs to"),
        ("given R: convx, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[1]) <= R(w[0])", "convx"),
        (
            "given R: L-smooth\ngiven eta in (0, 1/L]\nrun dg(eta) on R\nshow R(w[1]) <= R(w[0])\nshow w[0] == w[0]",
            "dg",
        ),
        ("given R: quadrati(1)\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[1]) <= R(w[0])", "quadrati"),
        ("given R: L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta, 1) on R\nshow R(w[1]) <= R(w[0])", "gd"),
    ];
    for (lines, message) in claims {
        let found = wrong(&format!("{gd}\n```claim c\n{lines}\n```\n"));
        assert!(found.len() == 1 && found[0].contains(message), "{lines}\n{found:?}");
    }
    let cycle = "```method bad(eta)\nw[t] = w[t] - eta*grad R(w[t-1])\n```\n\n```claim c\ngiven R: L-smooth\ngiven eta in (0, 1/L]\n\
                 run bad(eta) on R\nshow w[1] == w[0]\n```\n";
    assert_eq!(wrong(cycle).len(), 1, "{:?}", wrong(cycle));
}

#[test]
fn a_quoted_code_block_that_ends_with_its_quotation_reads_nothing_twice() {
    let text = "---\ntitle: The beginning\n---\n\n> ```py\n> x = 1\n::: {.note}\nInside.\n:::\n";
    let html = &site(text).pages[1].text;
    assert_eq!(
        html.matches("The beginning").count(),
        site("---\ntitle: The beginning\n---\n\ntext\n").pages[1].text.matches("The beginning").count(),
        "{html}"
    );
    assert!(html.contains("Inside."), "{html}");
}

#[test]
fn money_in_a_heading_is_no_mathematics() {
    let (document, _) = Document::parse("notes.md", "# From $5 to $6\n\n## The step $\\eta$\n");
    let titles: Vec<&str> = document.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["From $5 to $6", "The step $\\eta$"]);
}
