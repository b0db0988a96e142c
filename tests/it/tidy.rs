//! House rules that no compiler holds: what stands in which file, and which room may use which.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use walkdir::WalkDir;

use crate::harness::repository;

/// A file of ours, with its path in the repository.
struct File {
    path: String,
    text: String,
}

/// Folders that hold nothing of ours, or nothing that is written by hand.
const LEFT_OUT: [&str; 3] = ["target", "node_modules", ".git"];

fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let ours =
        |path: &Path| !path.components().any(|part| LEFT_OUT.iter().any(|name| part.as_os_str() == *name));
    let root = repository("");
    let found: Vec<File> = WalkDir::new(root.join(folder))
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| ours(entry.path().strip_prefix(&root).unwrap_or(entry.path())))
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .filter(|path| {
            endings.is_empty() || path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending))
        })
        .filter_map(|path| {
            // What is no text, such as an image, holds no rule.
            let text = fs::read_to_string(&path).ok()?;
            Some(File { path: shown(&path), text })
        })
        .collect();
    assert!(!found.is_empty(), "nothing is looked at in {folder}");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(repository("")).unwrap_or(path).to_string_lossy().into_owned()
}

fn rust() -> Vec<File> {
    ["src", "tests", "benches", "examples"]
        .into_iter()
        .filter(|folder| repository(folder).is_dir())
        .flat_map(|folder| files(folder, &["rs"]))
        .chain([File { path: "build.rs".into(), text: fs::read_to_string(repository("build.rs")).unwrap() }])
        .collect()
}

/// Every line of `files` that `wrong` says something about, as `path:line: what`.
fn complaints(files: &[File], wrong: impl Fn(&File, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (line, n) in file.text.lines().zip(1..) {
            if let Some(what) = wrong(file, line) {
                found.push(format!("{}:{n}: {what}", file.path));
            }
        }
    }
    found
}

#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let silent = |file: &File| !file.text.starts_with("//! ");
    let found: Vec<String> = rust()
        .iter()
        .filter(|file| silent(file))
        .map(|file| format!("{}:1: no module comment: begin with `//! `", file.path))
        .collect();
    none(&found);
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let found: Vec<String> = rust()
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(file, lines)| format!("{}:401: {lines} lines, the limit is 400", file.path))
        .collect();
    none(&found);
}

#[test]
fn a_room_is_a_folder_with_mod_rs() {
    let both: Vec<String> = files("src", &["rs"])
        .iter()
        .filter(|file| repository(&file.path).with_extension("").is_dir())
        .map(|file| format!("{}:1: the folder beside it needs a mod.rs in place of this file", file.path))
        .collect();
    none(&both);
    for room in LAYERS.iter().flat_map(|layer| layer.iter()) {
        assert!(repository(&format!("src/{room}/mod.rs")).is_file(), "src/{room}/mod.rs is not there");
    }
}

/// The rooms from the top to the ground. A room may use those in layers below its own.
const LAYERS: [&[&str]; 7] = [
    // Above the pages, as `serve` opens them.
    &["cli"],
    &["web"],
    &["workbench"],
    &["attempt", "skill", "store"],
    &["engine", "gateway", "grade"],
    &["course"],
    &["evidence"],
];

#[test]
fn rooms_use_only_those_below_them() {
    let layer_of = |room: &str| LAYERS.iter().position(|layer| layer.contains(&room));
    // A list of imports may go over several lines.
    let uses = Regex::new(r"\bcrate::(?:\{([^;]*)|([a-z_]+))").unwrap();
    let mut found = Vec::new();
    for file in files("src", &["rs"]) {
        let Some(room) = file.path.strip_prefix("src/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        // A room without a layer is what another test is about.
        let Some(own) = layer_of(room.0) else { continue };
        for used in uses.captures_iter(&file.text) {
            let list = used.get(1).or(used.get(2)).unwrap();
            let names =
                list.as_str().split([',', '{']).map(|name| name.trim().split(':').next().unwrap_or(""));
            for name in
                names.filter(|name| *name != room.0 && layer_of(name).is_some_and(|layer| layer <= own))
            {
                let line = file.text[..list.start()].lines().count();
                found.push(format!("{}:{line}: {} may not use {name}", file.path, room.0));
            }
        }
    }
    none(&found);
}

#[test]
fn every_room_has_its_layer() {
    let rooms =
        repository("src").read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let unknown: Vec<PathBuf> = rooms
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            !LAYERS.iter().any(|layer| layer.contains(&name.as_ref()))
        })
        .collect();
    assert!(unknown.is_empty(), "rooms that no layer of this test names: {unknown:?}");
}

/// What a room must not know, whoever asks it to.
const KEPT_OUT: [(&str, &[&str]); 3] = [
    (
        "evidence",
        &[
            "tokio",
            "rdkafka",
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "Instant",
            "SystemTime",
            "Timestamp::now",
        ],
    ),
    (
        "grade",
        &[
            "tokio",
            "rdkafka",
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "Instant",
            "SystemTime",
            "Timestamp::now",
        ],
    ),
    ("course", &["tokio", "rdkafka", "std::net", "std::process"]),
];

#[test]
fn grading_knows_nothing_of_the_world_outside() {
    for (room, forbidden) in KEPT_OUT {
        let words: Vec<Regex> =
            forbidden.iter().map(|name| Regex::new(&format!(r"\b{name}\b")).unwrap()).collect();
        let found = complaints(&files(&format!("src/{room}"), &["rs"]), |_, line| {
            let code = line.split("//").next().unwrap_or(line);
            let name = words.iter().zip(forbidden).find(|(word, _)| word.is_match(code))?.1;
            Some(format!("{room} may not know {name}"))
        });
        none(&found);
    }
}

/// Where time itself is what is done: the one place that waits, and faults that make traffic late.
const TAKES_TIME: [&str; 3] =
    ["src/engine/eventually.rs", "src/gateway/answers.rs", "src/gateway/throttles.rs"];

/// What a line does that lets time pass, whatever happens meanwhile.
fn sleeps(line: &str) -> bool {
    // Put together, so that these lines are none of those that are looked for.
    let names = ["sleep", "sleep_until", "interval", "interval_at", "park_timeout"].join("|");
    let patterns = [
        format!(r"\b({names})\s*\("),
        // Under another name, it would be called by that.
        format!(r"\b({names})\s+as\b"),
        r"\btime::(Sleep|Interval)\b".to_owned(),
        // A deadline for what never comes.
        format!(r"\btimeout(_at)?\s*\(.*\b{}\b", "pending"),
    ];
    // Programs that tests run may sleep for as long as they like.
    let in_python = line.contains("time.sleep") || line.trim_start().starts_with('"');
    !in_python && patterns.iter().any(|pattern| Regex::new(pattern).unwrap().is_match(line))
}

#[test]
fn nothing_sleeps_but_eventually() {
    let hint = Regex::new("sleep|interval|park_timeout|Sleep|Interval|pending").unwrap();
    let found = complaints(&rust(), |file, line| {
        let ours = TAKES_TIME.contains(&file.path.as_str()) || file.path.ends_with("it/tidy.rs");
        (!ours && hint.is_match(line) && sleeps(line))
            .then(|| "wait for a fact with `engine::eventually`, which has a deadline".to_owned())
    });
    none(&found);
}

#[test]
fn whatever_lets_time_pass_is_seen() {
    for line in [
        "tokio::time::sleep(PAUSE).await;",
        "std::thread::sleep (PAUSE);",
        "sleep_until(due).await;",
        "let mut ticks = tokio::time::interval(PAUSE);",
        "use tokio::time::{Instant, sleep as rest};",
        "std::thread::park_timeout(PAUSE);",
        "let nap: tokio::time::Sleep = later();",
        "let _ = timeout(PAUSE, std::future::pending::<()>()).await;",
        "let _ = tokio::time::timeout_at(due, futures::future::pending::<()>()).await;",
    ] {
        assert!(sleeps(line), "{line}");
    }
    for line in [
        "        \"import time; time.sleep(3)\",",
        "let answer = timeout(PATIENCE, wire.ask(&request)).await;",
        "Err(_) => std::future::pending().await,",
        "let sleepless = intervals.len();",
    ] {
        assert!(!sleeps(line), "{line}");
    }
}

#[test]
fn no_path_of_a_machine_and_no_mirror_of_a_registry() {
    let home = Regex::new(r#"(^|[\s"'=(])/(root|work|home/[a-z]+|Users/[A-Za-z]+)/"#).unwrap();
    let lock =
        Regex::new(r"(package-lock\.json|Cargo\.lock|requirements/.*\.txt|artifacts\.tsv|\.npmrc)$").unwrap();
    let address = Regex::new(r"https?://([A-Za-z0-9.-]+)").unwrap();
    let known = [
        "github.com",
        "opencollective.com",
        "feross.org",
        "www.patreon.com",
        "tidelift.com",
        "paulmillr.com",
    ];
    let found = complaints(&files("", &[]), |file, line| {
        if home.is_match(line) && !file.path.ends_with("tests/it/tidy.rs") {
            return Some("a path of somebody's machine".to_owned());
        }
        if !lock.is_match(&file.path)
            || line.contains("registry+https://github.com/rust-lang/crates.io-index")
        {
            return None;
        }
        let host = address
            .captures_iter(line)
            .map(|found| found[1].to_owned())
            .find(|host| !known.contains(&host.as_str()))?;
        Some(format!("a lock file names no host, and here is {host}"))
    });
    none(&found);
}
