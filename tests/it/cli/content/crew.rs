//! Instances that there are not, and what plays beside a scenario without end or with nothing to play.

use insta::assert_snapshot;

use crate::harness::{Copy, repository};

/// What `list` says of the lab of a crew, with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::of(&repository("tests/fixtures/crew"));
    copy.replace("labs/01-crew/lab.yaml", from, to);
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    list.err
}

#[test]
fn instances_that_nobody_starts() {
    assert_snapshot!(typo("stop: { program: hand, as: ann }", "stop: { program: hand, as: anne }"), @"
    error: no `start` of hand in this stage says `as: anne`
     --> labs/01-crew/lab.yaml:47:36
       |
    47 |       - stop: { program: hand, as: anne }
       |                                    ^
    help: did you mean `ann`?
    ");
    assert_snapshot!(typo("effect: { service: desk, as: ann, nth: 5", "effect: { service: desk, as: bop, nth: 5"), @"
    error: no `start` in this stage says `as: bop`
     --> labs/01-crew/lab.yaml:61:90
       |
    61 |       - kill: { id: crash, program: hand, as: ann, when: [{ effect: { service: desk, as: bop, nth: 5, hold: answer } }], for: 15s }
       |                                                                                          ^
    help: did you mean `bob`?
    ");
}

#[test]
fn what_plays_and_does_not_end() {
    assert_snapshot!(typo("join: { background: feed }", "join: { background: food }"), @"
    error: this plays on when the scenario ends, and where it stops is left to chance
     --> labs/01-crew/lab.yaml:43:9
       |
    43 |       - background: { id: feed, every: 20ms, times: 20, do: [{ produce: { topic: parcel, data: parcels, key: id, take: 2 } }] }
       |         ^
    help: write `- join: { background: feed }` where it is to end

    error: no background `food` plays here
     --> labs/01-crew/lab.yaml:44:29
       |
    44 |       - join: { background: food }
       |                             ^
    ");
    assert_snapshot!(typo("id: feed, every: 20ms, times", "every: 20ms, times"), @"
    error: a background has an id, by which it is joined
     --> labs/01-crew/lab.yaml:43:9
       |
    43 |       - background: { every: 20ms, times: 20, do: [{ produce: { topic: parcel, data: parcels, key: id, take: 2 } }] }
       |         ^
    help: write `id: feed`

    error: no background `feed` plays here
     --> labs/01-crew/lab.yaml:44:29
       |
    44 |       - join: { background: feed }
       |                             ^
    ");
}

#[test]
fn what_cannot_be_played() {
    assert_snapshot!(typo("times: 20, do", "times: 21, do"), @"
    error: `parcels` has 40 entries, and all rounds take 42
     --> labs/01-crew/lab.yaml:43:62
       |
    43 |       - background: { id: feed, every: 20ms, times: 21, do: [{ produce: { topic: parcel, data: parcels, key: id, take: 2 } }] }
       |                                                              ^
    ");
    assert_snapshot!(typo(", take: 2 }", " }"), @"
    error: a `produce` in a background says how many entries a round writes
     --> labs/01-crew/lab.yaml:43:62
       |
    43 |       - background: { id: feed, every: 20ms, times: 20, do: [{ produce: { topic: parcel, data: parcels, key: id } }] }
       |                                                              ^
    help: write `take: 5`
    ");
    assert_snapshot!(typo("do: [{ produce: { topic: parcel, data: parcels, key: id, take: 2 } }]", "do: [{ stop: { program: hand } }]"), @"
    error: `stop` cannot play beside a scenario
     --> labs/01-crew/lab.yaml:43:62
       |
    43 |       - background: { id: feed, every: 20ms, times: 20, do: [{ stop: { program: hand } }] }
       |                                                              ^
    help: `produce` can
    ");
}
