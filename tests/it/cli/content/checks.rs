//! Checks: their verbs, conditions and messages.

use insta::assert_snapshot;

use super::typo;

#[test]
fn in_a_verb() {
    assert_snapshot!(typo("      same:", "      smae:"), @"
    error: unknown name `smae`, expected one of count, each, unique, same, within, ordered, constant, disjoint, before, path, claims, fact, all
     --> labs/01-letters/lab.yaml:15:7
       |
    15 |       smae:
       |       ^
    help: did you mean `same`?
    ");
    assert_snapshot!(typo("times: once", "times: twice"), @"
    error: unknown name `twice`, expected one of once, at_least_once, at_most_once
     --> labs/01-letters/lab.yaml:18:16
       |
    18 |         times: twice
       |                ^
    ");
    assert_snapshot!(typo("        times: once\n", ""), @"
    error: missing field `times`
     --> labs/01-letters/lab.yaml:17:9
       |
    17 |         right: { of: { records: letter-sent }, by: key }
       |         ^
    help: write `times` beside what stands here
    ");
    assert_snapshot!(typo("        times: once", "        times: once\n        often: 3"), @"
    error: unknown field `often`, expected one of left, right, times
     --> labs/01-letters/lab.yaml:19:9
       |
    19 |         often: 3
       |         ^
    ");
    assert_snapshot!(typo("records: letter-sent }, by: key", "recrods: letter-sent }, by: key"), @"
    error: unknown name `recrods`, expected one of records, given, lines, output, programs, topics, brokers, partitions, requests, commits, groups, members, deliveries, steps, effects, rows, database_transactions, responses, answers, files, file_lines, resources, subjects, registry_calls, connectors, findings
     --> labs/01-letters/lab.yaml:17:24
       |
    17 |         right: { of: { recrods: letter-sent }, by: key }
       |                        ^
    help: did you mean `records`?
    ");
    assert_snapshot!(typo("given: letters }, by: id", "given: leters }, by: id"), @"
    error: check `sent` draws from a data set `leters` that there is not
     --> labs/01-letters/lab.yaml:12:9
       |
    12 |   - id: sent
       |         ^
    help: did you mean `letters`?
    ");
    assert_snapshot!(typo("type: object", "type: objekt"), @r#"
    error: this is no JSON Schema: at /type: "objekt" is not valid under any of the schemas listed in the 'anyOf' keyword
     --> labs/01-letters/lab.yaml:37:11
       |
    37 |           type: objekt
       |           ^
    "#);
    assert_snapshot!(typo("each: { of: { records: letter-sent }, holds: key == value.id }", "count: { of: { records: letter-sent } }"), @r#"
    error: count takes `is`, or `at_least` and `at_most` or one of them
     --> labs/01-letters/lab.yaml:24:9
       |
    24 |   - id: keyed
       |         ^

    error: check `keyed` cannot fail as `unfit`
     --> labs/01-letters/lab.yaml:29:26
       |
    29 |       unfit: { headline: "{count} of {of} records without their letter's id as key", next: Which argument is the key? }
       |                          ^
    "#);
}

#[test]
fn in_a_condition() {
    assert_snapshot!(typo("holds: key == value.id", "holds: key == value.id)"), @"
    error: this is no CEL expression: Syntax error: extraneous input ')' expecting <EOF>
     --> labs/01-letters/lab.yaml:27:68
       |
    27 |       each: { of: { records: letter-sent }, holds: key == value.id) }
       |                                                                    ^
    ");
    assert_snapshot!(typo("holds: key == value.id", "holds: kye == value.id"), @"
    error: there is no `kye` here
     --> labs/01-letters/lab.yaml:27:52
       |
    27 |       each: { of: { records: letter-sent }, holds: kye == value.id }
       |                                                    ^
    help: did you mean `key`?
    ");
    assert_snapshot!(typo("holds: key == value.id", "holds: \"key == lower(value.id)\""), @r#"
    error: there is no function `lower`
     --> labs/01-letters/lab.yaml:27:52
       |
    27 |       each: { of: { records: letter-sent }, holds: "key == lower(value.id)" }
       |                                                    ^
    help: did you mean `lowerAscii`?
    "#);
    assert_snapshot!(typo("ends[0] >= 0", "end[0] >= 0"), @r#"
    error: there is no `end` here
     --> labs/01-letters/lab.yaml:53:46
       |
    53 |       - wait: { until: "topics['letter-sent'].end[0] >= 0", for: 5s }
       |                                              ^
    help: did you mean `ends`?
    "#);
    assert_snapshot!(typo("topics['letter-sent']", "topic['letter-sent']"), @r#"
    error: there is no `topic` here
     --> labs/01-letters/lab.yaml:53:25
       |
    53 |       - wait: { until: "topic['letter-sent'].ends[0] >= 0", for: 5s }
       |                         ^
    help: did you mean `topics`?
    "#);
}

#[test]
fn in_a_message() {
    assert_snapshot!(typo("{count} of {of} letters missing", "{cuont} of {of} letters missing"), @r#"
    error: the text names `{cuont}`; known here: count, of, keys
     --> labs/01-letters/lab.yaml:20:28
       |
    20 |       missing: { headline: "{cuont} of {of} letters missing: {keys}", next: Which letter was not sent? }
       |                            ^
    help: did you mean `count`?
    "#);
    assert_snapshot!(typo("      missing: {", "      misssing: {"), @r#"
    error: check `sent` does not say what a learner reads where it fails as `missing`
     --> labs/01-letters/lab.yaml:12:9
       |
    12 |   - id: sent
       |         ^
    help: add `tell: { missing: { headline: …, next: … } }`

    error: check `sent` cannot fail as `misssing`
     --> labs/01-letters/lab.yaml:20:29
       |
    20 |       misssing: { headline: "{count} of {of} letters missing: {keys}", next: Which letter was not sent? }
       |                             ^
    help: did you mean `missing`?
    "#);
    assert_snapshot!(typo("      repeated: { headline: \"Sent twice: {keys}\", next: How often is a letter sent? }\n", ""), @"
    error: check `sent` does not say what a learner reads where it fails as `repeated`
     --> labs/01-letters/lab.yaml:12:9
       |
    12 |   - id: sent
       |         ^
    help: add `tell: { repeated: { headline: …, next: … } }`
    ");
    assert_snapshot!(typo(", next: Which argument is the key?", ""), @r#"
    error: missing field `next`
     --> labs/01-letters/lab.yaml:29:16
       |
    29 |       unfit: { headline: "{count} of {of} records without their letter's id as key" }
       |                ^
    help: write `next` beside what stands here
    "#);
}

#[test]
fn in_a_name() {
    assert_snapshot!(typo("checks: [sent, keyed, shape]", "checks: [sent, keyd, shape]"), @"
    error: no stage uses the check `keyed`
     --> labs/01-letters/lab.yaml:24:9
       |
    24 |   - id: keyed
       |         ^

    error: there is no check `keyd`
     --> labs/01-letters/lab.yaml:54:20
       |
    54 |     checks: [sent, keyd, shape]
       |                    ^
    help: did you mean `keyed`?
    ");
    assert_snapshot!(typo("- id: keyed", "- id: sent"), @"
    error: there are two checks `sent`
     --> labs/01-letters/lab.yaml:24:9
       |
    24 |   - id: sent
       |         ^

    error: there is no check `keyed`
     --> labs/01-letters/lab.yaml:54:20
       |
    54 |     checks: [sent, keyed, shape]
       |                    ^

    error: there is no check `keyed`
     --> labs/01-letters/wrong/no-key/mistake.yaml:2:15
      |
    2 | fails: [sent, keyed]
      |               ^
    ");
    assert_snapshot!(typo("[The file., Print a line.,", "[The file.,"), @"
    error: stage `send` has 3 hints; there are four: the place, an experiment, the symbol, the code
     --> labs/01-letters/lab.yaml:45:9
       |
    45 |   - id: send
       |         ^
    ");
    assert_snapshot!(typo("edit: [sender.py]", "edit: [sender.js]"), @"
    error: starter/sender.js is not there
     --> labs/01-letters/lab.yaml:3:8
      |
    3 | edit: [sender.js]
      |        ^

    error: solution/sender.js is not there
     --> labs/01-letters/lab.yaml:3:8
      |
    3 | edit: [sender.js]
      |        ^
    ");
}

#[test]
fn in_what_it_needs() {
    let needs = |names: &str| format!("    needs: [{names}]\n    holds:\n      same:");
    assert_snapshot!(typo("    holds:\n      same:", &needs("gateway, broker_contrl")), @"
    error: no engine has a `broker_contrl`; a check can need gateway, broker_control, broker_settings, postgres, connect, registry, sasl, manifests
     --> labs/01-letters/lab.yaml:14:22
       |
    14 |     needs: [gateway, broker_contrl]
       |                      ^
    help: did you mean `broker_control`?
    ");
}
