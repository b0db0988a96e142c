//! Histories of groups from requests that are written as data.

use super::*;
use serde_json::json;

/// A request of `run` at `at` that was answered 5 µs later.
fn request(at: Micros, run: &str, api: &str, fields: Value, answer: Value) -> Request {
    let answered_at = Some(at + 5);
    Request { n: at, run: Some(run.into()), at, answered_at, ..Request::sample(api, fields, answer) }
}

fn partitions(of: &[i64]) -> Value {
    of.iter().map(|p| json!({ "topic": "t", "partition": p })).collect()
}

fn join(at: Micros, run: &str, assignor: &str) -> Request {
    let fields = json!({ "group": "g", "member": run, "instance": null });
    request(at, run, "JoinGroup", fields, json!({ "member": run, "protocol": assignor }))
}

fn sync(at: Micros, run: &str, generation: i64, given: &[i64]) -> Request {
    let fields = json!({ "group": "g", "member": run, "instance": null, "generation": generation });
    request(at, run, "SyncGroup", fields, json!({ "assigned": partitions(given) }))
}

fn beat(at: Micros, run: &str, owned: Option<&[i64]>, epoch: i64, given: Option<&[i64]>) -> Request {
    let asked = if epoch < 0 { epoch } else { 1 };
    let fields = json!({ "group": "g", "member": run, "epoch": asked, "owned": owned.map(partitions) });
    let answer = json!({ "member": run, "epoch": epoch, "assigned": given.map(partitions) });
    request(at, run, "ConsumerGroupHeartbeat", fields, answer)
}

fn refused(request: Request, error: &str) -> Request {
    Request { error: Some(error.into()), answer: json!({}), ..request }
}

/// `n member generation [partitions] from–to ended`, a line each.
fn told(requests: &[Request]) -> String {
    shown(members(requests, [], &BTreeMap::new()))
}

fn shown(mut all: BTreeMap<String, Vec<Member>>) -> String {
    let all = all.remove("g").unwrap_or_default();
    let line = |m: &Member| {
        let partitions: Vec<String> = m.partitions.iter().map(|p| p.partition.to_string()).collect();
        let to = m.to.map_or_else(|| "…".to_owned(), |to| to.to_string());
        let ended = m.ended.as_deref().unwrap_or("lasts");
        let (n, member, generation) = (m.n, &m.member, m.generation);
        format!("{n} {member} {generation} [{}] {}–{to} {ended}\n", partitions.join(" "), m.from)
    };
    all.iter().map(line).collect()
}

#[test]
fn an_eager_group_gives_everything_up_before_it_shares_anew() {
    let leave = json!({ "group": "g", "members": [{ "member": "a" }] });
    let requests = [
        join(10, "a", "range"),
        sync(20, "a", 1, &[1, 0]),
        join(30, "b", "range"),
        join(40, "a", "range"),
        sync(50, "b", 2, &[1]),
        sync(51, "a", 2, &[0]),
        request(60, "a", "LeaveGroup", leave, json!({ "members": [] })),
    ];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0 1] 25–40 rebalanced
    2 b 2 [1] 55–… lasts
    3 a 2 [0] 56–60 left
    ");
}

#[test]
fn a_client_that_finds_its_session_over_is_that_member_no_more() {
    let anew = json!({ "group": "g", "member": null, "instance": null });
    let by_another =
        Request { connection: 2, ..request(30, "a", "JoinGroup", anew.clone(), json!({ "member": "c" })) };
    let requests = [
        join(10, "a", "range"),
        sync(20, "a", 1, &[0]),
        // A second consumer of the same program begins, and takes nothing from the first.
        by_another,
        request(40, "a", "JoinGroup", anew, json!({ "member": "b" })),
        sync(50, "b", 2, &[0]),
    ];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0] 25–40 fenced
    2 b 2 [0] 55–… lasts
    ");
}

#[test]
fn a_cooperative_group_keeps_what_it_has_meanwhile() {
    let requests = [
        join(10, "a", "cooperative-sticky"),
        sync(20, "a", 1, &[0, 1]),
        join(40, "a", "cooperative-sticky"),
        sync(50, "a", 2, &[0]),
        join(60, "a", "cooperative-sticky"),
        sync(70, "a", 3, &[0]),
        sync(71, "b", 3, &[1]),
    ];
    // Of what generation 2 takes away it has all until it joins again.
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0 1] 25–55 rebalanced
    2 a 2 [0 1] 55–60 rebalanced
    3 a 2 [0] 60–75 rebalanced
    4 a 3 [0] 75–… lasts
    5 b 3 [1] 76–… lasts
    ");
}

#[test]
fn a_commit_that_is_answered_after_its_member_has_joined_anew_fences_nobody() {
    let fields = json!({ "group": "g", "member": "a", "generation": 1, "partitions": [] });
    let late = request(42, "a", "OffsetCommit", fields, json!({}));
    let joined = json!({ "member": "a", "protocol": "cooperative-sticky", "generation": 2 });
    let requests = |answered_at| {
        [
            join(10, "a", "cooperative-sticky"),
            sync(20, "a", 1, &[0]),
            Request { answer: joined.clone(), ..join(40, "a", "cooperative-sticky") },
            Request { answered_at: Some(answered_at), ..refused(late.clone(), "ILLEGAL_GENERATION") },
            sync(50, "a", 2, &[0]),
        ]
    };
    insta::assert_snapshot!(told(&requests(46)), @"
    1 a 1 [0] 25–55 rebalanced
    2 a 2 [0] 55–… lasts
    ");
    // Before that it does.
    insta::assert_snapshot!(told(&requests(44)), @"
    1 a 1 [0] 25–44 fenced
    2 a 2 [0] 55–… lasts
    ");
}

#[test]
fn a_cooperative_group_may_give_and_take_at_once() {
    let requests = [
        join(10, "a", "cooperative-sticky"),
        sync(20, "a", 1, &[0, 1]),
        join(40, "a", "cooperative-sticky"),
        sync(50, "a", 2, &[0, 2]),
        refused(join(60, "a", "cooperative-sticky"), "UNKNOWN_MEMBER_ID"),
    ];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0 1] 25–55 rebalanced
    2 a 2 [0 1 2] 55–60 rebalanced
    3 a 2 [0 2] 60–65 fenced
    ");
}

#[test]
fn a_member_that_is_out_has_its_partitions_until_it_hears_of_it() {
    let fields = |generation| json!({ "group": "g", "member": "a", "generation": generation });
    let heartbeat = |at, generation| request(at, "a", "Heartbeat", fields(generation), json!({}));
    let requests = [
        sync(10, "a", 3, &[0]),
        refused(heartbeat(20, 3), "REBALANCE_IN_PROGRESS"),
        refused(heartbeat(30, 2), "ILLEGAL_GENERATION"),
        refused(heartbeat(40, 3), "UNKNOWN_MEMBER_ID"),
    ];
    insta::assert_snapshot!(told(&requests), @"1 a 3 [0] 15–45 fenced");
}

#[test]
fn what_did_not_reach_the_program_was_not_given() {
    let lost = Request { answered_at: None, ..sync(20, "a", 1, &[0]) };
    let wrong = refused(sync(20, "a", 1, &[0]), "REBALANCE_IN_PROGRESS");
    assert_eq!(told(&[lost, wrong]), "");
}

#[test]
fn the_newer_protocol_hands_over_one_by_one() {
    let requests = [
        beat(10, "a", Some(&[]), 1, Some(&[0, 1, 2])),
        beat(20, "a", Some(&[0, 1, 2]), 1, None),
        beat(30, "b", Some(&[]), 2, Some(&[])),
        beat(40, "a", None, 1, Some(&[0, 1])),
        beat(50, "a", None, 1, None),
        beat(60, "a", Some(&[0, 1]), 2, None),
        beat(70, "b", None, 2, Some(&[2])),
        beat(80, "b", None, -1, None),
    ];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0 1 2] 15–60 rebalanced
    2 b 2 [] 35–75 rebalanced
    3 a 1 [0 1] 60–65 rebalanced
    4 a 2 [0 1] 65–… lasts
    5 b 2 [2] 75–80 left
    ");
}

#[test]
fn the_newer_protocol_fences_too() {
    let requests = [
        beat(10, "a", Some(&[]), 1, Some(&[0])),
        refused(beat(20, "a", None, 1, None), "COORDINATOR_LOAD_IN_PROGRESS"),
        refused(beat(30, "a", None, 1, None), "FENCED_MEMBER_EPOCH"),
        beat(40, "a", Some(&[]), 3, Some(&[0])),
    ];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0] 15–35 fenced
    2 a 3 [0] 45–… lasts
    ");
}

#[test]
fn who_was_late_hears_of_it_when_it_says_that_it_leaves() {
    let requests = [
        beat(10, "a", Some(&[]), 1, Some(&[0])),
        refused(beat(20, "a", None, -1, None), "UNKNOWN_MEMBER_ID"),
        beat(30, "a", Some(&[]), 3, Some(&[1])),
    ];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0] 15–25 fenced
    2 a 3 [1] 35–… lasts
    ");
}

#[test]
fn who_joins_anew_has_given_up_what_it_had() {
    let mut again = beat(30, "a", Some(&[]), 3, Some(&[]));
    again.fields["epoch"] = json!(0);
    let requests = [beat(10, "a", Some(&[]), 1, Some(&[0])), again];
    insta::assert_snapshot!(told(&requests), @"
    1 a 1 [0] 15–30 rebalanced
    2 a 3 [] 35–… lasts
    ");
}

#[test]
fn nothing_lasts_of_a_program_that_has_ended() {
    let step = StepResult {
        id: "crash".into(),
        kind: "kill".into(),
        from: 30,
        to: 40,
        result: json!({ "was_running": true, "taken_out": [{ "group": "g", "member": "a" }] }),
        error: None,
        meant: false,
    };
    let run = |name: &str, ended| Run {
        program: "clerk".into(),
        run: name.into(),
        pid: 1,
        started: 0,
        ended,
        exit: None,
        signal: Some(9),
        ended_by_scenario: true,
        died: false,
    };
    let requests = [sync(10, "a", 1, &[0, 1]), sync(50, "b", 2, &[0]), sync(51, "c", 2, &[1])];
    let runs = [run("a", Some(31)), run("b", Some(70)), run("c", None)];
    insta::assert_snapshot!(shown(members(&requests, &runs, &[("crash".to_owned(), step)].into())), @"
    1 a 1 [0 1] 15–31 taken_out
    2 b 2 [0] 55–70 gone
    3 c 2 [1] 56–… lasts
    ");
}
