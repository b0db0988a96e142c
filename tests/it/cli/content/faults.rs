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
    help: write `on: { api: Produce }`, or another API
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
    help: write `on: { api: Produce }`, or another API
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
    error: unknown name `refsue`, expected one of delay, lose, cut, hold, answer, refuse, throttle
     --> labs/01-harm/lab.yaml:44:59
       |
    44 |       - fault: { id: closed, on: { program: sender }, do: refsue }
       |                                                           ^
    help: did you mean `refuse`?
    ");
}

#[test]
fn speeds() {
    const SLOW: &str = "on: { program: sender }, do: { throttle: { answers: 1KiB/s } }";
    assert_snapshot!(typo(SLOW, "do: { throttle: { answers: 20KB } }"), @"
    error: `20KB` is no speed: write 800B/s, 20KiB/s or 1MiB/s, more than none
     --> labs/01-harm/lab.yaml:56:55
       |
    56 |       - fault: { id: slow, do: { throttle: { answers: 20KB } } }
       |                                                       ^
    ");
    assert_snapshot!(typo(SLOW, "do: { throttle: { answers: 0B/s } }"), @"
    error: `0B/s` is no speed: write 800B/s, 20KiB/s or 1MiB/s, more than none
     --> labs/01-harm/lab.yaml:56:55
       |
    56 |       - fault: { id: slow, do: { throttle: { answers: 0B/s } } }
       |                                                       ^
    ");
    assert_snapshot!(typo(SLOW, "do: { throttle: 20KiB/s }"), @"
    error: fields in braces belong here
     --> labs/01-harm/lab.yaml:56:44
       |
    56 |       - fault: { id: slow, do: { throttle: 20KiB/s } }
       |                                            ^
    ");
    assert_snapshot!(typo(SLOW, "do: { throttle: { } }, times: 3"), @"
    error: `throttle` slows down requests, or answers, or both, and here neither
     --> labs/01-harm/lab.yaml:56:9
       |
    56 |       - fault: { id: slow, do: { throttle: { } }, times: 3 }
       |         ^
    help: write `throttle: { answers: 20KiB/s }`

    error: `throttle` lasts until it is healed, and has no `times`
     --> labs/01-harm/lab.yaml:56:9
       |
    56 |       - fault: { id: slow, do: { throttle: { } }, times: 3 }
       |         ^
    help: leave out `times`, and end it with `heal`
    ");
    assert_snapshot!(typo(SLOW, "on: { api: Fetch }, do: { throttle: { requests: 1MiB/s } }"), @"
    error: `throttle` is about connections: `on` takes nothing but `program` with it
     --> labs/01-harm/lab.yaml:56:9
       |
    56 |       - fault: { id: slow, on: { api: Fetch }, do: { throttle: { requests: 1MiB/s } } }
       |         ^
    help: leave out `api`
    ");
}

#[test]
fn answers_that_no_broker_gives() {
    const MOVED: &str = "on: { api: Produce, topic: letter-sent }, do: { answer: NOT_LEADER_OR_FOLLOWER }";
    assert_snapshot!(typo(MOVED, "on: { api: Produce }, do: { answer: NOT_COORDINATOR }"), @"
    error: no broker that has done nothing answers Produce with NOT_COORDINATOR
     --> labs/01-harm/lab.yaml:68:65
       |
    68 |       - fault: { id: moved, on: { api: Produce }, do: { answer: NOT_COORDINATOR }, times: 1 }
       |                                                                 ^
    help: it answers with NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, KAFKA_STORAGE_ERROR
    ");
    assert_snapshot!(typo(MOVED, "on: { api: Heartbeat }, do: { answer: COORDINATOR_LOAD_IN_PROGRESS }"), @"
    error: no broker that has done nothing answers Heartbeat with COORDINATOR_LOAD_IN_PROGRESS
     --> labs/01-harm/lab.yaml:68:67
       |
    68 |       - fault: { id: moved, on: { api: Heartbeat }, do: { answer: COORDINATOR_LOAD_IN_PROGRESS }, times: 1 }
       |                                                                   ^
    help: it answers with COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, REBALANCE_IN_PROGRESS
    ");
    assert_snapshot!(typo(MOVED, "on: { api: Metadata }, do: { answer: NOT_LEADER_OR_FOLLOWER }"), @"
    error: `Metadata` is not answered in a broker's place
     --> labs/01-harm/lab.yaml:68:40
       |
    68 |       - fault: { id: moved, on: { api: Metadata }, do: { answer: NOT_LEADER_OR_FOLLOWER }, times: 1 }
       |                                        ^
    help: these are: Produce, Fetch, ListOffsets, FindCoordinator, JoinGroup, SyncGroup, Heartbeat, ConsumerGroupHeartbeat, OffsetCommit, OffsetFetch, InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit, EndTxn, CreateTopics
    ");
    assert_snapshot!(typo(MOVED, "on: { api: Prodcue }, do: { answer: NOT_LEADER_OR_FOLLOWER }"), @"
    error: Kafka's protocol has no API `Prodcue`
     --> labs/01-harm/lab.yaml:68:40
       |
    68 |       - fault: { id: moved, on: { api: Prodcue }, do: { answer: NOT_LEADER_OR_FOLLOWER }, times: 1 }
       |                                        ^
    help: did you mean `Produce`?
    ");
    assert_snapshot!(typo(MOVED, "on: { api: Produce }, do: { answer: NOT_LEADER }"), @"
    error: unknown name `NOT_LEADER`, expected one of NOT_LEADER_OR_FOLLOWER, NOT_ENOUGH_REPLICAS, KAFKA_STORAGE_ERROR, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, REBALANCE_IN_PROGRESS, CONCURRENT_TRANSACTIONS, THROTTLING_QUOTA_EXCEEDED, REQUEST_TIMED_OUT
     --> labs/01-harm/lab.yaml:68:65
       |
    68 |       - fault: { id: moved, on: { api: Produce }, do: { answer: NOT_LEADER }, times: 1 }
       |                                                                 ^
    help: did you mean `NOT_LEADER_OR_FOLLOWER`?
    ");
    assert_snapshot!(typo(MOVED, "on: { program: sender }, do: { answer: NOT_LEADER_OR_FOLLOWER }"), @"
    error: `answer` is about requests, and `on` does not say which
     --> labs/01-harm/lab.yaml:68:9
       |
    68 |       - fault: { id: moved, on: { program: sender }, do: { answer: NOT_LEADER_OR_FOLLOWER }, times: 1 }
       |         ^
    help: write `on: { api: Produce }`, or another API
    ");
}

#[test]
fn a_lab_without_the_gateway() {
    assert_snapshot!(typo("gateway: true", "gateway: false"), @"
    error: what bends the wire needs the gateway
     --> labs/01-harm/lab.yaml:44:9
       |
    44 |       - fault: { id: closed, on: { program: sender }, do: refuse, times: 2 }
       |         ^
    help: write `needs: { gateway: true }`

    error: what bends the wire needs the gateway
     --> labs/01-harm/lab.yaml:56:9
       |
    56 |       - fault: { id: slow, on: { program: sender }, do: { throttle: { answers: 1KiB/s } } }
       |         ^
    help: write `needs: { gateway: true }`

    error: what bends the wire needs the gateway
     --> labs/01-harm/lab.yaml:68:9
       |
    68 |       - fault: { id: moved, on: { api: Produce, topic: letter-sent }, do: { answer: NOT_LEADER_OR_FOLLOWER }, times: 1 }
       |         ^
    help: write `needs: { gateway: true }`
    ");
}

#[test]
fn brokers_that_are_not_there() {
    const KILL: &str = "do: kill, node: 1";
    assert_snapshot!(typo(KILL, "do: kill, node: 2"), @"
    error: there is no broker 2: the lab has one, which is 1
     --> labs/01-harm/lab.yaml:80:46
       |
    80 |       - broker: { id: crash, do: kill, node: 2 }
       |                                              ^

    error: broker 1 runs here: no step before this one ends or pauses it
     --> labs/01-harm/lab.yaml:82:36
       |
    82 |       - broker: { do: start, node: 1 }
       |                                    ^
    ");
    assert_snapshot!(typo("brokers: 1", "brokers: 0"), @"
    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:80:46
       |
    80 |       - broker: { id: crash, do: kill, node: 1 }
       |                                              ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:82:36
       |
    82 |       - broker: { do: start, node: 1 }
       |                                    ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:94:35
       |
    94 |       - broker: { do: stop, node: 1 }
       |                                   ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:95:36
       |
    95 |       - broker: { do: start, node: 1 }
       |                                    ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:97:36
       |
    97 |       - broker: { do: pause, node: 1 }
       |                                    ^
    help: write `needs: { brokers: 1 }`

    error: there is no broker 1: the lab has none
     --> labs/01-harm/lab.yaml:109:35
        |
    109 |       - broker: { do: kill, node: 1 }
        |                                   ^
    help: write `needs: { brokers: 1 }`
    ");
    assert_snapshot!(typo(KILL, "do: crash, node: 1"), @"
    error: unknown name `crash`, expected one of stop, kill, pause, start
     --> labs/01-harm/lab.yaml:80:34
       |
    80 |       - broker: { id: crash, do: crash, node: 1 }
       |                                  ^
    ");
    assert_snapshot!(typo(KILL, "do: kill"), @"
    error: missing field `node`
     --> labs/01-harm/lab.yaml:80:30
       |
    80 |       - broker: { id: crash, do: kill }
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
     --> labs/01-harm/lab.yaml:80:36
       |
    80 |       - broker: { do: start, node: 1 }
       |                                    ^

    error: broker 1 runs here: no step before this one ends or pauses it
     --> labs/01-harm/lab.yaml:82:36
       |
    82 |       - broker: { do: start, node: 1 }
       |                                    ^
    ");
    assert_snapshot!(typo(START, KILL), @r#"
    error: there are two steps `crash` in this stage
     --> labs/01-harm/lab.yaml:82:9
       |
    82 |       - broker: { id: crash, do: kill, node: 1 }
       |         ^

    error: broker 1 is down here already
     --> labs/01-harm/lab.yaml:82:46
       |
    82 |       - broker: { id: crash, do: kill, node: 1 }
       |                                              ^
    help: write `- broker: { do: start, node: 1 }` before it

    error: no broker runs here, and `wait` asks one
     --> labs/01-harm/lab.yaml:83:9
       |
    83 |       - wait: { until: "topics['letter-sent'].ends[0] == 3", for: 20s }
       |         ^
    help: write `- broker: { do: start, node: 1 }` before it
    "#);
    assert_snapshot!(typo(KILL, "- broker: { do: pause, node: 1 }\n      - broker: { do: stop, node: 1 }"), @"
    error: broker 1 is paused here, and would not hear that it is to stop
     --> labs/01-harm/lab.yaml:81:35
       |
    81 |       - broker: { do: stop, node: 1 }
       |                                   ^
    help: write `- broker: { do: start, node: 1 }` before it
    ");
    assert_snapshot!(typo(KILL, "- broker: { do: pause, node: 1 }\n      - broker: { do: pause, node: 1 }"), @"
    error: broker 1 is paused here already
     --> labs/01-harm/lab.yaml:81:36
       |
    81 |       - broker: { do: pause, node: 1 }
       |                                    ^
    help: write `- broker: { do: start, node: 1 }` before it
    ");
    assert_snapshot!(typo(START, "- topic: { name: another, partitions: 1 }"), @r#"
    error: no broker runs here, and `topic` asks one
     --> labs/01-harm/lab.yaml:82:9
       |
    82 |       - topic: { name: another, partitions: 1 }
       |         ^
    help: write `- broker: { do: start, node: 1 }` before it

    error: no broker runs here, and `wait` asks one
     --> labs/01-harm/lab.yaml:83:9
       |
    83 |       - wait: { until: "topics['letter-sent'].ends[0] == 3", for: 20s }
       |         ^
    help: write `- broker: { do: start, node: 1 }` before it
    "#);
}
