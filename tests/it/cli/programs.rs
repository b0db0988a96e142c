//! Programs that misbehave. Each ends in a verdict that a learner can act on, and none outlives its attempt.
//!
//! They need no Kafka: a second each is saved, and what is watched is the process.

use std::process::Command;

use insta::assert_snapshot;

use crate::harness::{Home, Said};

/// Grades a Python program by the lab with much time.
fn python(home: &Home, text: &str) -> Said {
    let folder = home.program("worker.py", text);
    home.run(["grade", "2", "--dir", &folder])
}

/// Grades a shell script by the lab with little time; it starts at once.
fn shell(home: &Home, text: &str) -> Said {
    let folder = home.program("worker.sh", text);
    home.run(["grade", "3", "--dir", &folder])
}

#[test]
fn does_not_start() {
    let home = Home::of_fixture();
    let folder = home.program("worker.py", "");
    let said = home.run(["grade", "2", "--dir", &folder, "--command", "no-such-program --fast"]);
    assert_snapshot!(said.result(), @"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker ended by itself with exit status 127: the command was not found
        | sh: exec: no-such-program: not found
        expected  the program does its work and exits with 0
        got       exit status 127: the command was not found
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
}

#[test]
fn exits_at_once() {
    assert_snapshot!(python(&Home::of_fixture(), "import sys\nprint('no tasks today')\nsys.exit(3)\n").result(), @"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker ended by itself with exit status 3
        | no tasks today
        expected  the program does its work and exits with 0
        got       exit status 3
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
}

#[test]
fn kills_itself() {
    let text = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n";
    assert_snapshot!(python(&Home::of_fixture(), text).result(), @"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker ended by itself with signal 9
        expected  the program does its work and exits with 0
        got       signal 9
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
}

#[test]
fn has_a_syntax_error() {
    assert_snapshot!(python(&Home::of_fixture(), "print('hello'\nimport os\n").result(), @r#"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker stopped with SyntaxError: '(' was never closed
        at worker.py:1
        |   File "worker.py", line 1
        |     print('hello'
        | SyntaxError: '(' was never closed
        expected  the program does its work and exits with 0
        got       exit status 1
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    "#);
}

#[test]
fn raises_an_exception() {
    let text = r#"
import json


def handle(task):
    return task["id"]


print("starting")
handle(json.loads("{}"))
"#;
    assert_snapshot!(python(&Home::of_fixture(), text).result(), @r#"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker stopped with KeyError: 'id'
        at worker.py:6
        | Traceback (most recent call last):
        |   File "worker.py", line 10, in <module>
        |     handle(json.loads("{}"))
        |   File "worker.py", line 6, in handle
        |     return task["id"]
        | KeyError: 'id'
        expected  the program does its work and exits with 0
        got       exit status 1
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    "#);
}

#[test]
fn never_ends() {
    let home = Home::of_fixture();
    assert_snapshot!(shell(&home, "echo started\nsleep 300\n").result(), @"
    status 1
    failed: 0 of 2 checks held

    It ends by itself
      ✗ worker was still running after 1s
        | started
        expected  worker does its work and ends by itself within 1s
        got       it was still running after 1s, and was ended
      ✗ The program did not say that it was done

    Not reached: It ends when it is asked to

    End when asked to, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-3].json
    ");
    assert_eq!(home.processes(), [0; 0]);
}

#[test]
fn ignores_sigterm() {
    let home = Home::of_fixture();
    let text = r#"
trap '' TERM
echo '{"done": true}'
[ -n "$STAY" ] || exit 0
echo ready
while :; do sleep 300; done
"#;
    assert_snapshot!(shell(&home, text).result(), @"
    status 1
    failed: 2 of 2 checks held, and the scenario ended early

    It ends when it is asked to
      ✗ worker did not end within 1s of SIGTERM
        expected  worker finishes what it holds and ends when it is asked to
        got       it was still running 1s after SIGTERM, and was killed

    Held: It ends by itself
      ✓ The program says that it is done

    Held: It ends when it is asked to
      ✓ The program says that it is done

    End when asked to, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-3].json
    ");
    assert_eq!(home.processes(), [0; 0]);
}

#[test]
fn is_never_ready() {
    let text = "echo '{\"done\": true}'\n[ -n \"$STAY\" ] || exit 0\nsleep 300\n";
    assert_snapshot!(shell(&Home::of_fixture(), text).result(), @r#"
    status 1
    failed: 2 of 2 checks held, and the scenario ended early

    It ends when it is asked to
      ✗ worker was not ready within 3 s
        | {"done": true}
        expected  a line that holds “ready”, on either stream
        got       no such line

    Held: It ends by itself
      ✓ The program says that it is done

    Held: It ends when it is asked to
      ✓ The program says that it is done

    End when asked to, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-3].json
    "#);
}

#[test]
fn ends_where_it_should_stay() {
    let text = "echo '{\"done\": true}'\n[ -n \"$STAY\" ] || exit 0\nexit 4\n";
    assert_snapshot!(shell(&Home::of_fixture(), text).result(), @r#"
    status 1
    failed: 2 of 2 checks held, and the scenario ended early

    It ends when it is asked to
      ✗ worker ended by itself with exit status 4
        | {"done": true}
        expected  the program does its work and exits with 0
        got       exit status 4

    Held: It ends by itself
      ✓ The program says that it is done

    Held: It ends when it is asked to
      ✓ The program says that it is done

    End when asked to, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-3].json
    "#);
}

#[test]
fn floods_its_output() {
    let home = Home::of_fixture();
    let text = r#"
line = "x" * 10_000
for _ in range(10_000):
    print(line)
print('{"done": true}')
"#;
    let said = python(&home, text);
    assert_snapshot!(said.result(), @"
    status 0
    passed: 1 of 1 checks held

    Held: The work is done
      ✓ The program says that it is done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
    assert!(said.peak < 150_000, "{} KB for 100 MB of output", said.peak);
    let [bundle] = home.entries("attempts").try_into().unwrap();
    let size = home.path().join("attempts").join(bundle).metadata().unwrap().len();
    assert!(size < 20 << 20, "a bundle of {size} bytes");
}

#[test]
fn writes_a_line_without_end() {
    let text = "import sys\nfor _ in range(1600):\n    sys.stdout.write('x' * 65536)\nsys.exit(1)\n";
    let said = python(&Home::of_fixture(), text);
    assert_snapshot!(said.result().replace(&"x".repeat(400), "[400 x]"), @"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker ended by itself with exit status 1
        | [400 x]… (65560 characters)
        expected  the program does its work and exits with 0
        got       exit status 1
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
    assert!(said.peak < 150_000, "{} KB for 100 MB of output", said.peak);
}

#[test]
fn leaves_a_daemon_behind() {
    let home = Home::of_fixture();
    let text = r#"
import os, time

here, there = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for stream in range(3):
            os.close(stream)
        os.write(there, b"x")
        time.sleep(300)
    os._exit(0)
os.wait()
os.read(here, 1)
print('{"done": true}')
"#;
    assert_snapshot!(python(&home, text).result(), @"
    status 0
    passed: 1 of 1 checks held

    Held: The work is done
      ✓ The program says that it is done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
    assert_eq!(home.processes(), [0; 0], "the daemon is gone");
}

#[test]
fn leaves_its_output_open() {
    let home = Home::of_fixture();
    // Without the environment nobody can tell whose it is, so nobody ends it; it holds the pipe all the same.
    let text = r#"
import subprocess

holder = subprocess.Popen(["sleep", "60"], env={}, start_new_session=True)
print('{"done": true, "holder": %d}' % holder.pid)
"#;
    let said = python(&home, text);
    let [bundle] = home.entries("attempts").try_into().unwrap();
    let kept = std::fs::read_to_string(home.path().join("attempts").join(bundle)).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let line = &kept["stages"][0]["evidence"]["lines"]["worker"][0]["json"];
    let still_there = Command::new("kill").arg(line["holder"].to_string()).status().unwrap().success();
    assert!(still_there, "the verdict did not wait for the pipe to be closed");
    assert_snapshot!(said.result(), @"
    status 0
    passed: 1 of 1 checks held

    Held: The work is done
      ✓ The program says that it is done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    ");
}

#[test]
fn prints_bytes_that_are_no_text() {
    let text = r#"
import sys

sys.stdout.buffer.write(b"caf\xe9\r\n{\"done\": \"\xff\"}\n\x00\x1b[31mred")
sys.exit(1)
"#;
    assert_snapshot!(python(&Home::of_fixture(), text).result(), @r#"
    status 1
    failed: 0 of 1 checks held

    The work is done
      ✗ worker ended by itself with exit status 1
        | caf\xe9
        | {"done": "\xff"}
        | \x00\x1b[31mred
        expected  the program does its work and exits with 0
        got       exit status 1
      ✗ The program did not say that it was done

    Do the work and end, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-2].json
    "#);
}
