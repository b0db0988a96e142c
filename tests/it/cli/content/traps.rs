//! Steps that wait for what they hold.

use insta::assert_snapshot;

use super::services::typo;

#[test]
fn of_what_a_step_waits_for() {
    assert_snapshot!(typo("{ id: second, when: [{ effect: { service: e-mail, nth: 2, hold: request } }]", "{ id: second"), @"
    error: wait takes either `until` or `when`
     --> labs/04-notices/lab.yaml:79:9
       |
    79 |       - wait: { id: second, for: 10s }
       |         ^
    help: `until` is a condition, `when` a list of what is held when it comes

    error: no step that waits `when`, called `second` stands before this step
     --> labs/04-notices/lab.yaml:81:32
       |
    81 |       - release: { id: go, of: second }
       |                                ^
    ");
    assert_snapshot!(typo("{ id: second, when:", "{ id: second, until: 'true', when:"), @"
    error: wait takes either `until` or `when`
     --> labs/04-notices/lab.yaml:79:9
       |
    79 |       - wait: { id: second, until: 'true', when: [{ effect: { service: e-mail, nth: 2, hold: request } }], for: 10s }
       |         ^
    help: `until` is a condition, `when` a list of what is held when it comes
    ");
    assert_snapshot!(typo("nth: 2, hold: request", "nth: 0, hold: request"), @"
    error: `times` and `nth` count from 1
     --> labs/04-notices/lab.yaml:79:36
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 0, hold: request } }], for: 10s }
       |                                    ^
    ");
    assert_snapshot!(typo("nth: 2, hold: request", "nth: 2, hold: question"), @"
    error: unknown name `question`, expected one of request, answer
     --> labs/04-notices/lab.yaml:79:79
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 2, hold: question } }], for: 10s }
       |                                                                               ^
    ");
    assert_snapshot!(typo("nth: 2, hold: request", "nth: 2"), @"
    error: missing field `hold`
     --> labs/04-notices/lab.yaml:79:65
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 2 } }], for: 10s }
       |                                                                 ^
    help: write `hold` beside what stands here
    ");
    assert_snapshot!(typo("service: e-mail, nth: 2, hold: request", "service: e-mial, nth: 2, hold: request"), @"
    error: there is no service `e-mial`
     --> labs/04-notices/lab.yaml:79:57
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mial, nth: 2, hold: request } }], for: 10s }
       |                                                         ^
    help: did you mean `e-mail`?
    ");
    assert_snapshot!(typo("effect: { service: e-mail, nth: 2, hold: request }", "request: { on: { api: Prodcue }, hold: answer }"), @"
    error: what bends the wire needs the gateway
     --> labs/04-notices/lab.yaml:79:36
       |
    79 |       - wait: { id: second, when: [{ request: { on: { api: Prodcue }, hold: answer } }], for: 10s }
       |                                    ^
    help: write `needs: { gateway: true }`

    error: Kafka's protocol has no API `Prodcue`
     --> labs/04-notices/lab.yaml:79:60
       |
    79 |       - wait: { id: second, when: [{ request: { on: { api: Prodcue }, hold: answer } }], for: 10s }
       |                                                            ^
    help: did you mean `Produce`?
    ");
    assert_snapshot!(typo("effects['e-mail'].size() > 2", "efects['e-mail'].size() > 2"), @r#"
    error: there is no `efects` here
     --> labs/04-notices/lab.yaml:68:52
       |
    68 |       - kill: { program: notifier, when: [{ fact: "efects['e-mail'].size() > 2" }, { effect: { service: e-mail, nth: 2, hold: answer } }], for: 10s }
       |                                                    ^
    help: did you mean `effects`?
    "#);
    assert_snapshot!(typo("hold: answer } }], for: 10s }", "hold: answer } }] }"), @r#"
    error: a kill that waits says how long
     --> labs/04-notices/lab.yaml:68:9
       |
    68 |       - kill: { program: notifier, when: [{ fact: "effects['e-mail'].size() > 2" }, { effect: { service: e-mail, nth: 2, hold: answer } }] }
       |         ^
    help: write `for: 15s`
    "#);
    assert_snapshot!(typo("if_never: continue", "if_never: carry-on"), @r#"
    error: unknown name `carry-on`, expected one of fail, continue
     --> labs/04-notices/lab.yaml:82:104
       |
    82 |       - wait: { until: "effects['e-mail'].filter(e, e.status == 200).size() == 3", for: 10s, if_never: carry-on }
       |                                                                                                        ^
    "#);
}

#[test]
fn a_name_in_a_block_is_found_on_its_line() {
    assert_snapshot!(typo("== [['n-1', 200], ['n-2', null]]", "== [['n-1', 200], [efects, null]]"), @"
    error: there is no `efects` here
     --> labs/04-notices/lab.yaml:34:32
       |
    34 |             == [['n-1', 200], [efects, null]]
       |                                ^
    help: did you mean `effects`?
    ");
}

#[test]
fn of_what_is_never_armed_or_never_let_go() {
    assert_snapshot!(typo("      - start: { program: notifier, given: { NOTICES_FILE: notices } }\n", ""), @"
    error: what this step waits for is armed at a `start`, and none stands before it
     --> labs/04-notices/lab.yaml:78:9
       |
    78 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 2, hold: request } }], for: 10s }
       |         ^
    ");
    assert_snapshot!(typo("      - start: { id: first, program: notifier, given: { NOTICES_FILE: notices } }\n", ""), @r#"
    error: what this step waits for is armed at a `start` of notifier, and none stands before it
     --> labs/04-notices/lab.yaml:67:9
       |
    67 |       - kill: { program: notifier, when: [{ fact: "effects['e-mail'].size() > 2" }, { effect: { service: e-mail, nth: 2, hold: answer } }], for: 10s }
       |         ^
    "#);
    assert_snapshot!(typo("      - release: { id: go, of: second }\n", ""), @"
    error: what this step holds is never let go: no `release` and no `kill` follows
     --> labs/04-notices/lab.yaml:79:9
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 2, hold: request } }], for: 10s }
       |         ^
    help: write `- release: { of: second }` where it may go on
    ");
    assert_snapshot!(typo("of: second", "of: secnod"), @"
    error: what this step holds is never let go: no `release` and no `kill` follows
     --> labs/04-notices/lab.yaml:79:9
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 2, hold: request } }], for: 10s }
       |         ^
    help: write `- release: { of: second }` where it may go on

    error: no step that waits `when`, called `secnod` stands before this step
     --> labs/04-notices/lab.yaml:81:32
       |
    81 |       - release: { id: go, of: secnod }
       |                                ^
    help: did you mean `second`?
    ");
    assert_snapshot!(typo("      - run: { program: notifier, given: { NOTICES_FILE: notices }, for: 20s }\n    checks: [notified]\n    hints: [The loop., Print a line., urlopen", "      - start: { program: notifier, given: { NOTICES_FILE: notices } }\n      - kill: { program: notifier, when: [{ effect: { service: e-mail, hold: answer } }], for: 1s }\n    checks: [notified]\n    hints: [The loop., Print a line., urlopen"), @"
    error: the first stage has no fault in it: it shows that the program does its work at all
     --> labs/04-notices/lab.yaml:47:9
       |
    47 |       - kill: { program: notifier, when: [{ effect: { service: e-mail, hold: answer } }], for: 1s }
       |         ^
    ");
    assert_snapshot!(typo("kill: { program: notifier, when: [{ fact: \"effects['e-mail'].size() > 2\" }, { effect: { service: e-mail, nth: 2, hold: answer } }], for: 10s }", "kill: { program: notifier, for: 10s }"), @"
    error: `for` and `if_never` are for a kill that waits: it needs `when`
     --> labs/04-notices/lab.yaml:68:9
       |
    68 |       - kill: { program: notifier, for: 10s }
       |         ^
    ");
}
