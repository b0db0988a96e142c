//! Markdown to HTML, with one set of options for the whole product.
//!
//! Lessons, hints and stories come with the workbench, but the skill's preview shows text from
//! anywhere: raw HTML is dropped, a link leads to the web, to mail or into this server, and a
//! picture comes from this server. What is left cannot run or fetch anything.

mod links;
mod pictures;
mod slug;
#[cfg(test)]
mod tests;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

pub(crate) use self::pictures::{Pictures, svg_size};
use self::slug::Slugs;
use super::view::lesson::Heading;

/// What the Markdown of lessons, labs and skills may use beyond CommonMark.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
}

/// Renders the pieces of one page, so that no two headings share an anchor.
#[derive(Debug, Default)]
pub(crate) struct Renderer {
    pictures: Pictures,
    slugs: Slugs,
    headings: Vec<Heading>,
    /// For each link and picture that is open: whether its tag was left out.
    left_out: Vec<bool>,
}

impl Renderer {
    /// A renderer for a text with pictures of its own.
    pub(crate) fn with_pictures(pictures: Pictures) -> Self {
        Self { pictures, ..Self::default() }
    }

    /// The HTML of one piece.
    pub(crate) fn render(&mut self, markdown: &str) -> String {
        let events: Vec<Event<'_>> = Parser::new_ext(markdown, options()).collect();
        let mut out = Vec::with_capacity(events.len());
        let mut at = 0;
        while at < events.len() {
            at += self.rewrite(&events[at..], &mut out);
        }
        let mut page = String::with_capacity(markdown.len() * 2);
        html::push_html(&mut page, out.into_iter());
        page
    }

    /// The headings of levels 2 and 3 so far, for a list of contents.
    pub(crate) fn headings(self) -> Vec<Heading> {
        self.headings
    }

    /// Rewrites the first event, or the element that it opens, and says how many events that took.
    fn rewrite<'a>(&mut self, events: &[Event<'a>], out: &mut Vec<Event<'a>>) -> usize {
        match &events[0] {
            Event::Html(_) | Event::InlineHtml(_) => 1,
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => 1,
            Event::Start(Tag::Heading { level, .. }) => {
                let text = plain_text(&events[1..]);
                out.push(Event::Html(self.heading(*level, text).into()));
                1
            }
            Event::End(TagEnd::Heading(level)) => {
                out.push(Event::Html(format!("</h{}>\n", shown(*level)).into()));
                1
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let length = events.iter().position(|e| matches!(e, Event::End(TagEnd::CodeBlock)));
                let length = length.unwrap_or(events.len() - 1) + 1;
                let code: String = events[1..length - 1].iter().filter_map(text_of).collect();
                out.push(Event::Html(code_block(kind, &code).into()));
                length
            }
            Event::Start(Tag::Image { dest_url, .. }) if links::is_allowed(&events[0]) => {
                let inside = |event: &&Event<'_>| !matches!(event, Event::End(TagEnd::Image));
                let alt: String = events[1..].iter().take_while(inside).filter_map(text_of).collect();
                out.push(Event::Html(self.pictures.html(dest_url, &alt).into()));
                events.iter().take_while(inside).count() + 1
            }
            // Wide tables scroll inside the page, and by keyboard too.
            Event::Start(Tag::Table(_)) => {
                out.push(Event::Html(
                    "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">".into(),
                ));
                out.push(events[0].clone());
                1
            }
            Event::End(TagEnd::Table) => {
                out.push(events[0].clone());
                out.push(Event::Html("</div>\n".into()));
                1
            }
            event => {
                if !self.leaves_out(event) {
                    out.push(event.clone());
                }
                1
            }
        }
    }

    /// Whether the event opens or closes a link or picture with an address that is not allowed: its
    /// words stay, its tag goes.
    fn leaves_out(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                let refused = !links::is_allowed(event);
                self.left_out.push(refused);
                refused
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.left_out.pop().unwrap_or(false),
            _ => false,
        }
    }

    fn heading(&mut self, level: HeadingLevel, text: String) -> String {
        let level = shown(level);
        let id = self.slugs.take(&text);
        let open = format!("<h{level} id=\"{id}\">");
        if level <= 3 {
            self.headings.push(Heading { level, id, text });
        }
        open
    }
}

/// The HTML of a piece that stands alone, such as a hint.
pub(crate) fn render(markdown: &str) -> String {
    Renderer::default().render(markdown)
}

/// The HTML of one line that stands inside other text: without a paragraph of its own.
pub(crate) fn inline(markdown: &str) -> String {
    let html = render(markdown);
    let line = html.trim_end();
    match line.strip_prefix("<p>").and_then(|line| line.strip_suffix("</p>")) {
        Some(inside) if !inside.contains("<p>") => inside.to_owned(),
        _ => line.to_owned(),
    }
}

/// The HTML of a message: text as it is, but for words in backticks, which become code. For what
/// quotes a program's data, where an asterisk is an asterisk.
pub(crate) fn message(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, code, after)) = ticked(rest) {
        html.push_str(&format!("{}<code>{}</code>", escape(before), escape(code)));
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

/// What stands before the first pair of backticks, between them, and after.
fn ticked(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

/// The page has an `h1` of its own, so a text's first level is shown as the second.
fn shown(level: HeadingLevel) -> u8 {
    (level as u8).max(2)
}

fn plain_text(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    inside.filter_map(text_of).collect()
}

fn text_of<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

fn code_block(kind: &CodeBlockKind<'_>, code: &str) -> String {
    let language = match kind {
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
        CodeBlockKind::Indented => "",
    };
    let label = if language.is_empty() { "text" } else { language };
    format!(
        "<div class=\"code\"><div class=\"code__bar\"><span>{label}</span>\
         <button class=\"button button--small button--quiet\" type=\"button\" data-copy>Copy</button></div>\
         <pre tabindex=\"0\"><code>{code}</code></pre></div>\n",
        label = escape(label),
        code = escape(code),
    )
}

fn escape(text: &str) -> CowStr<'_> {
    if text.contains(['&', '<', '>', '"']) {
        let text =
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        text.into()
    } else {
        text.into()
    }
}
