//! `show`: what the wire showed of a saved attempt, by the places that a verdict prints.
//!
//! The bundle is of two real attempts: a consumer that is killed between two exact moments, and a producer whose
//! first answer is lost.

use insta::assert_snapshot;

use crate::harness::{Home, repository};

fn bundle() -> String {
    repository("tests/fixtures/bundles/wire.json").display().to_string()
}

fn show(place: &str) -> String {
    Home::cold().run(["show", &bundle(), place]).result()
}

fn refused(place: &str) -> String {
    Home::cold().run(["show", &bundle(), place]).complaint()
}

#[test]
fn a_request_whose_answer_was_lost() {
    assert_snapshot!(show("lost-answer/request:4"), @"");
}

#[test]
fn a_request_without_a_stage_is_shown_in_every_stage() {
    assert_snapshot!(show("request:16"), @"");
}

#[test]
fn a_commit_and_the_moment_of_it() {
    assert_snapshot!(show("commit:task-notification-service:10"), @"");
}

#[test]
fn a_call_that_was_held_until_its_program_was_killed() {
    assert_snapshot!(show("call:email:12"), @"");
}

#[test]
fn a_group_as_it_stood_at_the_end() {
    assert_snapshot!(show("crash/group:task-notification-service"), @"");
}

#[test]
fn json_names_its_list_after_what_is_in_it() {
    let json = |place| Home::cold().run(["show", &bundle(), place, "--json"]).result();
    assert_snapshot!(json("lost-answer/request:4"), @"");
    assert_snapshot!(json("commit:task-notification-service:10"), @"");
    assert_snapshot!(json("call:email:12"), @"");
}

#[test]
fn a_place_that_there_is_not_is_answered_with_those_that_there_are() {
    assert_snapshot!(refused("request:99"), @"");
    assert_snapshot!(refused("lost-answer/request:99"), @"");
    assert_snapshot!(refused("commit:task-notification-service:99"), @"");
    assert_snapshot!(refused("commit:nobody:1"), @"");
    assert_snapshot!(refused("group:nobody"), @"");
    assert_snapshot!(refused("call:sms:1"), @"");
    assert_snapshot!(refused("nowhere/request:1"), @"");
    assert_snapshot!(refused("request:first"), @"");
    assert_snapshot!(refused("request"), @"");
}

#[test]
fn a_verdict_prints_places_as_they_are_typed() {
    let said = Home::cold().run(["replay", &bundle()]);
    assert_snapshot!(said.result(), @"");
}
