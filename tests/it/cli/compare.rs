//! `compare`: an attempt beside one of the solution under the same conditions.

use insta::assert_snapshot;
use regex::Regex;

use crate::harness::{Home, repository};

/// When things happened differs from run to run.
fn timeless(said: &str) -> String {
    Regex::new(r"\d\.\d{3} s").unwrap().replace_all(said, "0.000 s").into_owned()
}

#[test]
fn the_solution_runs_with_the_attempts_seed_and_both_are_told() {
    let home = Home::of_fixture();
    let folder = home.program("sender.py", "print('nothing is sent')\n");
    let failed = home.run(["grade", "1", "--dir", &folder, "--seed", "7"]).result();
    assert!(failed.starts_with("status 1\n"), "{failed}");
    let [attempt] = home.entries("attempts").try_into().unwrap();
    let bundle = home.path().join("attempts").join(&attempt).display().to_string();
    let said = home.run(["compare", &bundle]);
    assert_snapshot!(timeless(&said.result()), @"
    status 0
    Send two letters, this attempt (seed 7) and the solution (seed 7)

    Two letters are sent
             this attempt  the solution
      sent   failed        held
      keyed  not reached   held
      shape  not reached   held

        0.000 s    0.000 s  scenario       run (step run-2)
    +              0.000 s  sender, run-2  Produce acks=all (−1) · letter-sent-0: 2 records (no producer id)
        0.000 s    0.000 s  sender, run-2  ended by itself: exit status 0
    ");

    // The solution's own attempt is kept; with it nothing has to run.
    let all = home.entries("attempts");
    let solution = all.iter().find(|name| **name != attempt).unwrap();
    let solution = home.path().join("attempts").join(solution).display().to_string();
    let again = home.run(["compare", &bundle, "--with", &solution]);
    assert_eq!(again.out, said.out.replace("the solution", "the other"));
}

#[test]
fn what_cannot_stand_beside_each_other() {
    let home = Home::cold();
    let bundle = repository("tests/fixtures/bundles/wire.json").display().to_string();
    assert_snapshot!(home.run(["compare", &bundle]).complaint(), @"
    status 2
    error: lab 06-reliable-producer is another than it was when this attempt was made: run your program once more, then compare
    ");
    let other = home.write(
        "other.json",
        std::fs::read_to_string(&bundle).unwrap().replacen("\"lab\": \"", "\"lab\": \"other-", 1),
    );
    assert_snapshot!(home.run(["compare", &bundle, "--with", &other.display().to_string()]).complaint(), @"
    status 2
    error: these are attempts at two labs, 06-reliable-producer and other-06-reliable-producer: only attempts at one lab can stand beside each other
    ");
}
