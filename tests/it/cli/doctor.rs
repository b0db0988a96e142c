//! `doctor`: what it finds on a machine that has everything, and on machines that lack something.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

use insta::assert_snapshot;
use rustix::process::Signal;

use crate::harness::{Home, Said, fixture, warm_cache};

/// Takes out what differs from machine to machine.
fn anywhere(said: &Said) -> String {
    let filters = [
        (r"(\d+(\.\d)? (GB|MB|KB)|\d+ bytes)( free)", "[SIZE]$4"),
        (r"(?m)^  . Cache +\d.*\n( +→ .*\n)?", "  ? Cache                    [SIZE]\n"),
        (r"\d+ of \d+ tried", "[N] of [N] tried"),
        (r"free in /\S+", "free in [FOLDER]"),
        (r"(?m)^  . Open files +.*\n( +→ .*\n)?", "  ? Open files               [N]\n"),
        (r"(?m)^  . Port of the pages +4747 .*\n( +→ .*\n)?", "  ? Port of the pages        [PORT]\n"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[MOMENT]"),
        (r"\d+\.\d+\.\d+\S* at /\S+, ", "[VERSION] at [PROGRAM], "),
        (r"(Java +)\d+ at \S+, which [^\n]*", "${1}[VERSION] at [PROGRAM], which [WHY]"),
        (r"\d+\.\d s in all", "[TIME] in all"),
        (r"librdkafka \S+", "librdkafka [VERSION]"),
        (r"`(sudo apt-get|sudo dnf|brew) install [^`]*`", "`[INSTALL]`"),
    ];
    let mut text = said.result();
    for (pattern, by) in filters {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, by).into_owned();
    }
    text
}

/// What is the same on every machine that is told of here was shown once: without these groups.
fn but_for(text: &str, groups: &[&str]) -> String {
    let kept =
        text.split("\n\n").filter(|group| !groups.iter().any(|title| group.contains(&format!("{title}\n"))));
    kept.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_machine_that_has_everything() {
    let home = Home::of_fixture();
    assert_snapshot!(anywhere(&home.run(["doctor"])), @"
    status 0
    Machine
      ✓ Memory                   [SIZE] free
      ✓ Disk of the home         [SIZE] free in [DIR]/home
      ✓ Disk of temporary files  [SIZE] free in [DIR]/tmp
      ? Open files               [N]
      ✓ Clock                    [MOMENT]
      ✓ Ports for brokers        [N] of [N] tried are free on 127.0.0.1, between 10240 and 32000
      ? Port of the pages        [PORT]

    Software
      ✓ Python                   [VERSION] at [PROGRAM], the first on the PATH that is 3.10 or newer
      ✓ Python packages          confluent-kafka 2.16.0 and what labs need besides, every file as installed
      ✓ Java                     [VERSION] at [PROGRAM], which [WHY]
      ✓ Kafka                    4.3.1, every file as it was fetched
      ✓ The workbench            0.1.0, with librdkafka [VERSION]

    Engines
      ✓ Local JVM                a broker started, wrote, read and committed, [TIME] in all

    Home
      ? Cache                    [SIZE]
      ✓ Earlier runs             each has tidied up

    Course
      ✓ Lessons and labs         1 lesson and 5 labs in [REPOSITORY]/tests/fixtures/course/

    What each lab could run with
      lab 1  needs 1 broker, the gateway  ✓ Local JVM
      lab 2  needs no Kafka               ✓ Local JVM
      lab 3  needs no Kafka               ✓ Local JVM
      lab 4  needs no Kafka               ✓ Local JVM
      lab 6  needs 1 broker               ✓ Local JVM

    Nothing stands in the way.
    ");
    assert_eq!(home.processes(), [0; 0]);
    assert_eq!(home.entries("runs"), ["gate.lock"]);
}

#[test]
fn the_document() {
    let said = Home::of_fixture().run(["doctor", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let keys: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["version", "healthy", "found", "labs", "cache", "images", "swept"]);
    assert_eq!((said.status.as_str(), &document["healthy"]), ("0", &true.into()));
    let engines = document["found"].as_array().unwrap().iter().filter(|it| it["group"] == "engines");
    assert_eq!(engines.map(|it| it["health"].clone()).collect::<Vec<_>>(), ["good"]);
    assert_snapshot!(document["labs"][0], @r#"{"lab":"01-letters","number":"1","needs":["1 broker","the gateway"],"engines":{"Local JVM":{"can":true,"missing":null}}}"#);
}

#[test]
fn no_python() {
    let home = Home::cold().with_course(fixture("")).with_variable("PATH", "/nowhere");
    let said = home.run(["doctor"]);
    assert_eq!(said.status, "3");
    assert_snapshot!(but_for(&anywhere(&said), &["Machine", "Course"]), @"
    Software
      ✗ Python                   Python 3.10 or newer was not found: looked for python3, python, python3.14, python3.13, python3.12, python3.11, python3.10
                                 → install Python with `[INSTALL]`, or name one that is there with KAFKA_WORKBENCH_PYTHON=/path/to/python3
      – Python packages          not installed yet: about 110 MB, once, into the home
                                 → start the workbench, or grade any lab: it is made then
      – Java                     none is installed; one comes with the Python packages
                                 → start the workbench, or grade any lab: it is made then
      – Kafka                    4.3.1 is not fetched yet: about 56 MB, once, into the home
                                 → start the workbench, or grade any lab: it is made then
      ✓ The workbench            0.1.0, with librdkafka [VERSION]

    Engines
      – Local JVM                not tried, as not everything that it runs on is there

    Home
      ✓ Cache                    empty
      ✓ Earlier runs             each has tidied up

    What each lab could run with
      lab 1  needs 1 broker, the gateway  ✗ Local JVM (see above)
      lab 2  needs no Kafka               ✗ Local JVM (see above)
      lab 3  needs no Kafka               ✗ Local JVM (see above)
      lab 4  needs no Kafka               ✗ Local JVM (see above)
      lab 6  needs 1 broker               ✗ Local JVM (see above)

    1 thing (✗) must be mended before anything can be graded.
    ");
}

#[test]
fn nothing_was_fetched_yet_and_nothing_is() {
    let home = Home::cold().with_course(fixture(""));
    let said = home.run(["doctor"]);
    let java = regex::Regex::new(r"(?m)^  . Java .*\n( +→ .*\n)?").unwrap();
    assert_eq!(said.status, "0");
    let text = but_for(&anywhere(&said), &["Machine", "Home", "Course"]);
    assert_snapshot!(java.replace_all(&text, ""), @"
    Software
      ✓ Python                   [VERSION] at [PROGRAM], the first on the PATH that is 3.10 or newer
      – Python packages          not installed yet: about 110 MB, once, into the home
                                 → start the workbench, or grade any lab: it is made then
      – Kafka                    4.3.1 is not fetched yet: about 56 MB, once, into the home
                                 → start the workbench, or grade any lab: it is made then
      ✓ The workbench            0.1.0, with librdkafka [VERSION]

    Engines
      – Local JVM                not tried, as not everything that it runs on is there

    What each lab could run with
      lab 1  needs 1 broker, the gateway  ✓ Local JVM
      lab 2  needs no Kafka               ✓ Local JVM
      lab 3  needs no Kafka               ✓ Local JVM
      lab 4  needs no Kafka               ✓ Local JVM
      lab 6  needs 1 broker               ✓ Local JVM

    Nothing stands in the way.
    ");
    assert_eq!(home.entries("cache"), [""; 0]);
}

/// A home with jars of its own, which may be damaged.
fn with_jars() -> Home {
    let home = Home::cold().with_course(fixture(""));
    let cache = home.path().join("cache");
    fs::create_dir_all(cache.join("jars")).unwrap();
    for folder in ["python", "archives", "formatted"] {
        std::os::unix::fs::symlink(warm_cache().join(folder), cache.join(folder)).unwrap();
    }
    for jar in fs::read_dir(warm_cache().join("jars")).unwrap().map(|jar| jar.unwrap().path()) {
        if jar.is_file() {
            fs::copy(&jar, cache.join("jars").join(jar.file_name().unwrap())).unwrap();
        }
    }
    home
}

#[test]
fn a_damaged_jar_is_told_and_left_as_it_is() {
    let home = with_jars();
    let jar = home.path().join("cache/jars/slf4j-api-1.7.36.jar");
    fs::write(&jar, "cut").unwrap();
    let said = home.run(["doctor"]);
    let kafka: Vec<String> = anywhere(&said)
        .lines()
        .skip_while(|line| !line.contains(" Kafka "))
        .take(2)
        .chain(anywhere(&said).lines().filter(|line| line.contains("Local JVM  ")).take(1))
        .map(str::to_owned)
        .collect();
    assert_snapshot!(kafka.join("\n"), @"
    – Kafka                    4.3.1: slf4j-api-1.7.36.jar is changed; it is fetched again when it is needed
                               → start the workbench, or grade any lab: it is made then
    – Local JVM                not tried, as not everything that it runs on is there
    ");
    assert_eq!(fs::read_to_string(&jar).unwrap(), "cut");
}

#[test]
fn a_disk_that_is_nearly_full() {
    let home = Home::cold().with_course(fixture(""));
    fs::create_dir(home.path()).unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "none"]).arg(home.path()).output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        // Only root may; the rule itself has no other case.
        return;
    }
    let said = home.run(["doctor"]);
    let unmounted = Command::new("umount").arg(home.path()).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(said.status, "3");
    let disk = anywhere(&said)
        .lines()
        .skip_while(|line| !line.contains("Disk of the home"))
        .take(2)
        .collect::<Vec<_>>()
        .join("\n");
    assert_snapshot!(disk, @"
    ✗ Disk of the home         [SIZE] free in [DIR]/home, and 1.0 GB may be needed
                               → free some space, or take another folder with --home DIR
    ");
}

#[test]
fn what_a_killed_workbench_left_is_told() {
    let home = Home::of_fixture();
    let serving = home.start(["serve", "--no-open", "--port", "0"]);
    serving.until("Ctrl-C stops the workbench");
    serving.signal(Signal::KILL);
    serving.end();
    let said = home.run(["doctor", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["swept"]["owners"], 1, "{said}");
}

/// A sealed folder of the cache that was last used so many days ago.
fn used(home: &Home, path: &str, days: u64) {
    home.write(&format!("home/cache/{path}/file"), "x".repeat(2_000));
    let seal = home.write(&format!("home/cache/{path}.seal"), "");
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
    File::options().write(true).open(seal).unwrap().set_modified(then).unwrap();
}

#[test]
fn pruning_removes_what_is_old_and_nothing_else() {
    // Without Python nothing is made while the pages are served.
    let home = Home::cold().with_course(fixture("")).with_variable("PATH", "/nowhere");
    used(&home, "python/new", 2);
    used(&home, "python/old", 40);
    used(&home, "formatted/only", 50);
    assert!(home.run(["doctor"]).out.contains("→ `kafka-workbench doctor --prune` removes it"));

    let serving = home.start(["serve", "--no-open", "--port", "0"]);
    serving.until("Ctrl-C stops the workbench");
    assert_snapshot!(home.run(["doctor", "--prune"]).complaint(), @"
    status 2
    error: another workbench is at work on this home: nothing was removed

    hint: end it, then try again: it may use what nobody else does
    ");
    serving.signal(Signal::INT);
    serving.end();

    assert_snapshot!(home.run(["doctor", "--prune"]), @"
    status 0
    --- out
    removed      2 KB  Python environment, [DIR]/home/cache/python/old
    2 KB freed. It is made or fetched again if it is needed.
    --- err
    ");
    assert_eq!(home.entries("cache/python"), ["new", "new.seal"]);
    assert_eq!(home.entries("cache/formatted"), ["only", "only.seal"]);
    assert_snapshot!(home.run(["doctor", "--prune"]), @"
    status 0
    --- out
    Everything in the cache is in use, or was used within 30 days: nothing was removed.
    --- err
    ");
}
