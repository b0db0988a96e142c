//! Faults that are not the learner's: never a fail, and nothing is left of the attempt.

use std::fs;
use std::process::Command;
use std::time::Duration;

use insta::assert_snapshot;
use kafka_workbench::engine::eventually::eventually_blocking;
use rustix::process::Signal;

use crate::harness::{Home, Running, Said};

/// An attempt whose program sleeps.
struct Attempt {
    home: Home,
    running: Running,
}

impl Attempt {
    #[track_caller]
    fn new() -> Attempt {
        Attempt::of(Home::of_fixture(), "import time\ntime.sleep(300)\n")
    }

    #[track_caller]
    fn of(home: Home, program: &str) -> Attempt {
        let folder = home.program("sender.py", program);
        let running = home.start(["grade", "1", "--dir", &folder]);
        running.until("Running sender");
        let attempt = Attempt { home, running };
        attempt.pid("sender.py");
        attempt
    }

    /// The process of this attempt whose command holds `words`, once there is one.
    #[track_caller]
    fn pid(&self, words: &str) -> String {
        let found = eventually_blocking(words, Duration::from_secs(30), || {
            let processes = self.home.processes();
            let found =
                processes.iter().find(|pid| **pid != self.running.pid() && command(**pid).contains(words));
            found.map(u32::to_string).ok_or_else(|| format!("{processes:?}"))
        });
        found.unwrap()
    }

    #[track_caller]
    fn signal_broker(&self, signal: &str) {
        let broker = self.pid("kafka.Kafka");
        assert!(Command::new("kill").args([signal, &broker]).status().unwrap().success());
    }

    /// Its end, after which nothing may be left of it.
    #[track_caller]
    fn end(self) -> Said {
        let said = self.running.end();
        nothing_is_left(&self.home);
        said
    }
}

fn command(pid: u32) -> String {
    let listed = Command::new("ps").args(["-ww", "-o", "command=", "-p", &pid.to_string()]).output().unwrap();
    String::from_utf8_lossy(&listed.stdout).into_owned()
}

#[track_caller]
fn nothing_is_left(home: &Home) {
    assert_eq!(home.processes(), [0; 0]);
    assert_eq!(home.entries("runs"), ["gate.lock"]);
    let temporary = fs::read_dir(home.path().with_file_name("tmp")).unwrap();
    assert_eq!(temporary.count(), 0);
}

#[test]
fn a_broker_that_is_killed() {
    let attempt = Attempt::new();
    attempt.signal_broker("-9");
    let said = attempt.end();
    assert_snapshot!(said.result(), @"
    status 3
    not graded (broker fault): broker 1 of Kafka ended by itself (signal: 9 (SIGKILL))
    This says nothing about the program. Your files are as they were.

    Not reached: Two letters are sent

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
    let log: Vec<&str> = said.err.lines().filter(|line| line.starts_with("  | ")).collect();
    assert!(log.len() > 1 && log.len() < 30, "{} last lines of Kafka's log", log.len());
}

/// Says when it is connected, and fails as soon as the connection is gone.
const CLINGS: &str = r#"
import os, socket, sys

host, port = os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(":")
connection = socket.create_connection((host, int(port)))
connection.recv(1)
sys.exit("the broker has gone")
"#;

#[test]
fn a_program_that_dies_of_a_dead_broker() {
    let attempt = Attempt::of(Home::of_fixture(), CLINGS);
    attempt.signal_broker("-9");
    assert_snapshot!(attempt.end().result(), @"
    status 3
    not graded (broker fault): broker 1 of Kafka ended by itself (signal: 9 (SIGKILL))
    This says nothing about the program. Your files are as they were.

    Not reached: Two letters are sent

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
}

#[test]
fn a_program_that_dies_beside_a_living_broker() {
    let home = Home::of_fixture();
    let folder = home.program("sender.py", "raise ConnectionError('is there a broker?')\n");
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @r#"
    status 1
    failed: 0 of 3 checks held

    Two letters are sent
      ✗ sender stopped with ConnectionError: is there a broker?
        at sender.py:1
        | Traceback (most recent call last):
        |   File "sender.py", line 1, in <module>
        |     raise ConnectionError('is there a broker?')
        | ConnectionError: is there a broker?
        expected  the program does its work and exits with 0
        got       exit status 1
      ✗ 2 of 2 letters missing: letter-01, letter-02
      – Every record has its letter's id as key (not reached: there are no records in letter-sent)
      – Every record is a letter (not reached: there are no records in letter-sent)

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    "#);
    nothing_is_left(&home);
}

#[test]
fn a_broker_that_is_paused() {
    let home = Home::of_fixture();
    let go = home.path().with_file_name("go");
    let program = format!("import os, time\nwhile not os.path.exists({go:?}):\n    time.sleep(0.05)\n");
    let attempt = Attempt::of(home, &program);
    attempt.signal_broker("-STOP");
    fs::write(go, "").unwrap();
    assert_snapshot!(attempt.end().result(), @"
    status 3
    not graded (broker fault): waited 8 s for an answer from the coordinators of consumer groups; last seen: broker at 127.0.0.1:[PORT]: no answer within 5 s
    This says nothing about the program. Your files are as they were.

    Not reached: Two letters are sent

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
}

/// Stops the workbench for a while, as Ctrl-Z does and a machine without a turn for it.
const STOPS_THE_WORKBENCH: &str = "import os, signal, time
os.kill(os.getppid(), signal.SIGSTOP)
time.sleep(3)
os.kill(os.getppid(), signal.SIGCONT)
";

#[test]
fn a_workbench_that_stood_still_fails_nobody() {
    let home = Home::of_fixture();
    let folder = home.program("sender.py", STOPS_THE_WORKBENCH);
    let said = home.run(["grade", "1", "--dir", &folder]).result().to_string();
    assert!(
        said.starts_with("status 3\nnot graded (workbench fault): the workbench stood still for "),
        "{said}"
    );
    assert!(
        said.contains("while programs ran, so what did not happen in time may be its own doing"),
        "{said}"
    );

    // What did happen has happened.
    let folder = home.program("worker.py", &format!("{STOPS_THE_WORKBENCH}print('{{\"done\": true}}')\n"));
    let said = home.run(["grade", "2", "--dir", &folder]).to_string();
    assert!(said.starts_with("status 0\n"), "{said}");
    nothing_is_left(&home);
}

#[test]
fn ctrl_c() {
    let attempt = Attempt::new();
    attempt.running.signal(Signal::INT);
    assert_snapshot!(attempt.end().result(), @"
    status 3
    not graded (interrupted): it was stopped before its end

    Not reached: Two letters are sent

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
}

#[test]
fn sigterm() {
    let attempt = Attempt::new();
    attempt.running.signal(Signal::TERM);
    assert_snapshot!(attempt.end().result(), @"
    status 3
    not graded (interrupted): it was stopped before its end

    Not reached: Two letters are sent

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");
}

#[test]
fn ctrl_c_while_kafka_starts() {
    let home = Home::of_fixture();
    let running = home.start(["grade", "1", "--mistake", "no-key"]);
    running.until("Starting Kafka");
    running.signal(Signal::INT);
    assert_snapshot!(running.end(), @"
    status 3
    --- out
    --- err
    Looking for Python
    Checking the Python environment
    Checking Kafka
    Starting Kafka
    error: stopped before the program was started; nothing was graded
    ");
    nothing_is_left(&home);
    assert_eq!(home.entries("attempts"), [""; 0]);
}

#[test]
fn a_workbench_that_is_killed_is_tidied_up_after() {
    let attempt = Attempt::new();
    attempt.running.signal(Signal::KILL);
    let Attempt { home, running } = attempt;
    assert_eq!(running.end().status, "signal: 9 (SIGKILL)");
    assert_eq!(home.processes().len(), 2, "the broker and the program go on");
    assert_eq!(home.run(["list"]).status, "0");
    nothing_is_left(&home);
}
