//! Faults that make no sense, and brokers that are not where a step wants them.

use insta::assert_snapshot;

use crate::harness::{Copy, repository};

/// What `list` says of the lab with faults, with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::of(&repository("tests/fixtures/faults"));
    copy.replace("labs/01-harm/lab.yaml", from, to);
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    list.err
}

#[test]
fn about_connections_and_about_requests() {
    const REFUSE: &str = "on: { program: sender }, do: refuse, times: 2";
    assert_snapshot!(typo(REFUSE, "on: { api: Produce, topic: letter-sent, nth: 2 }, do: refuse"), @"
    error: `refuse` is about connections: `on` takes nothing but `program` with it
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { api: Produce, topic: letter-sent, nth: 2 }, do: refuse }
       |         ^
    help: leave out `api`, `topic`, `nth`
    ");
    assert_snapshot!(typo(REFUSE, "on: { group: g, where: 'true' }, do: refuse, times: 0"), @"
    error: `times` and `nth` count from 1
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { group: g, where: 'true' }, do: refuse, times: 0 }
       |         ^

    error: `refuse` is about connections: `on` takes nothing but `program` with it
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { group: g, where: 'true' }, do: refuse, times: 0 }
       |         ^
    help: leave out `group`, `where`
    ");
    assert_snapshot!(typo(REFUSE, "on: { program: sneder }, do: refuse"), @"
    error: there is no program `sneder`
     --> labs/01-harm/lab.yaml:44:45
       |
    44 |       - fault: { id: closed, on: { program: sneder }, do: refuse }
       |                                             ^
    help: did you mean `sender`?
    ");
    assert_snapshot!(typo(REFUSE, "on: { program: sender }, do: { delay: 1s }"), @"
    error: `delay` is about requests, and `on` does not say which
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { program: sender }, do: { delay: 1s } }
       |         ^
    help: write `on: { api: Metadata }`, or another API
    ");
    assert_snapshot!(typo(REFUSE, "do: { lose: answer }"), @"
    error: a fault that ends connections needs `times`: a client that comes back meets it again
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, do: { lose: answer } }
       |         ^
    help: write `times: 1`

    error: `lose` is about requests, and `on` does not say which
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, do: { lose: answer } }
       |         ^
    help: write `on: { api: Metadata }`, or another API
    ");
    assert_snapshot!(typo(REFUSE, "on: { api: Produce }, do: cut"), @"
    error: a fault that ends connections needs `times`: a client that comes back meets it again
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { api: Produce }, do: cut }
       |         ^
    help: write `times: 1`
    ");
    assert_snapshot!(typo(REFUSE, "on: { program: sender }, do: refsue"), @"
    error: unknown name `refsue`, expected one of delay, lose, cut, hold, refuse
     --> labs/01-harm/lab.yaml:44:59
       |
    44 |       - fault: { id: closed, on: { program: sender }, do: refsue }
       |                                                           ^
    help: did you mean `refuse`?
    ");
}

#[test]
fn a_lab_without_the_gateway() {
    assert_snapshot!(typo("gateway: true", "gateway: false"), @"
    error: a fault needs the gateway
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { program: sender }, do: refuse, times: 2 }
       |         ^
    help: write `needs: { gateway: true }`
    ");
}

#[test]
fn brokers_that_are_not_there() {
    const KILL: &str = "do: kill, node: 1";
    assert_snapshot!(typo(KILL, "do: kill, node: 2"), @"
    error: there is no broker 2: the lab has one, which is 1
     --> labs/01-harm/lab.yaml:56:46
       |
    56 |       - broker: { id: crash, do: kill, node: 2 }
       |                                              ^

    error: broker 1 runs here: no step before this one ends or pauses it
     --> labs/01-harm/lab.yaml:58:36
       |
    58 |       - broker: { do: start, node: 1 }
       |                                    ^
    ");
    assert_snapshot!(typo("brokers: 1", "brokers: 0"), @"
    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:56:46
       |
    56 |       - broker: { id: crash, do: kill, node: 1 }
       |                                              ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:58:36
       |
    58 |       - broker: { do: start, node: 1 }
       |                                    ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:70:35
       |
    70 |       - broker: { do: stop, node: 1 }
       |                                   ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:71:36
       |
    71 |       - broker: { do: start, node: 1 }
       |                                    ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:73:36
       |
    73 |       - broker: { do: pause, node: 1 }
       |                                    ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:85:35
       |
    85 |       - broker: { do: kill, node: 1 }
       |                                   ^
    help: write `needs: { brokers: 1 }`
    ");
    assert_snapshot!(typo(KILL, "do: crash, node: 1"), @"
    error: unknown name `crash`, expected one of stop, kill, pause, start
     --> labs/01-harm/lab.yaml:56:34
       |
    56 |       - broker: { id: crash, do: crash, node: 1 }
       |                                  ^
    ");
    assert_snapshot!(typo(KILL, "do: kill"), @"
    error: missing field `node`
     --> labs/01-harm/lab.yaml:56:30
       |
    56 |       - broker: { id: crash, do: kill }
       |                              ^
    help: write `node` beside what stands here
    ");
}

#[test]
fn brokers_that_are_elsewhere() {
    const KILL: &str = "- broker: { id: crash, do: kill, node: 1 }";
    const START: &str = "- broker: { do: start, node: 1 }";
    assert_snapshot!(typo(KILL, START), @"
    error: broker 1 runs here: no step before this one ends or pauses it
     --> labs/01-harm/lab.yaml:56:36
       |
    56 |       - broker: { do: start, node: 1 }
       |                                    ^

    error: broker 1 runs here: no step before this one ends or pauses it
     --> labs/01-harm/lab.yaml:58:36
       |
    58 |       - broker: { do: start, node: 1 }
       |                                    ^
    ");
    assert_snapshot!(typo(START, KILL), @r#"
    error: there are two steps `crash` in this stage
     --> labs/01-harm/lab.yaml:58:9
       |
    58 |       - broker: { id: crash, do: kill, node: 1 }
       |         ^

    error: broker 1 is down here already
     --> labs/01-harm/lab.yaml:58:46
       |
    58 |       - broker: { id: crash, do: kill, node: 1 }
       |                                              ^
    help: write `- broker: { do: start, node: 1 }` before it

    error: no broker runs here, and `wait` asks one
     --> labs/01-harm/lab.yaml:59:9
       |
    59 |       - wait: { until: "topics['letter-sent'].ends[0] == 3", for: 20s }
       |         ^
    help: write `- broker: { do: start, node: 1 }` before it
    "#);
    assert_snapshot!(typo(KILL, "- broker: { do: pause, node: 1 }\n      - broker: { do: stop, node: 1 }"), @"
    error: broker 1 is paused here, and would not hear that it is to stop
     --> labs/01-harm/lab.yaml:57:35
       |
    57 |       - broker: { do: stop, node: 1 }
       |                                   ^
    help: write `- broker: { do: start, node: 1 }` before it
    ");
    assert_snapshot!(typo(KILL, "- broker: { do: pause, node: 1 }\n      - broker: { do: pause, node: 1 }"), @"
    error: broker 1 is paused here already
     --> labs/01-harm/lab.yaml:57:36
       |
    57 |       - broker: { do: pause, node: 1 }
       |                                    ^
    help: write `- broker: { do: start, node: 1 }` before it
    ");
    assert_snapshot!(typo(START, "- topic: { name: another, partitions: 1 }"), @r#"
    error: no broker runs here, and `topic` asks one
     --> labs/01-harm/lab.yaml:58:9
       |
    58 |       - topic: { name: another, partitions: 1 }
       |         ^
    help: write `- broker: { do: start, node: 1 }` before it

    error: no broker runs here, and `wait` asks one
     --> labs/01-harm/lab.yaml:59:9
       |
    59 |       - wait: { until: "topics['letter-sent'].ends[0] == 3", for: 20s }
       |         ^
    help: write `- broker: { do: start, node: 1 }` before it
    "#);
}
