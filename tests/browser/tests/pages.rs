//! What a reader's browser makes of the pages. Started by `run`, which makes the pages first.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use headless_chrome::protocol::cdp::Emulation::{MediaFeature, SetDeviceMetricsOverride, SetEmulatedMedia};
use headless_chrome::protocol::cdp::Network;
use headless_chrome::protocol::cdp::Page::CaptureScreenshotFormatOption;
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::{Browser, LaunchOptions, Tab};

/// A telephone and a desk.
const WIDTHS: [u32; 2] = [360, 1440];
const HEIGHT: u32 = 900;
/// Starting a browser on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Text that is harder to see than WCAG AA allows, as lines of text.
const CONTRAST: &str = r#"
(() => {
  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
  const light = ({ r, g, b }) => {
    const part = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.a === 1) return color;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const color = parse(element instanceof SVGElement && element.tagName === "text" ? style.fill : style.color);
    const [a, b] = [light(color), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) weak.add(`${ratio.toFixed(2)} <${element.tagName} class="${element.className}"> ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...weak].join("\n");
})()
"#;

/// What sticks out of the page. Listings may scroll, and on a telephone long formulas and tables of numbers may.
const OVERFLOW: &str = r#"
(() => {
  const out = new Set();
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) out.add(`the page: ${document.documentElement.scrollWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("pre, .skip, math *, svg *") || !element.checkVisibility()) continue;
    const box = element.getBoundingClientRect();
    const name = `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 60)}`;
    if (box.right > width + 1 && !element.closest("dd, .equations li, .scroll")) out.add(`${Math.round(box.right)} ${name}`);
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    if (scrolls && width > 800 && element.scrollWidth > element.clientWidth + 1) out.add(`scrolls ${element.scrollWidth} > ${element.clientWidth} ${name}`);
  }
  return [...out].join("\n");
})()
"#;

/// Controls without a name, pictures without a text, tables without a caption.
const UNNAMED: &str = r#"
(() => {
  const out = [];
  for (const e of document.querySelectorAll("a, button, summary")) if (!e.textContent.trim()) out.push(e.outerHTML);
  for (const e of document.querySelectorAll("input, select")) if (!e.closest("label")) out.push(e.outerHTML);
  for (const e of document.querySelectorAll("img")) if (!e.alt) out.push("img");
  for (const e of document.querySelectorAll("svg[role=img]")) if (!e.getAttribute("aria-label")) out.push("svg");
  for (const e of document.querySelectorAll("table")) if (!e.caption) out.push(e.outerHTML.slice(0, 80));
  if (document.querySelectorAll("main").length !== 1) out.push("not one main");
  if (!document.documentElement.lang) out.push("no language");
  return out.join("\n");
})()
"#;

/// Waits until what was asked for is drawn.
const SETTLED: &str = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))";

fn folder() -> PathBuf {
    PathBuf::from(env::var_os("PAGES").expect("PAGES names the folder of the pages; start tests/browser/run"))
}

fn pages() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("the folder of the pages can be listed");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("listed").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".html"));
    names.sort();
    assert!(names.len() > 1, "there are no pages");
    names
}

fn browser() -> Result<Browser> {
    let options = LaunchOptions::default_builder()
        .path(env::var_os("CHROMIUM").map(PathBuf::from))
        .sandbox(false)
        .idle_browser_timeout(PATIENCE)
        .args(vec![OsStr::new("--disable-dev-shm-usage"), OsStr::new("--hide-scrollbars")])
        .build()?;
    Browser::new(options)
}

/// A page in a tab, with what its console said and what it asked for.
struct Opened {
    tab: Arc<Tab>,
    said: Arc<Mutex<Vec<String>>>,
}

impl Opened {
    fn said(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn text(&self, script: &str) -> Result<String> {
        let value = self.tab.evaluate(script, true)?.value.context("the script gives nothing")?;
        Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.tab.call_method(SetDeviceMetricsOverride {
            width,
            height,
            device_scale_factor: 1.0,
            mobile: false,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        })?;
        self.text(SETTLED).map(drop)
    }

    fn scheme(&self, scheme: &str) -> Result<()> {
        let feature = MediaFeature { name: "prefers-color-scheme".to_owned(), value: scheme.to_owned() };
        self.tab.call_method(SetEmulatedMedia { media: None, features: Some(vec![feature]) })?;
        self.text(SETTLED).map(drop)
    }

    /// A picture of the page, where the caller of the tests wants to see it.
    fn picture(&self, name: &str) -> Result<()> {
        let Some(folder) = env::var_os("PICTURES") else { return Ok(()) };
        let picture = self.tab.capture_screenshot(CaptureScreenshotFormatOption::Png, None, None, true)?;
        fs::create_dir_all(&folder)?;
        fs::write(PathBuf::from(folder).join(name), picture)?;
        Ok(())
    }
}

fn open(browser: &Browser, page: &str) -> Result<Opened> {
    let tab = browser.new_tab()?;
    tab.set_default_timeout(PATIENCE);
    let said = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&said);
    let note = move |event: &Event| {
        let text = match event {
            Event::LogEntryAdded(event) => format!("log: {}", event.params.entry.text),
            Event::RuntimeExceptionThrown(event) => format!("exception: {}", event.params.exception_details.text),
            Event::RuntimeConsoleAPICalled(event) => format!("console: {:?}", event.params.args),
            Event::NetworkRequestWillBeSent(event) => format!("request: {}", event.params.request.url),
            _ => return,
        };
        listener.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    };
    tab.add_event_listener(Arc::new(note))?;
    tab.enable_log()?.enable_runtime()?;
    tab.call_method(Network::Enable {
        max_total_buffer_size: None,
        max_resource_buffer_size: None,
        max_post_data_size: None,
        report_direct_socket_traffic: None,
        enable_durable_messages: None,
    })?;
    let address = format!("file://{}/{page}", folder().display());
    tab.navigate_to(&address)?.wait_until_navigated()?;
    Ok(Opened { tab, said })
}

#[test]
fn pages_are_quiet_ask_for_nothing_and_fit_every_width_in_light_and_dark() -> Result<()> {
    let browser = browser()?;
    let mut wrong = Vec::new();
    for page in pages() {
        let opened = open(&browser, &page)?;
        // What is folded away must fit as well.
        opened.text("document.querySelectorAll('details').forEach((details) => details.open = true); ''")?;
        for width in WIDTHS {
            opened.resize(width, HEIGHT)?;
            for line in opened.text(OVERFLOW)?.lines() {
                wrong.push(format!("{page} at {width} pixels: {line}"));
            }
        }
        for scheme in ["light", "dark"] {
            opened.scheme(scheme)?;
            for line in opened.text(CONTRAST)?.lines() {
                wrong.push(format!("{page}, {scheme}: contrast {line}"));
            }
        }
        wrong.extend(opened.text(UNNAMED)?.lines().map(|line| format!("{page}: without a name: {line}")));
        let own = format!("request: file://{}/{page}", folder().display());
        let said = opened.said().into_iter().filter(|line| *line != own && !line.starts_with("request: data:"));
        wrong.extend(said.map(|line| format!("{page}: {line}")));
        opened.tab.close(false)?;
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn pictures_of_every_page_are_taken_where_they_are_asked_for() -> Result<()> {
    if env::var_os("PICTURES").is_none() {
        return Ok(());
    }
    let browser = browser()?;
    for page in pages() {
        let opened = open(&browser, &page)?;
        for width in WIDTHS {
            for scheme in ["light", "dark"] {
                opened.resize(width, HEIGHT)?;
                let height = opened.text("document.documentElement.scrollHeight")?.parse()?;
                opened.resize(width, height)?;
                opened.scheme(scheme)?;
                opened.picture(&format!("{}-{width}-{scheme}.png", page.trim_end_matches(".html")))?;
            }
        }
        opened.tab.close(false)?;
    }
    Ok(())
}

/// The first cells of the rows that are seen, with blanks between.
const SHOWN: &str = "[...document.querySelectorAll('#claims tbody tr:not([hidden]) th code')].map((name) => name.textContent).join(' ')";

fn slacks(opened: &Opened) -> Result<Vec<f64>> {
    let cells = "[...document.querySelectorAll('#claims tbody td:last-child')].map((cell) => cell.dataset.order ?? 'inf').join(' ')";
    opened.text(cells)?.split_whitespace().map(|cell| Ok(cell.parse()?)).collect()
}

#[test]
fn the_table_sorts_by_keyboard_both_ways_and_back() -> Result<()> {
    let browser = browser()?;
    let opened = open(&browser, "index.html")?;
    let original = opened.text(SHOWN)?;
    let focus = |column: usize| {
        opened.text(&format!("document.querySelectorAll('#claims thead button')[{column}].focus(); ''")).map(drop)
    };
    let order = "document.querySelector('#claims [aria-sort]')?.getAttribute('aria-sort') ?? 'none'";
    focus(6)?;
    opened.tab.press_key("Enter")?;
    ensure!(opened.text(order)? == "ascending");
    ensure!(slacks(&opened)?.is_sorted(), "{:?}", slacks(&opened)?);
    opened.tab.press_key("Enter")?;
    ensure!(opened.text(order)? == "descending");
    ensure!(slacks(&opened)?.is_sorted_by(|a, b| a >= b), "{:?}", slacks(&opened)?);
    opened.tab.press_key("Enter")?;
    ensure!(opened.text(order)? == "none");
    ensure!(opened.text(SHOWN)? == original);
    focus(0)?;
    opened.tab.press_key("Enter")?;
    let by_name = opened.text(SHOWN)?;
    ensure!(by_name != original && by_name.len() == original.len());
    Ok(())
}

#[test]
fn the_table_filters_by_words_and_by_verdict_and_says_how_many_are_left() -> Result<()> {
    let browser = browser()?;
    let opened = open(&browser, "index.html")?;
    let all = opened.text(SHOWN)?.split(' ').count();
    let first = opened.text(SHOWN)?.split(' ').next().unwrap_or_default().to_owned();
    let left = "document.querySelector('form[data-for=claims] output').value";
    ensure!(opened.text(left)? == format!("{all} of {all}"));
    opened.text("document.querySelector('form[data-for=claims] input').focus(); ''")?;
    opened.tab.type_str(&first)?;
    let found = opened.text(SHOWN)?;
    ensure!(found.split(' ').all(|id| id.contains(&first)) && found.split(' ').count() < all, "{found}");
    let choose = |search: &str, verdict: &str| {
        opened.text(&format!(
            "{{ const form = document.querySelector('form[data-for=claims]'); form.querySelector('input').value = '{search}'; \
             form.querySelector('select').value = '{verdict}'; form.dispatchEvent(new Event('input')); }} ''"
        ))
    };
    choose("", "refuted")?;
    let marks = "[...document.querySelectorAll('#claims tbody tr:not([hidden]) td:nth-child(3)')].map((cell) => cell.textContent.trim()).join(',')";
    let refuted = opened.text(marks)?;
    ensure!(!refuted.is_empty() && refuted.split(',').all(|mark| mark == "✗ refuted"), "{refuted}");
    choose("no such claim anywhere", "")?;
    ensure!(opened.text(left)? == format!("0 of {all}"));
    choose("", "")?;
    ensure!(opened.text(SHOWN)?.split(' ').count() == all);
    Ok(())
}
