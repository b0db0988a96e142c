//! Every source on evidence that is written as data: its shape, its items, its words.

use super::*;
use crate::evidence::{
    BrokerSeen, BrokerState, Call, Commit, DatabaseTransaction, Delivery, Effect, Ending, Group, Line,
    Member, Outcome, Owned, PartitionSeen, Progress, Record, Request, Run, SkillFinding, StepResult, Stream,
    Topic,
};
use serde_json::json;

/// A lint that knows other fields than the data has would reject right labs, or pass wrong ones.
#[track_caller]
pub(super) fn check(shape: Shape, entry: impl Serialize) {
    let Shape::Object(fields) = shape else { panic!("no object: {shape:?}") };
    let value = serde_json::to_value(entry).unwrap();
    let mut real: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let mut known: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    real.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, real);
}

fn a_line() -> Line {
    Line {
        program: "p".into(),
        run: "r".into(),
        n: 1,
        at: 0,
        stream: Stream::Stdout,
        text: String::new(),
        json: json!(null),
    }
}

fn a_request() -> Request {
    Request { program: None, run: None, ..Request::sample("Produce", json!({}), json!(null)) }
}

fn a_partition() -> PartitionSeen {
    PartitionSeen {
        at: 0,
        step: Some("crash".into()),
        topic: "t".into(),
        partition: 2,
        leader: Some(1),
        isr: vec![1, 3],
        replicas: vec![2, 3, 1],
        offline: vec![2],
        eligible: vec![],
    }
}

#[test]
fn shapes_have_the_fields_of_the_data() {
    check(ROOTS, Evidence::default());
    check(Source::Lines("p".into()).shape(), a_line());
    check(
        Source::Records("t".into()).shape(),
        Record {
            topic: "t".into(),
            partition: 0,
            offset: 0,
            timestamp: 0,
            key: None,
            value: json!(null),
            format: "null".into(),
            size: 0,
            headers: [].into(),
            outcome: Outcome::Open,
            producer_id: -1,
            epoch: -1,
            sequence: -1,
            schema_id: None,
            at: None,
            program: None,
            run: None,
        },
    );
    check(
        Source::Programs("p".into()).shape(),
        Run {
            program: "p".into(),
            run: "r".into(),
            pid: 1,
            started: 0,
            ended: None,
            exit: None,
            signal: None,
            ended_by_scenario: false,
            died: false,
        },
    );
    check(
        Source::Topics.shape(),
        Topic {
            name: "t".into(),
            partitions: 1,
            replicas: 1,
            configs: [].into(),
            ends: vec![],
            leaders: vec![],
            isr: vec![],
        },
    );
    check(Source::Brokers.shape(), BrokerSeen { at: 0, step: None, broker: 1, state: BrokerState::Running });
    check(Source::Partitions("t".into()).shape(), a_partition());
    check(
        Source::Steps.shape(),
        StepResult {
            id: "s".into(),
            kind: "run".into(),
            from: 0,
            to: 1,
            result: json!(null),
            error: None,
            meant: false,
        },
    );
    check(Source::Requests.shape(), a_request());
    check(
        Source::Effects("s".into()).shape(),
        Effect {
            service: "s".into(),
            n: 1,
            at: 0,
            answered_at: None,
            method: "POST".into(),
            path: "/".into(),
            query: [].into(),
            headers: [].into(),
            body: json!(null),
            status: None,
            program: None,
            run: None,
            pid: None,
            fault: None,
        },
    );
    check(
        Source::Commits("g".into()).shape(),
        Commit {
            group: "g".into(),
            n: 1,
            topic: "t".into(),
            partition: 0,
            offset: 1,
            at: 0,
            member: None,
            transactional: false,
            request: 1,
            program: None,
            run: None,
        },
    );
    let progress = Progress { topic: "t".into(), partition: 0, committed: None, end: 0, lag: Some(0) };
    check(Shape::Object(group::PROGRESS_FIELDS), progress.clone());
    check(
        Source::Groups.shape(),
        Group {
            group: "g".into(),
            protocol: "classic".into(),
            state: "Empty".into(),
            assignor: None,
            members: 0,
            partitions: vec![progress],
        },
    );
    let owned = Owned { topic: "t".into(), partition: 0 };
    check(Shape::Object(member::OWNED_FIELDS), owned.clone());
    check(
        Source::Members("g".into()).shape(),
        Member {
            group: "g".into(),
            n: 1,
            member: "m".into(),
            instance: None,
            protocol: "classic".into(),
            generation: 1,
            client_id: None,
            program: None,
            run: None,
            partitions: vec![owned],
            from: 0,
            to: None,
            ended: None,
        },
    );
    let call = Call { n: 1, at: 0, answered_at: None, status: None, run: None };
    check(Shape::Object(delivery::CALL_FIELDS), &call);
    let deliveries = Deliveries { topic: "t".into(), by: "g".into(), effect: None };
    check(
        Source::Deliveries(deliveries).shape(),
        Delivery {
            topic: "t".into(),
            partition: 0,
            offset: 0,
            key: None,
            value: json!(null),
            headers: [].into(),
            outcome: Outcome::Open,
            fetched_at: None,
            program: None,
            run: None,
            effects: vec![call],
            effect_at: None,
            covered_at: None,
            covered_by: None,
        },
    );
    check(
        Source::DatabaseTransactions.shape(),
        DatabaseTransaction {
            n: 1,
            connection: 1,
            at: 0,
            answered_at: None,
            outcome: Ending::Committed,
            wrote: true,
            rows: 1,
            implicit: false,
            program: None,
            run: None,
            pid: None,
            fault: None,
        },
    );
    check(
        Source::Findings.shape(),
        SkillFinding {
            rule: "A1".into(),
            code: "x/y".into(),
            level: "error".into(),
            file: "SKILL.md".into(),
            line: 1,
            reason: String::new(),
            fix: String::new(),
        },
    );
}

#[test]
fn lines_leaves_out_what_is_not_json() {
    let mut evidence = Evidence::default();
    let spoken = Line { text: "{\"id\":1}".into(), json: json!({"id": 1}), n: 2, ..a_line() };
    evidence.lines.insert("p".into(), vec![a_line(), spoken]);
    let items = Source::Lines("p".into()).items(&evidence);
    assert_eq!(items.iter().map(|i| i.cite.to_string()).collect::<Vec<_>>(), ["p, line 2"]);
    assert_eq!(Source::Output("p".into()).items(&evidence).len(), 2);
}

#[test]
fn a_row_is_reached_by_its_columns() {
    let rows = [("wallet".to_owned(), vec![json!({"owner": "ann"}), json!({"owner": "bob"})])].into();
    let evidence = Evidence { rows, ..Evidence::default() };
    let source: Source = serde_json::from_value(json!({"rows": "wallet"})).unwrap();
    let items = source.items(&evidence);
    assert_eq!(
        (&items[1].fields["owner"], items[1].cite.to_string().as_str()),
        (&json!("bob"), "wallet, row 2")
    );
    assert_eq!(source.counted("2"), "2 rows of wallet");
}

#[test]
fn a_request_is_cited_by_its_number() {
    let requests = vec![a_request(), Request { n: 12, ..a_request() }];
    let evidence = Evidence { requests, ..Evidence::default() };
    let items = Source::Requests.items(&evidence);
    assert_eq!(items.iter().map(|i| i.cite.to_string()).collect::<Vec<_>>(), ["request 1", "request 12"]);
    assert_eq!(Source::Requests.counted("2"), "2 requests");
    let source: Source = serde_json::from_value(json!("requests")).unwrap();
    assert_eq!(source, Source::Requests);
}

#[test]
fn brokers_and_partitions_are_cited_with_the_step_before() {
    let mut evidence = Evidence::default();
    let state = BrokerState::Killed;
    evidence.brokers = vec![BrokerSeen { at: 0, step: Some("crash".into()), broker: 2, state }];
    evidence
        .partitions
        .insert("t".into(), vec![a_partition(), PartitionSeen { step: None, ..a_partition() }]);
    let cites = |source: &Source| {
        source.items(&evidence).iter().map(|item| item.cite.to_string()).collect::<Vec<_>>()
    };
    let source: Source = serde_json::from_value(json!({ "partitions": "t" })).unwrap();
    assert_eq!(cites(&source), ["t-2 after step crash", "partition t-2"]);
    assert_eq!(cites(&Source::Brokers), ["broker 2 after step crash"]);
    assert_eq!(Source::Brokers.items(&evidence)[0].fields["state"], "killed");
    assert_eq!(source.counted("2"), "2 looks at partitions of t");
}
