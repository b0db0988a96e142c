//! Markdown as a page shows it.

use insta::assert_snapshot;

use super::{Pictures, Renderer, inline, message, render};

#[test]
fn raw_html_is_dropped_and_its_text_stays() {
    assert_snapshot!(render("a <b onclick=x>bold</b> word\n\n<script>alert(1)</script>\n\n<div>\nblock\n</div>\n\nend"), @"
    <p>a bold word</p>
    <p>end</p>
    ");
}

#[test]
fn a_link_that_could_run_something_loses_its_tag_and_keeps_its_words() {
    assert_snapshot!(render("[go](javascript:alert(1)) [docs](https://kafka.apache.org) ![x](https://a.b/c.png) [![y](/a.svg)](data:x)"), @r#"<p>go <a href="https://kafka.apache.org">docs</a> x <img src="/a.svg" alt="y"></p>"#);
}

#[test]
fn code_is_escaped_and_can_be_copied_and_scrolled() {
    assert_snapshot!(render("```python title\nprint(\"<&>\")\n```\n\n```\nplain\n```"), @r#"
    <div class="code"><div class="code__bar"><span>python</span><button class="button button--small button--quiet" type="button" data-copy>Copy</button></div><pre tabindex="0"><code>print(&quot;&lt;&amp;&gt;&quot;)
    </code></pre></div>
    <div class="code"><div class="code__bar"><span>text</span><button class="button button--small button--quiet" type="button" data-copy>Copy</button></div><pre tabindex="0"><code>plain
    </code></pre></div>
    "#);
}

#[test]
fn a_fence_cannot_break_out_of_its_label() {
    assert_snapshot!(render("```<img/src=x>\nx\n```"), @r#"
    <div class="code"><div class="code__bar"><span>&lt;img/src=x&gt;</span><button class="button button--small button--quiet" type="button" data-copy>Copy</button></div><pre tabindex="0"><code>x
    </code></pre></div>
    "#);
}

#[test]
fn headings_have_anchors_across_pieces_and_start_below_the_page_title() {
    let mut renderer = Renderer::default();
    let first = renderer.render("# The log\n\n## Keys & `order`");
    let second = renderer.render("## Keys & `order`\n\n#### Deep");
    assert_snapshot!(format!("{first}{second}"), @r#"
    <h2 id="the-log">The log</h2>
    <h2 id="keys-order">Keys &amp; <code>order</code></h2>
    <h2 id="keys-order-2">Keys &amp; <code>order</code></h2>
    <h4 id="deep">Deep</h4>
    "#);
    let contents: Vec<String> =
        renderer.headings().iter().map(|h| format!("{} {} {}", h.level, h.id, h.text)).collect();
    assert_snapshot!(contents.join("\n"), @"
    2 the-log The log
    2 keys-order Keys & order
    2 keys-order-2 Keys & order
    ");
}

#[test]
fn a_wide_table_scrolls_inside_the_page() {
    assert_snapshot!(render("| a | b |\n|---|---|\n| 1 | 2 |"), @r#"
    <div class="table" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>
    <tr><td>1</td><td>2</td></tr>
    </tbody></table>
    </div>
    "#);
}

#[test]
fn a_message_is_text_but_for_its_code() {
    assert_snapshot!(message("`a*b*` is not `<b>`, `open"), @"<code>a*b*</code> is not <code>&lt;b&gt;</code>, `open");
    assert_snapshot!(inline("one *line* with `code`"), @"one <em>line</em> with <code>code</code>");
    assert_snapshot!(inline("two\n\nparagraphs"), @"
    <p>two</p>
    <p>paragraphs</p>
    ");
}

#[test]
fn a_picture_is_where_the_lesson_says() {
    let mut renderer = Renderer::with_pictures(Pictures {
        base: "/lessons/05/files/".to_owned(),
        sizes: [("log.svg".to_owned(), (320, 200))].into(),
    });
    assert_snapshot!(renderer.render("![A log](log.svg) ![icon](/assets/icon.svg)"), @r#"<p><img src="/lessons/05/files/log.svg" alt="A log" width="320" height="200"> <img src="/assets/icon.svg" alt="icon"></p>"#);
}
