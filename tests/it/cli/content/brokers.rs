//! Labs that want more brokers than there are, and evidence of brokers that is not kept.

use insta::assert_snapshot;

use crate::harness::{Copy, repository};

/// What `list` says of a file of the course on three brokers, with `from` replaced by `to`.
#[track_caller]
fn typo(file: &str, from: &str, to: &str) -> String {
    let copy = Copy::of(&repository("tests/fixtures/three"));
    copy.replace(file, from, to);
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    list.err
}

const LAB: &str = "labs/01-replicas/lab.yaml";

#[test]
fn a_number_of_brokers_that_no_engine_starts() {
    assert_snapshot!(typo(LAB, "brokers: 3, gateway", "brokers: 4, gateway"), @"
    error: no engine starts 4 brokers
     --> labs/01-replicas/lab.yaml:6:19
      |
    6 | needs: { brokers: 4, gateway: true }
      |                   ^
    help: write 1, or 3 for replicas and brokers that fail, or 0 where the lab needs no Kafka
    ");
    assert_snapshot!(typo("lessons/02-leaders/lesson.md", "brokers: 3", "brokers: 2"), @"
    error: predict `who-leads`: an experiment has 1 broker or 3, not 2
     --> lessons/02-leaders/lesson.md:16:10
       |
    16 | brokers: 2
       |          ^
    ");
}

#[test]
fn replicas_for_which_no_broker_is_there() {
    const RELEASE: &str = "- release: { of: fifth }";
    assert_snapshot!(typo(LAB, RELEASE, "- topic: { name: another, partitions: 1, replicas: 3 }\n      - release: { of: fifth }"), @"
    error: 3 replicas need as many brokers, and 2 run here
     --> labs/01-replicas/lab.yaml:65:9
       |
    65 |       - topic: { name: another, partitions: 1, replicas: 3 }
       |         ^
    help: create the topic before a broker goes
    ");
    assert_snapshot!(typo(LAB, "- start: {", "- topic: { name: another, partitions: 1, replicas: 4 }\n      - start: {"), @"
    error: 4 replicas need as many brokers, and the lab has 3
     --> labs/01-replicas/lab.yaml:61:9
       |
    61 |       - topic: { name: another, partitions: 1, replicas: 4 }
       |         ^
    help: write fewer `replicas`
    ");
    let copy = Copy::of(&repository("tests/fixtures/faults"));
    copy.replace(
        "labs/01-harm/lab.yaml",
        "name: letter-sent, partitions: 1",
        "name: letter-sent, partitions: 1, replicas: 3",
    );
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: 3 replicas need as many brokers, and the lab has 1
     --> labs/01-harm/lab.yaml:32:9
       |
    32 |       - topic: { name: letter-sent, partitions: 1, replicas: 3 }
       |         ^
    help: write `needs: { brokers: 3 }`, or fewer `replicas`
    ");
    assert_snapshot!(typo(LAB, "do: kill, node: 3", "do: kill, node: 4"), @"
    error: there is no broker 4: the lab has 1 to 3
     --> labs/01-replicas/lab.yaml:67:52
       |
    67 |       - broker: { id: second-loss, do: kill, node: 4 }
       |                                                    ^

    error: broker 3 runs here: no step before this one ends or pauses it
     --> labs/01-replicas/lab.yaml:71:36
       |
    71 |       - broker: { do: start, node: 3 }
       |                                    ^
    ");
}

#[test]
fn what_is_kept_of_several_brokers_only() {
    let copy = Copy::of(&repository("tests/fixtures/faults"));
    copy.replace(
        "labs/01-harm/lab.yaml",
        "topics['letter-sent'].ends[0] == 3",
        "brokers.size() == 1 && topics.size() == 1",
    );
    assert_snapshot!(copy.home.run(["list"]).err, @r#"
    error: `brokers` is kept where a lab has more than one broker, and this one has not
     --> labs/01-harm/lab.yaml:83:24
       |
    83 |       - wait: { until: "brokers.size() == 1 && topics.size() == 1", for: 20s }
       |                        ^
    help: write `needs: { brokers: 3 }`
    "#);
    let copy = Copy::of(&repository("tests/fixtures/faults"));
    copy.replace(
        "labs/01-harm/lab.yaml",
        "{ of: { records: letter-sent }, by: key }",
        "{ of: { partitions: letter-sent }, by: partition }",
    );
    assert_snapshot!(copy.home.run(["list"]).err, @"
    error: `partitions` is kept where a lab has more than one broker, and this one has not
     --> labs/01-harm/lab.yaml:13:9
       |
    13 |   - id: sent
       |         ^
    help: write `needs: { brokers: 3 }`
    ");
    assert_snapshot!(typo(LAB, "b.state == 'running'", "b.stat == 'running'"), @"
    error: there is no `stat` here
     --> labs/01-replicas/lab.yaml:33:67
       |
    33 |         holds: isr.size() == brokers.filter(b, b.step == step && b.stat == 'running').size()
       |                                                                   ^
    help: did you mean `state`?
    ");
}
