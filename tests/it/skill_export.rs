//! A skill leaves the house: the same bytes each time, nothing of somebody else's touched.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use insta::assert_snapshot;
use kafka_workbench::skill::export::from_zip;
use kafka_workbench::skill::{Answers, Export, Proof, SkillFiles, Written, accept, offer};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::skill::{finished_lesson_0, producers, proofs_of, scaffolded};

fn grown() -> (SkillFiles, Vec<Proof>) {
    let (skill, proofs) = (finished_lesson_0(), proofs_of(&producers()));
    let offer = offer(&skill, &producers(), &proofs);
    (accept(&skill, &offer, &offer.everything()).unwrap(), proofs)
}

fn exported() -> Export {
    let (skill, proofs) = grown();
    Export::new(&skill.with("scripts/check.py", "#!/usr/bin/env python3\n"), &proofs).unwrap()
}

#[test]
fn the_archive_is_one_folder_with_fixed_modes_times_and_order() {
    let bytes = exported().to_zip().unwrap();
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut lines = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        lines.push(format!(
            "{:o} {} {}",
            entry.unix_mode().unwrap(),
            entry.last_modified().unwrap(),
            entry.name().unwrap()
        ));
    }
    assert_snapshot!(lines.join("\n"), @"
    100644 1980-01-01 00:00:00 kafka-events/SKILL.md
    100644 1980-01-01 00:00:00 kafka-events/assets/producer.py
    100644 1980-01-01 00:00:00 kafka-events/references/producers.md
    100644 1980-01-01 00:00:00 kafka-events/references/project.md
    100644 1980-01-01 00:00:00 kafka-events/references/proofs.md
    100644 1980-01-01 00:00:00 kafka-events/references/sources.md
    100755 1980-01-01 00:00:00 kafka-events/scripts/check.py
    ");
}

#[test]
fn the_same_skill_gives_the_same_bytes() {
    let first = exported().to_zip().unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut written = Written::load(&home.path().join("written.txt")).unwrap();
    let folder = exported().to_folder(home.path(), &mut written).unwrap();
    let (_, proofs) = grown();
    // Read back from disk, with that disk's times, modes and order.
    let again = Export::new(&SkillFiles::read(&folder).unwrap(), &proofs).unwrap().to_zip().unwrap();
    assert!(first == again);
    assert!(from_zip(&first).unwrap() == SkillFiles::read(&folder).unwrap());
}

#[test]
fn what_stays_at_home_is_left_out_and_named() {
    let (skill, proofs) = grown();
    let skill = skill
        .with(".draft.md", "x")
        .with("evals/one.yaml", "x")
        .with("plugin.json", "{}")
        .with("references/.swp", "x");
    let export = Export::new(&skill, &proofs).unwrap();
    assert_snapshot!(format!("{:?}", export.left_out), @r#"[(".draft.md", "a dotfile"), ("evals/one.yaml", "evals are run at home"), ("plugin.json", "a plugin's manifest, not a skill's"), ("references/.swp", "a dotfile")]"#);
    assert!(from_zip(&export.to_zip().unwrap()).unwrap().files.keys().all(|path| !path.contains("draft")));
}

#[test]
fn errors_of_family_a_block() {
    let skill = finished_lesson_0();
    let text = skill.text("SKILL.md").unwrap().replace("name: kafka-events", "name: Kafka");
    let error = Export::new(&skill.with("SKILL.md", &text), &[]).unwrap_err();
    assert_snapshot!(error, @"
    the skill was not exported: some agents would not load it; the skill itself is unchanged
    error[A6 name/pattern] SKILL.md:2:7: “Kafka” is not made of lower-case letters, digits and single hyphens
      fix: write `name: kafka`
    error[A7 folder-name/differs] SKILL.md:2:7: the skill is named “Kafka” and its folder “kafka-events”; agents that compare the two skip it without a word
      fix: write `name: kafka-events`, or rename the folder to Kafka
    ");
    assert_snapshot!(error.hint().unwrap_or_default(), @"each finding names its line and its fix; export again afterwards");
}

#[test]
fn the_scaffold_can_be_exported_before_lesson_0_is_done() {
    let export = Export::new(&scaffolded(&Answers::default()), &[]).unwrap();
    assert_eq!(export.findings.len(), 2);
    assert!(!export.to_zip().unwrap().is_empty());
}

#[test]
fn a_folder_is_replaced_only_where_we_wrote_it_and_nobody_changed_it() {
    let home = tempfile::tempdir().unwrap();
    let ledger = home.path().join("written.txt");
    let place = home.path().join("skills");
    let mut written = Written::load(&ledger).unwrap();
    let folder = Export::new(&finished_lesson_0(), &[]).unwrap().to_folder(&place, &mut written).unwrap();
    assert_eq!(folder, place.join("kafka-events"));

    // Ours and unchanged: the next version takes its place, also after a restart.
    let mut written = Written::load(&ledger).unwrap();
    assert_eq!(exported().to_folder(&folder, &mut written).unwrap(), folder);
    assert!(SkillFiles::read(&folder).unwrap() == exported().files);

    // Changed by somebody: it stays.
    fs::write(folder.join("references/producers.md"), "mine\n").unwrap();
    let error = Export::new(&finished_lesson_0(), &[]).unwrap().to_folder(&place, &mut written).unwrap_err();
    let shown =
        error.to_string().replace(&home.path().canonicalize().unwrap().display().to_string(), "[HOME]");
    assert_snapshot!(shown.replace(&home.path().display().to_string(), "[HOME]"), @"[HOME]/skills/kafka-events was not replaced: it differs from everything the workbench wrote there (SKILL.md differs); nothing in it was changed");
    assert_snapshot!(error.hint().unwrap_or_default(), @"move that folder away, or export to another place");
    assert_eq!(fs::read_to_string(folder.join("references/producers.md")).unwrap(), "mine\n");

    // Nothing temporary is left behind.
    let names: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["kafka-events"]);
}

#[cfg(unix)]
#[test]
fn a_link_or_a_tools_folder_in_the_place_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut written = Written::load(&home.path().join("written.txt")).unwrap();
    let folder = exported().to_folder(home.path(), &mut written).unwrap();
    fs::create_dir(folder.join(".git")).unwrap();
    let next = Export::new(&finished_lesson_0(), &[]).unwrap();
    assert!(next.to_folder(home.path(), &mut written).is_err());
    assert!(folder.join(".git").is_dir());

    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(&folder, elsewhere.path().join("kafka-events")).unwrap();
    assert!(next.to_folder(elsewhere.path(), &mut written).is_err());
    assert!(elsewhere.path().join("kafka-events").is_symlink());
}

#[test]
fn an_archive_is_written_in_one_step() {
    let home = tempfile::tempdir().unwrap();
    let target = home.path().join("kafka-events.zip");
    fs::write(&target, "an earlier one").unwrap();
    exported().write_zip(&target).unwrap();
    assert!(fs::read(&target).unwrap() == exported().to_zip().unwrap());
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    let error = exported().write_zip(&home.path().join("none/x.zip")).unwrap_err().to_string();
    assert_snapshot!(error.replace(&home.path().display().to_string(), "[HOME]"), @"there is no folder at [HOME]/none");
}

#[test]
fn archives_that_cannot_be_trusted_are_refused() {
    let zip = |names: &[&str]| {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(b"x").unwrap();
        }
        archive.finish().unwrap().into_inner()
    };
    let link = || {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.add_symlink("a/link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        archive.finish().unwrap().into_inner()
    };
    let bomb = || {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("a/zeros", SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut std::io::repeat(0).take(21_000_000), &mut archive).unwrap();
        archive.finish().unwrap().into_inner()
    };
    let many: Vec<String> = (0..401).map(|n| format!("a/{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = [
        zip(&["a/../b"]),
        zip(&["/a/b"]),
        zip(&["a/b", "c/d"]),
        zip(&["loose"]),
        zip(&["a\\b/c"]),
        zip(&many),
        zip(&[]),
        link(),
        bomb(),
        b"PK no zip".to_vec(),
    ];
    let told = refused.map(|bytes| from_zip(&bytes).map(|_| ()).unwrap_err().to_string());
    assert_snapshot!(told.join("\n"), @r#"
    the archive was not accepted: the entry "a/../b" is not a path below one folder
    the archive was not accepted: the entry "/a/b" is not a path below one folder
    the archive was not accepted: it has two top folders, a and c
    the archive was not accepted: the entry "loose" is not a path below one folder
    the archive was not accepted: the entry "a\\b/c" is not a path below one folder
    the archive was not accepted: it has 401 entries; a skill has 200 files at most
    the archive was not accepted: it holds no files
    the archive was not accepted: the entry "a/link" is a link or a device
    the archive was not accepted: it unpacks to more than 20 MB
    the archive was not accepted: it is no ZIP archive (invalid Zip archive: Could not find EOCD)
    "#);
}

#[test]
fn a_validator_that_is_not_ours_accepts_every_export() {
    let Some(validator) = agentskills() else {
        let missing = "agentskills is not installed: `pip install skills-ref==0.1.1`, then put it on PATH or in KAFKA_WORKBENCH_AGENTSKILLS";
        return crate::harness::skip("a_validator_that_is_not_ours_accepts_every_export", missing);
    };
    let (skill, proofs) = grown();
    for (skill, proofs) in
        [(scaffolded(&Answers::default()), Vec::new()), (finished_lesson_0(), Vec::new()), (skill, proofs)]
    {
        let home = tempfile::tempdir().unwrap();
        let mut written = Written::load(&home.path().join("written.txt")).unwrap();
        let folder = Export::new(&skill, &proofs).unwrap().to_folder(home.path(), &mut written).unwrap();
        assert_eq!(validate(&validator, &folder), Ok(()));
    }
    // The validator itself can say no.
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("other")).unwrap();
    fs::write(home.path().join("other/SKILL.md"), finished_lesson_0().text("SKILL.md").unwrap()).unwrap();
    assert!(validate(&validator, &home.path().join("other")).is_err());
}

fn validate(validator: &Path, folder: &Path) -> Result<(), String> {
    let output = Command::new(validator).arg("validate").arg(folder).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&said).into_owned()) }
}

fn agentskills() -> Option<PathBuf> {
    let named = std::env::var_os("KAFKA_WORKBENCH_AGENTSKILLS").map(PathBuf::from);
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join("agentskills")).find(|file| file.is_file())
    };
    named.or_else(on_path)
}
