//! The page with the kill matrices names what the labs have. How its figures come about is tested in `cli/verify_again.rs`.

use std::collections::BTreeMap;
use std::fs;

use kafka_workbench::course::Course;

use crate::harness::repository;

/// The mistakes and the checks of each lab, as the page has them.
fn on_the_page(page: &str) -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let section = |text: &str| {
        let (slug, rest) = text.split_once('\n').unwrap_or((text, ""));
        let matrix =
            rest.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
        let word = |line: &str, n: usize| line.split_whitespace().nth(n).unwrap_or_default().to_owned();
        // Columns are told first, one a line; then stands a line of numbers, then a row a check.
        let (columns, rows): (Vec<&str>, Vec<&str>) = matrix.lines().partition(|line| line.starts_with(' '));
        let columns = columns
            .into_iter()
            .filter(|line| line.split_whitespace().nth(1).is_some_and(|w| w.parse::<u32>().is_err()));
        (
            slug.to_owned(),
            (
                columns.map(|line| word(line, 1)).collect(),
                rows.into_iter().map(|line| word(line, 0)).collect(),
            ),
        )
    };
    page.split("\n## ").skip(1).map(section).collect()
}

#[test]
fn the_page_has_every_lab_with_its_checks_and_mistakes() {
    let page = fs::read_to_string(repository("docs/kill-matrix.md")).unwrap();
    let (course, diagnostics) = Course::load(&repository(""));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let of_labs: BTreeMap<String, (Vec<String>, Vec<String>)> = (course.labs.values())
        .map(|lab| {
            let mistakes = lab.mistakes.iter().map(|mistake| mistake.name.clone()).collect();
            let checks = lab.spec.checks.iter().map(|check| check.id.value.clone()).collect();
            (lab.slug.clone(), (mistakes, checks))
        })
        .collect();
    assert_eq!(on_the_page(&page), of_labs, "make the page anew: scripts/repeat-labs 0");
}
