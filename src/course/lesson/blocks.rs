//! A lesson's text, cut at the blocks that run.

use super::Predict;
use crate::course::Diagnostic;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A piece of a lesson.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Markdown.
    Text(String),
    /// Code with a Run button.
    Run {
        /// Its number in the lesson, from 1.
        n: usize,
        /// The language, such as `python`.
        language: String,
        /// The code.
        code: String,
        /// What it prints; `…` stands for what varies.
        output: Option<String>,
        /// The line of the fence in the file.
        line: usize,
    },
    /// A question for the broker.
    Predict(Predict),
}

/// A fenced block: its info string, its content and its place in the text.
struct Fence {
    info: String,
    content: String,
    range: Range<usize>,
}

/// Cuts `text`, the body of the lesson in `path`, which begins at line `first_line` of the file `whole`.
pub(super) fn cut(path: &str, whole: &str, text: &str, first_line: usize) -> (Vec<Block>, Vec<Diagnostic>) {
    let mut blocks = Vec::new();
    let mut found = Vec::new();
    let mut from = 0;
    let mut runs = 0;
    for fence in fences(text) {
        let line = first_line + text[..fence.range.start].matches('\n').count();
        let words: Vec<&str> = fence.info.split_whitespace().collect();
        let block = match words.as_slice() {
            [language, "run"] => {
                runs += 1;
                Block::Run {
                    n: runs,
                    language: (*language).to_owned(),
                    code: fence.content,
                    output: None,
                    line,
                }
            }
            ["predict"] => {
                let (predict, problems) = Predict::read(path, &fence.content);
                found.extend(problems.into_iter().map(|problem| moved(path, whole, line, problem)));
                let Some(predict) = predict else { continue };
                Block::Predict(predict)
            }
            ["output"] => {
                // An output belongs to the run block right before it: nothing but blank lines between.
                let between = text[from..fence.range.start].trim();
                match blocks.last_mut() {
                    Some(Block::Run { output, .. }) if between.is_empty() && output.is_none() => {
                        *output = Some(fence.content);
                    }
                    _ => found.push(Diagnostic::at(
                        path,
                        whole,
                        line,
                        1,
                        "no run block stands before this output",
                    )),
                }
                from = fence.range.end;
                continue;
            }
            _ => continue,
        };
        push_text(&mut blocks, &text[from..fence.range.start]);
        blocks.push(block);
        from = fence.range.end;
    }
    push_text(&mut blocks, &text[from..]);
    (blocks, found)
}

fn push_text(blocks: &mut Vec<Block>, text: &str) {
    if !text.trim().is_empty() {
        blocks.push(Block::Text(text.trim_matches('\n').to_owned()));
    }
}

/// What was found in a block whose fence is on this line of the file, by its place in the file.
fn moved(path: &str, whole: &str, line: usize, inner: Diagnostic) -> Diagnostic {
    let place = if inner.line == 0 { line } else { line + inner.line };
    Diagnostic { help: inner.help, ..Diagnostic::at(path, whole, place, inner.column, inner.message) }
}

fn fences(text: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some(Fence { info: info.to_string(), content: String::new(), range });
            }
            Event::Text(piece) => {
                if let Some(fence) = &mut open {
                    fence.content.push_str(&piece);
                }
            }
            Event::End(TagEnd::CodeBlock) => fences.extend(open.take()),
            _ => {}
        }
    }
    fences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_cut_at_its_blocks() {
        let text = "Before.\n\n```python run\nprint(1)\n```\n\n```output\n1\n```\n\nBetween.\n\n```sh\nls\n```\n\nAfter.\n";
        let (blocks, found) = cut("lesson.md", text, text, 1);
        assert_eq!(found, []);
        assert_eq!(
            blocks,
            [
                Block::Text("Before.".into()),
                Block::Run {
                    n: 1,
                    language: "python".into(),
                    code: "print(1)\n".into(),
                    output: Some("1\n".into()),
                    line: 3
                },
                Block::Text("Between.\n\n```sh\nls\n```\n\nAfter.".into()),
            ]
        );
    }

    #[test]
    fn an_output_without_its_block_is_an_error() {
        let text = "Text.\n\n```output\n1\n```\n";
        let (_, found) = cut("lesson.md", text, text, 1);
        assert_eq!(
            found[0].to_string().lines().next(),
            Some("error: no run block stands before this output")
        );
        assert_eq!(found[0].line, 3);
    }

    #[test]
    fn what_does_not_make_sense_in_a_predict_block_has_its_line_too() {
        let text = "Text.\n\n```predict\nid: x\nquestion: y\nbrokers: 2\noptions:\n  - { id: a, says: b, why: c }\nexperiment: []\nanswer: recrods.size()\n```\n";
        let (_, found) = cut("lesson.md", text, text, 1);
        let told: Vec<String> =
            found.iter().map(|d| format!("{}:{}: {}", d.line, d.column, d.message)).collect();
        insta::assert_snapshot!(told.join("\n"), @"
        6:10: predict `x`: an experiment has 1 broker or 3, not 2
        4:5: predict `x`: a question has at least two options
        10:9: predict `x`: answer: there is no `recrods` here
        ");
    }

    #[test]
    fn an_error_in_a_predict_block_has_its_line_in_the_lesson() {
        let text = "Text.\n\n```predict\nid: x\nquestoin: y\n```\n";
        let (_, found) = cut("lesson.md", text, text, 1);
        let unknown = found.iter().find(|d| d.message.starts_with("unknown field `questoin`")).unwrap();
        assert_eq!((unknown.line, unknown.column), (5, 1));
        assert_eq!(unknown.help.as_deref(), Some("did you mean `question`?"));
    }
}
