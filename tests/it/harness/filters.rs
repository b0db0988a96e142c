//! Takes out of a command's words what differs from run to run and from machine to machine.

use std::path::Path;
use std::sync::OnceLock;

use regex::Regex;

/// What is replaced, in this order, and by what.
const FILTERS: &[(&str, &str)] = &[
    // Another test prepares the same cache at this moment.
    (r"Waiting for another workbench that is preparing the same folder\n", ""),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[PORT]"),
    (r"\[ *\d+\.\d\d s\]", "[TIME]"),
    (
        r"\d+\.\d s of the program, \d+\.\d s of the workbench, \d+\.\d s until Kafka was there",
        "[TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there",
    ),
    (r#""(cluster|to_start|programs|total)": \d{3,}"#, r#""$1": "[MICROS]""#),
    (r#""timestamp": \d{13}"#, r#""timestamp": "[MOMENT]""#),
    (r"\d{8}T\d{9}-(\w+)-[0-9a-f]{4}", "[ATTEMPT-$1]"),
    (r"\d{8}T\d{9}", "[MOMENT]"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", "[MOMENT]"),
    (r"[0-9a-f]{64}", "[SHA-256]"),
    (r"\d+-[0-9a-f]{16}", "[RUN]"),
    (r"Java \d+(\.\d+)*(\+\d+)?", "Java [VERSION]"),
    // Pythons differ in where they put their marks below a line.
    (r"(?m)^    \| +[~^][ ~^]*\n", ""),
    // Shells differ in how they say it.
    (r"(/bin/)?sh: (line )?\d+: ", "sh: "),
];

pub(super) fn filtered(text: &str, folder: &Path) -> String {
    static COMPILED: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
    let compiled = COMPILED.get_or_init(|| {
        let compile = |(pattern, by): &(&str, &'static str)| (Regex::new(pattern).expect("a pattern"), *by);
        FILTERS.iter().map(compile).collect()
    });
    let own = text
        .replace(&folder.display().to_string(), "[DIR]")
        .replace(env!("CARGO_MANIFEST_DIR"), "[REPOSITORY]");
    compiled.iter().fold(own, |text, (pattern, by)| pattern.replace_all(&text, *by).into_owned())
}
