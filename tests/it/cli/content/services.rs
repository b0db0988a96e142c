//! Services, and the steps and sources that name them.

use insta::assert_snapshot;

use crate::harness::Copy;

/// What `list` says of the lab with a service, with `from` replaced by `to`.
#[track_caller]
pub(super) fn typo(from: &str, to: &str) -> String {
    let copy = Copy::new();
    copy.replace("labs/04-notices/lab.yaml", from, to);
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    list.err
}

#[test]
fn of_a_service_and_its_source() {
    assert_snapshot!(typo("  e-mail: {}", "  E-Mail: {}"), @r#"
    error: a service cannot be called `E-Mail`: its name is lower-case letters, digits and dashes, a letter first
     --> labs/04-notices/lab.yaml:13:11
       |
    13 |   E-Mail: {}
       |           ^

    error: check `notified` draws from a service `e-mail` that there is not
     --> labs/04-notices/lab.yaml:16:9
       |
    16 |   - id: notified
       |         ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:33:18
       |
    33 |           effects['e-mail'].filter(e, e.run == 'first').map(e, [e.body.id, e.status])
       |                  ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:35:25
       |
    35 |         shows: ["effects['e-mail'].filter(e, e.run == 'first').map(e, [e.body.id, e.status])"]
       |                         ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:56:38
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: body.id == 'n-2', status: 503, after: 10ms, times: 2 }] }
       |                                      ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:68:59
       |
    68 |       - kill: { program: notifier, when: [{ fact: "effects['e-mail'].size() > 2" }, { effect: { service: e-mail, nth: 2, hold: answer } }], for: 10s }
       |                                                           ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:68:106
       |
    68 |       - kill: { program: notifier, when: [{ fact: "effects['e-mail'].size() > 2" }, { effect: { service: e-mail, nth: 2, hold: answer } }], for: 10s }
       |                                                                                                          ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:79:57
       |
    79 |       - wait: { id: second, when: [{ effect: { service: e-mail, nth: 2, hold: request } }], for: 10s }
       |                                                         ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:80:47
       |
    80 |       - wait: { id: meanwhile, until: "effects['e-mail'].size() == 1", for: 10s }
       |                                               ^
    help: did you mean `E-Mail`?

    error: there is no service `e-mail`
     --> labs/04-notices/lab.yaml:82:32
       |
    82 |       - wait: { until: "effects['e-mail'].filter(e, e.status == 200).size() == 3", for: 10s, if_never: continue }
       |                                ^
    help: did you mean `E-Mail`?
    "#);
    assert_snapshot!(typo("  e-mail: {}", "  e-mail: { port: 80 }"), @"
    error: unknown field `port`, expected one of answers
     --> labs/04-notices/lab.yaml:13:13
       |
    13 |   e-mail: { port: 80 }
       |             ^
    ");
    assert_snapshot!(typo("{ effects: e-mail }", "{ effects: e-mial }"), @"
    error: check `notified` draws from a service `e-mial` that there is not
     --> labs/04-notices/lab.yaml:16:9
       |
    16 |   - id: notified
       |         ^
    help: did you mean `e-mail`?
    ");
    assert_snapshot!(typo("where: status == 200", "where: code == 200"), @"
    error: there is no `code` here
     --> labs/04-notices/lab.yaml:21:50
       |
    21 |         right: { of: { effects: e-mail }, where: code == 200, by: body.id }
       |                                                  ^
    ");
}

#[test]
fn of_a_step() {
    assert_snapshot!(typo("service: e-mail, answers", "service: email, answers"), @"
    error: there is no service `email`
     --> labs/04-notices/lab.yaml:56:38
       |
    56 |       - service: { id: ill, service: email, answers: [{ when: body.id == 'n-2', status: 503, after: 10ms, times: 2 }] }
       |                                      ^
    help: did you mean `e-mail`?
    ");
    assert_snapshot!(typo("status: 503, ", "status: 103, "), @"
    error: the status of an answer is 200 to 599
     --> labs/04-notices/lab.yaml:56:56
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: body.id == 'n-2', status: 103, after: 10ms, times: 2 }] }
       |                                                        ^
    ");
    assert_snapshot!(typo("status: 503, after: 10ms, times: 2", "times: 0"), @"
    error: an answer has a `status`, a `body` or an `after`
     --> labs/04-notices/lab.yaml:56:56
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: body.id == 'n-2', times: 0 }] }
       |                                                        ^

    error: an answer is given at least once: leave it out, or `times`
     --> labs/04-notices/lab.yaml:56:56
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: body.id == 'n-2', times: 0 }] }
       |                                                        ^
    ");
    assert_snapshot!(typo("when: body.id", "when: bdoy.id"), @"
    error: there is no `bdoy` here
     --> labs/04-notices/lab.yaml:56:64
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: bdoy.id == 'n-2', status: 503, after: 10ms, times: 2 }] }
       |                                                                ^
    help: did you mean `body`?
    ");
    assert_snapshot!(typo("when: body.id == 'n-2'", "when: effects.mail.size() == 1"), @"
    error: there is no `effects` here
     --> labs/04-notices/lab.yaml:56:64
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: effects.mail.size() == 1, status: 503, after: 10ms, times: 2 }] }
       |                                                                ^
    ");
    assert_snapshot!(typo("times: 2 }] }", "times: 2 }], down: true }"), @"
    error: a service step takes either `answers` or `down: true`
     --> labs/04-notices/lab.yaml:56:9
       |
    56 |       - service: { id: ill, service: e-mail, answers: [{ when: body.id == 'n-2', status: 503, after: 10ms, times: 2 }], down: true }
       |         ^
    help: write `answers: []` for a service that is well again
    ");
    assert_snapshot!(typo("      - run:", "      - service: { service: e-mail, down: true }\n      - run:"), @"
    error: the first stage has no fault in it: it shows that the program does its work at all
     --> labs/04-notices/lab.yaml:46:9
       |
    46 |       - service: { service: e-mail, down: true }
       |         ^
    ");
}
