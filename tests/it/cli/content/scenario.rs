//! Steps that are none, or name what is not there.

use insta::assert_snapshot;

use super::typo;

#[test]
fn in_a_step() {
    assert_snapshot!(typo("- topic:", "- topci:"), @"
    error: unknown name `topci`, expected one of topic, produce, run, start, stop, kill, pause, resume, background, join, wait, release, fault, heal, broker, service, offsets, http, experiment, connector, registry, apply, sql, inspect
     --> labs/01-letters/lab.yaml:51:9
       |
    51 |       - topci: { name: letter-sent, partitions: 1 }
       |         ^
    help: did you mean `topic`?
    ");
    assert_snapshot!(typo("partitions: 1", "partitions: one"), @"
    error: this is no whole number
     --> labs/01-letters/lab.yaml:51:49
       |
    51 |       - topic: { name: letter-sent, partitions: one }
       |                                                 ^
    ");
    assert_snapshot!(typo("partitions: 1", "partitons: 1"), @"
    error: unknown field `partitons`, expected one of id, name, partitions, replicas, configs, expect
     --> labs/01-letters/lab.yaml:51:37
       |
    51 |       - topic: { name: letter-sent, partitons: 1 }
       |                                     ^
    help: did you mean `partitions`?
    ");
    assert_snapshot!(typo("partitions: 1", "partitions: 0"), @"
    error: a topic has at least one partition and one replica
     --> labs/01-letters/lab.yaml:51:9
       |
    51 |       - topic: { name: letter-sent, partitions: 0 }
       |         ^
    ");
    assert_snapshot!(typo("run: { program: sender", "run: { program: sneder"), @"
    error: there is no program `sneder`
     --> labs/01-letters/lab.yaml:52:25
       |
    52 |       - run: { program: sneder, given: { LETTERS_FILE: letters }, for: 20s }
       |                         ^
    help: did you mean `sender`?
    ");
    assert_snapshot!(typo("LETTERS_FILE: letters", "LETTERS_FILE: leters"), @"
    error: stage `send` has no data `leters`
     --> labs/01-letters/lab.yaml:52:56
       |
    52 |       - run: { program: sender, given: { LETTERS_FILE: leters }, for: 20s }
       |                                                        ^
    help: did you mean `letters`?
    ");
    assert_snapshot!(typo("for: 20s", "for: 20 s"), @"
    error: `20 s` is no length of time: write 300ms, 15s or 2m
     --> labs/01-letters/lab.yaml:52:72
       |
    52 |       - run: { program: sender, given: { LETTERS_FILE: letters }, for: 20 s }
       |                                                                        ^
    ");
    assert_snapshot!(typo("- wait:", "- fault: { on: { api: Metadata }, do: { delay: 1s } }\n      - wait:"), @"
    error: the first stage has no fault in it: it shows that the program does its work at all
     --> labs/01-letters/lab.yaml:53:9
       |
    53 |       - fault: { on: { api: Metadata }, do: { delay: 1s } }
       |         ^
    ");
    assert_snapshot!(typo("- wait:", "- heal: { fault: slow }\n      - wait:"), @"
    error: no fault `slow` stands before this step
     --> labs/01-letters/lab.yaml:53:24
       |
    53 |       - heal: { fault: slow }
       |                        ^
    ");
    assert_snapshot!(typo("- wait:", "- run: { id: topic-1, program: sender, for: 1s }\n      - wait:"), @"
    error: there are two steps `topic-1` in this stage
     --> labs/01-letters/lab.yaml:53:9
       |
    53 |       - run: { id: topic-1, program: sender, for: 1s }
       |         ^
    ");
}
