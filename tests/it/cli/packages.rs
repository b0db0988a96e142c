//! A package of the environment that goes while a program runs: nobody's failure, and there again for the next attempt.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use kafka_workbench::attempt::{Listener, Mode};
use kafka_workbench::engine::EngineKind;
use kafka_workbench::engine::progress::Report;
use kafka_workbench::grade::{Blame, Outcome};
use kafka_workbench::workbench::{Candidate, GradeOrder, Options, Workbench};
use tokio_util::sync::CancellationToken;

use crate::harness::{Home, fixture, warm_cache};

/// Takes a package away and asks for it, once.
const LOSES_A_PACKAGE: &str = r#"
import importlib.util, pathlib, shutil

found = pathlib.Path(importlib.util.find_spec("semver").origin).parent
flag = pathlib.Path("FLAG")
if not flag.exists():
    flag.touch()
    shutil.rmtree(found)
import semver

print('{"done": true}')
"#;

/// A home with an environment of its own to damage; its files are those of the shared one until they are removed.
fn home_with_its_own_packages() -> Home {
    let home = Home::cold();
    let (cache, shared) = (home.path().join("cache"), warm_cache());
    std::fs::create_dir_all(&cache).unwrap();
    copy(&shared.join("python"), &cache.join("python"));
    for entry in std::fs::read_dir(&shared).unwrap().flatten().filter(|entry| entry.file_name() != "python") {
        symlink(entry.path(), cache.join(entry.file_name())).unwrap();
    }
    home
}

/// With hard links where that can be: an environment has 145 MB.
fn copy(from: &Path, to: &Path) {
    let cp = |flags: &str| Command::new("cp").arg(flags).args([from, to]).status().unwrap().success();
    assert!(cp("-RPl") || cp("-RP"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_gone_is_nobodys_failure_and_is_installed_for_the_next_attempt() {
    let home = home_with_its_own_packages();
    let flag = home.path().with_file_name("flag");
    let program = LOSES_A_PACKAGE.replace("FLAG", &flag.display().to_string());
    let folder = home.program("worker.py", &program).into();
    let options = Options {
        home: Some(home.path()),
        course: fixture(""),
        engine: EngineKind::Local,
        ..Options::default()
    };
    let workbench = Workbench::open(&options).unwrap();
    let order = GradeOrder {
        lab: "2".to_owned(),
        candidate: Candidate::Folder(folder),
        command: None,
        seed: None,
        mode: Mode::Check,
    };
    let stages = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&stages);
    let report = Report::new(move |progress| heard.lock().unwrap().push(progress.stage));
    let (listener, stop) = (Listener::silent(), CancellationToken::new());

    let first = workbench.grade(&order, &listener, &report, &stop).await.unwrap().bundle.verdict;
    let Outcome::NotGraded { blame: Blame::Workbench, why } = &first.outcome else { panic!("{first:?}") };
    let told = "the Python environment that programs run in is not as it was installed: ";
    assert!(why.starts_with(told) && why.contains("semver"), "{why}");
    assert!(!stages.lock().unwrap().iter().any(|stage| stage.starts_with("Repairing")), "{stages:?}");

    let second = workbench.grade(&order, &listener, &report, &stop).await.unwrap().bundle.verdict;
    assert_eq!(second.outcome, Outcome::Passed, "{second:?}");
    assert!(stages.lock().unwrap().iter().any(|stage| stage.starts_with("Repairing")), "{stages:?}");
    workbench.close().await;
}
