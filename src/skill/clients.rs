//! “Will it load in …”: what each client does with the skill as it stands, and the exact fix.
//!
//! What a client is known to refuse or to take is named by the finding's code, with the page or
//! source file that says so. Anything else counts as unsure: the fix then costs less than the doubt.

use serde::Serialize;

use super::files::SkillFiles;
use super::front;
use super::rubric::{Finding, blocking};

/// One client, as its documentation or source describes it.
#[derive(Debug)]
struct Client {
    name: &'static str,
    /// Codes, or rule names, of findings that keep the skill from loading.
    refuses: &'static [&'static str],
    /// Codes, or rule names, that do not matter to it.
    takes: &'static [&'static str],
    /// Characters of the description that it shows, where it says so.
    description: Option<usize>,
    source: &'static str,
}

/// Without these no client finds anything to load.
const REFUSED_BY_ALL: [&str; 3] = ["skill-file/missing", "encoding/utf-8", "description/missing"];

static CLIENTS: [Client; 7] = [
    Client {
        name: "Claude Code",
        refuses: &[],
        takes: &[
            "name",
            "folder-name",
            "keys",
            "description-length",
            "client-only",
            "file-names/many",
            "skill-file/nested",
        ],
        description: Some(1_536),
        source: "code.claude.com/docs, “Extend Claude with skills”",
    },
    Client {
        name: "claude.ai upload",
        refuses: &[
            "name",
            "keys/unknown",
            "plain-yaml",
            "front-matter",
            "description-length",
            "description-characters/angle",
            "file-names/many",
            "file-names/odd",
            "skill-file",
        ],
        takes: &["client-only"],
        description: Some(200),
        source: "support.claude.com, “How to create custom Skills”; Claude API, “Agent Skills”",
    },
    Client {
        name: "Codex",
        refuses: &[
            "description-length",
            "name/long",
            "front-matter",
            "yaml/duplicate",
            "yaml/syntax",
            "yaml/tab",
            "yaml/colon",
            "yaml/line",
            "yaml/quote",
            "skill-file/case",
        ],
        takes: &[
            "name/missing",
            "name/pattern",
            "name/reserved",
            "folder-name",
            "keys",
            "description-characters/angle",
            "description/unquoted",
            "description/lines",
            "yaml/flow",
            "client-only",
            "file-names/many",
        ],
        description: None,
        source: "openai/codex, core-skills/src/loader.rs",
    },
    Client {
        name: "Gemini CLI",
        refuses: &["front-matter", "encoding/bom", "name/missing", "skill-file/case"],
        takes: &[
            "name",
            "folder-name",
            "keys",
            "plain-yaml",
            "description/unquoted",
            "description/lines",
            "description-length",
            "description-characters/angle",
            "encoding/crlf",
            "client-only",
            "file-names/many",
        ],
        description: None,
        source: "google-gemini/gemini-cli, packages/core/src/skills/skillLoader.ts",
    },
    Client {
        name: "VS Code",
        refuses: &["folder-name", "front-matter", "name/missing", "skill-file/case"],
        takes: &["client-only", "file-names/many"],
        description: None,
        source: "code.visualstudio.com/docs, “Use Agent Skills in VS Code”",
    },
    Client {
        name: "Cursor",
        refuses: &["front-matter", "folder-name"],
        takes: &["client-only", "file-names/many"],
        description: None,
        source: "cursor.com/docs, “Agent Skills”",
    },
    Client {
        name: "OpenCode",
        refuses: &[
            "front-matter",
            "name/missing",
            "name/pattern",
            "name/long",
            "folder-name",
            "description-length",
            "skill-file/case",
        ],
        takes: &["name/reserved", "keys", "client-only", "file-names/many"],
        description: None,
        source: "opencode.ai/docs/skills",
    },
];

/// Whether a client loads the skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loads {
    /// Nothing known stands against it.
    Yes,
    /// Its documentation or source does not say; a finding stands.
    Unsure,
    /// A finding that it is known to refuse.
    No,
}

/// What one client does with the skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientReport {
    /// As its makers call it.
    pub client: &'static str,
    /// Whether it loads the skill.
    pub loads: Loads,
    /// The findings that decide it, each with its fix.
    pub because: Vec<Finding>,
    /// What loads but is cut or shown as it stands.
    pub cut: Vec<String>,
    /// The page or source file that says so.
    pub source: &'static str,
}

/// A report for each client, from the findings of [`check`](super::rubric::check) on the same files.
pub fn panel(files: &SkillFiles, findings: &[Finding]) -> Vec<ClientReport> {
    let blocking = blocking(findings);
    CLIENTS.iter().map(|client| report(client, files, findings, &blocking)).collect()
}

fn report(client: &Client, files: &SkillFiles, findings: &[Finding], blocking: &[Finding]) -> ClientReport {
    let refused =
        |finding: &&Finding| REFUSED_BY_ALL.contains(&finding.code) || matches(client.refuses, finding.code);
    let no: Vec<Finding> = blocking.iter().filter(refused).cloned().collect();
    let taken = |finding: &&Finding| !matches(client.takes, finding.code);
    let unsure: Vec<Finding> = blocking.iter().filter(taken).cloned().collect();
    let (loads, because) = match (no.is_empty(), unsure.is_empty()) {
        (false, _) => (Loads::No, no),
        (true, false) => (Loads::Unsure, unsure),
        (true, true) => (Loads::Yes, Vec::new()),
    };
    ClientReport {
        client: client.name,
        loads,
        because,
        cut: cut(client, files, findings),
        source: client.source,
    }
}

/// Whether a code is in a list of codes and rule names; `yaml/…` are the cases of `plain-yaml`.
fn matches(list: &[&str], code: &str) -> bool {
    let rule = code.split('/').next().unwrap_or_default();
    let rule = if rule == "yaml" { "plain-yaml" } else { rule };
    list.iter().any(|entry| *entry == code || *entry == rule)
}

fn cut(client: &Client, files: &SkillFiles, findings: &[Finding]) -> Vec<String> {
    let description = front::of(files).and_then(|front| front.text("description")).unwrap_or_default();
    let length = description.chars().count();
    let mut cut = Vec::new();
    if let Some(limit) = client.description.filter(|limit| length > *limit) {
        cut.push(format!("the catalogue shows {limit} of the description's {length} characters"));
    }
    for finding in findings.iter().filter(|finding| finding.code.starts_with("budget/")) {
        cut.push(format!(
            "{}; nothing after {}:{} is sure to be read",
            finding.reason, finding.file, finding.line
        ));
    }
    let others_feature =
        |finding: &&Finding| finding.code.starts_with("client-only/") && client.name != "Claude Code";
    for finding in findings.iter().filter(others_feature) {
        cut.push(format!("{}:{} is shown as it stands", finding.file, finding.line));
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skill::rubric::testing::{GOOD, changed, described, good};
    use crate::skill::rubric::{Known, check};

    fn shown(files: &SkillFiles) -> String {
        let findings = check(files, &Known::Records(&[]));
        let lines = panel(files, &findings).into_iter().map(|report| {
            let codes: Vec<&str> = report.because.iter().map(|finding| finding.code).collect();
            let line = format!(
                "{:<16} {:?} {} {}",
                report.client,
                report.loads,
                codes.join(" "),
                report.cut.join("; ")
            );
            line.trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_good_skill_loads_everywhere() {
        assert!(panel(&good(), &[]).iter().all(|report| report.loads == Loads::Yes && report.cut.is_empty()));
    }

    #[test]
    fn clients_differ_on_what_they_take() {
        insta::assert_snapshot!(shown(&changed("name: kafka-events", "name: kafka")), @"
        Claude Code      Yes
        claude.ai upload Unsure folder-name/differs
        Codex            Yes
        Gemini CLI       Yes
        VS Code          No folder-name/differs
        Cursor           No folder-name/differs
        OpenCode         No folder-name/differs
        ");
        insta::assert_snapshot!(shown(&described(&format!("\"Writes producers. Use when writing {}\"", "x".repeat(1_100)))), @"
        Claude Code      Yes
        claude.ai upload No description-length/over the catalogue shows 200 of the description's 1135 characters
        Codex            No description-length/over
        Gemini CLI       Yes
        VS Code          Unsure description-length/over
        Cursor           Unsure description-length/over
        OpenCode         No description-length/over
        ");
        insta::assert_snapshot!(shown(&good().with("SKILL.md", &format!("\u{feff}{GOOD}"))), @"
        Claude Code      Unsure encoding/bom
        claude.ai upload Unsure encoding/bom
        Codex            Unsure encoding/bom
        Gemini CLI       No encoding/bom
        VS Code          Unsure encoding/bom
        Cursor           Unsure encoding/bom
        OpenCode         Unsure encoding/bom
        ");
        insta::assert_snapshot!(shown(&changed("# Kafka events", "# Kafka\n\n!`ls`")), @"
        Claude Code      Yes
        claude.ai upload Yes  SKILL.md:8 is shown as it stands
        Codex            Yes  SKILL.md:8 is shown as it stands
        Gemini CLI       Yes  SKILL.md:8 is shown as it stands
        VS Code          Yes  SKILL.md:8 is shown as it stands
        Cursor           Yes  SKILL.md:8 is shown as it stands
        OpenCode         Yes  SKILL.md:8 is shown as it stands
        ");
        insta::assert_snapshot!(shown(&SkillFiles::new("kafka-events")), @"
        Claude Code      No skill-file/missing
        claude.ai upload No skill-file/missing
        Codex            No skill-file/missing
        Gemini CLI       No skill-file/missing
        VS Code          No skill-file/missing
        Cursor           No skill-file/missing
        OpenCode         No skill-file/missing
        ");
    }

    #[test]
    fn what_is_cut_is_named() {
        let long = format!("\"Writes producers. Use when writing {}\"", "x".repeat(300));
        insta::assert_snapshot!(shown(&described(&long)), @"
        Claude Code      Yes
        claude.ai upload Yes  the catalogue shows 200 of the description's 335 characters
        Codex            Yes
        Gemini CLI       Yes
        VS Code          Yes
        Cursor           Yes
        OpenCode         Yes
        ");
    }
}
