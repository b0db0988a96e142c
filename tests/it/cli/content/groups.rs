//! Sources about consumer groups, and what they are asked.

use insta::assert_snapshot;

use crate::harness::Copy;

/// What `list` says of the lab with a group, with `from` replaced by `to`.
#[track_caller]
fn typo(from: &str, to: &str) -> String {
    let copy = Copy::new();
    copy.replace("labs/06-clerks/lab.yaml", from, to);
    let list = copy.home.run(["list"]);
    assert_eq!(list.status, "2", "{list}");
    list.err
}

#[test]
fn of_a_delivery() {
    assert_snapshot!(typo("{ service: archive, by: body.id, record", "{ service: archives, by: body.id, record"), @"
    error: check `filed-first` draws from a service `archives` that there is not
     --> labs/06-clerks/lab.yaml:27:9
       |
    27 |   - id: filed-first
       |         ^
    help: did you mean `archive`?
    ");
    assert_snapshot!(typo("by: body.id, record: value.id }", "by: boddy.id, record: value.id }"), @"
    error: in `boddy.id`: there is no `boddy` here
     --> labs/06-clerks/lab.yaml:27:9
       |
    27 |   - id: filed-first
       |         ^
    help: did you mean `body`?
    ");
    assert_snapshot!(typo("by: body.id, record: value.id }", "by: body.id, record: status }"), @"
    error: in `status`: there is no `status` here
     --> labs/06-clerks/lab.yaml:27:9
       |
    27 |   - id: filed-first
       |         ^
    ");
    assert_snapshot!(typo("by: body.id, record: value.id }", "by: body.id, where: status = 200 }"), @"
    error: in `status = 200`: this is no CEL expression: Syntax error: token recognition error at: '= '
     --> labs/06-clerks/lab.yaml:27:9
       |
    27 |   - id: filed-first
       |         ^
    ");
    assert_snapshot!(typo("topic: form, by: clerks,", "topic: form, group: clerks,"), @"
    error: unknown field `group`, expected one of topic, by, effect
     --> labs/06-clerks/lab.yaml:31:42
       |
    31 |         of: { deliveries: { topic: form, group: clerks, effect: { service: archive, by: body.id, record: value.id } } }
       |                                          ^
    ");
    assert_snapshot!(typo("where: covered_at != null", "where: coverd_at != null"), @"
    error: there is no `coverd_at` here
     --> labs/06-clerks/lab.yaml:32:16
       |
    32 |         where: coverd_at != null && effect_at != null
       |                ^
    help: did you mean `covered_at`?
    ");
}

#[test]
fn of_a_group_and_its_members() {
    assert_snapshot!(typo("partitions.all(p, p.lag == 0)\n    tell", "partitions.all(p, p.lagg == 0)\n    tell"), @"
    error: there is no `lagg` here
     --> labs/06-clerks/lab.yaml:43:35
       |
    43 |         holds: partitions.all(p, p.lagg == 0)
       |                                   ^
    help: did you mean `lag`?
    ");
    assert_snapshot!(typo("of: { members: clerks }, where: \"run == 'first'", "of: { members: clerks }, where: \"runs == 'first'"), @r#"
    error: there is no `runs` here
     --> labs/06-clerks/lab.yaml:51:53
       |
    51 |         - count: { of: { members: clerks }, where: "runs == 'first' && partitions.size() == 3 && ended == 'taken_out'", is: 1 }
       |                                                     ^
    help: did you mean `run`?
    "#);
    assert_snapshot!(typo("groups.exists(g, g.group ==", "groups.exists(g, g.id =="), @r#"
    error: there is no `id` here
     --> labs/06-clerks/lab.yaml:74:43
       |
    74 |       - wait: { until: "groups.exists(g, g.id == 'clerks' && g.partitions.exists(p, p.committed != null && p.lag <= 1))", for: 10s }
       |                                           ^
    "#);
}
