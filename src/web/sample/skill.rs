//! A skill with an offer and findings.

use crate::web::markdown;
use crate::web::page::files::digest;
use crate::web::view::Link;
use crate::web::view::lab::FileView;
use crate::web::view::skill::{
    Change, DiffLine, FindingView, OfferView, Piece, Question, RuleRow, SkillFile, SkillView,
};

const TEXT: &str = "---\nname: kafka-events\ndescription: \"Writes and reviews Python code for Apache Kafka. Use when a project produces or consumes events.\"\n---\n\n# Kafka events\n\n## Producers\n\n- Call `flush()` before the program ends. [L05]\n";

pub(crate) fn skill(path: Option<&str>) -> Option<SkillView> {
    let open = path.unwrap_or("SKILL.md");
    let files = [
        ("SKILL.md", "1 kB"),
        ("references/sources.md", "2 kB"),
        ("references/project.md", "340 B"),
        ("references/proofs.md", "1 kB"),
    ];
    files.iter().find(|(path, _)| *path == open)?;
    let line = |change, text: &str| DiffLine { change, text: text.to_owned() };
    let body = TEXT.splitn(3, "---\n").nth(2).unwrap_or_default();
    let question = |id: &str, text: &str, why: &str, options: &[&str]| Question {
        id: id.to_owned(),
        text: text.to_owned(),
        why: why.to_owned(),
        options: options.iter().map(|o| (*o).to_owned()).collect(),
        answer: String::new(),
    };
    let interview = vec![
        question("domain", "What are your events about?", "Names in examples come from it.", &[]),
        question(
            "language",
            "Which client do you use?",
            "Defaults differ between clients.",
            &["Python, confluent-kafka", "Java", "another one on librdkafka"],
        ),
    ];
    Some(SkillView {
        interview: (path == Some("references/project.md")).then_some(interview),
        files: files
            .iter()
            .map(|(path, size)| SkillFile {
                link: Link::new(*path, format!("/skill/files/{path}")),
                size: (*size).to_owned(),
                here: *path == open,
            })
            .collect(),
        open: Some(FileView {
            path: open.to_owned(),
            text: TEXT.to_owned(),
            editable: true,
            base: digest(TEXT),
        }),
        preview_html: Some(markdown::render(body)),
        findings: vec![FindingView {
            blocks: false,
            place: "SKILL.md:10".to_owned(),
            message: "The rule names no symptom.".to_owned(),
            reason: "A reader who has the symptom does not find the rule.".to_owned(),
            fix: "say that records queued at exit are lost while the status is 0".to_owned(),
        }],
        offers: vec![OfferView {
            id: "05".to_owned(),
            title: "Producer checklist".to_owned(),
            lab: Link::new("Your first producer", "/labs/05-first-producer"),
            pieces: vec![Piece {
                id: "flush".to_owned(),
                path: "SKILL.md".to_owned(),
                why: "Lab 5 lost two of three records without it, and none with it.".to_owned(),
                diff: vec![
                    line(Change::Kept, "## Producers"),
                    line(Change::Removed, "- Call `flush()` before the program ends."),
                    line(
                        Change::Added,
                        "- Call `flush()` before the program ends, and fail when it returns more than 0: records still queued are lost while the exit status is 0. [L05]",
                    ),
                ],
            }],
        }],
        rows: (0..23)
            .map(|number| match number {
                0 => RuleRow { number, class: "rules__advice", words: "advice" },
                5 => RuleRow { number, class: "rules__proved", words: "proved" },
                _ => RuleRow { number, class: "rules__none", words: "not yet" },
            })
            .collect(),
        checked_for: ["Claude Code", "Codex", "Gemini CLI"].map(str::to_owned).to_vec(),
        folder: "~/.local/share/kafka-workbench/skill/kafka-events".to_owned(),
    })
}
