//! The kill matrix: which check is broken by which mistake.

use super::record::Record;
use crate::course::Lab;
use serde::Serialize;

/// Checks × mistakes of a lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The lab's folder name.
    pub lab: String,
    /// The mistakes, a column each.
    pub mistakes: Vec<String>,
    /// The checks, a row each.
    pub rows: Vec<Row>,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The check's id.
    pub check: String,
    /// What became of it, by mistake.
    pub cells: Vec<Cell>,
    /// How well mistakes prove it.
    pub proof: Proof,
}

/// How well mistakes prove a check.
///
/// A program that breaks half of a lab's checks proves none of them: each could go, and it would fail all the same. So
/// what counts is how many checks the narrowest mistake breaks. Two are few enough, for there are breaches with two
/// sides (marked as done too early, and lost for that), which a lab has good reason to name apart; three are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// This mistake breaks it and no other check.
    Alone(String),
    /// This mistake breaks it and one other check.
    Few(String),
    /// The narrowest mistake that breaks it breaks so many checks.
    Broad(String, usize),
    /// No mistake breaks it.
    Missing,
}

/// So many broken checks are few.
const FEW: usize = 2;

/// What became of a check when a mistake ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// It failed.
    Killed,
    /// It held.
    Held,
    /// It was not reached.
    NotReached,
}

impl Matrix {
    /// The matrix of a lab, from the runs of its programs.
    pub fn of(lab: &Lab, records: &[&Record]) -> Matrix {
        let mistakes: Vec<String> = lab.mistakes.iter().map(|mistake| mistake.name.clone()).collect();
        let cell = |check: &str, mistake: &str| {
            let has = |list: &[String]| list.iter().any(|listed| listed == check);
            let runs = || records.iter().filter(|record| record.program == format!("wrong/{mistake}"));
            if runs().any(|run| has(&run.failed)) {
                Cell::Killed
            } else if runs().any(|run| has(&run.held)) {
                Cell::Held
            } else {
                Cell::NotReached
            }
        };
        let rows = lab
            .spec
            .checks
            .iter()
            .map(|check| Row {
                check: check.id.value.clone(),
                cells: mistakes.iter().map(|mistake| cell(&check.id, mistake)).collect(),
                proof: proof(&check.id, &mistakes, records),
            })
            .collect();
        Matrix { lab: lab.slug.clone(), mistakes, rows }
    }

    /// What is wrong with it: checks that no mistake breaks, alone or among few.
    pub fn unproved(&self) -> Vec<String> {
        let told = |row: &Row| match &row.proof {
            Proof::Alone(_) | Proof::Few(_) => None,
            Proof::Missing => Some(format!("{} {}: no mistake breaks it", self.lab, row.check)),
            Proof::Broad(by, all) => Some(format!(
                "{} {}: every mistake that breaks it breaks at least {} others, `{by}` the fewest, so that without it \
                 each would fail all the same",
                self.lab,
                row.check,
                all - 1
            )),
        };
        self.rows.iter().filter_map(told).collect()
    }

    /// How many checks a mistake breaks alone, and how many with one other only.
    pub fn proved(&self) -> (usize, usize) {
        let count = |wanted: fn(&Proof) -> bool| self.rows.iter().filter(|row| wanted(&row.proof)).count();
        (count(|proof| matches!(proof, Proof::Alone(_))), count(|proof| matches!(proof, Proof::Few(_))))
    }
    /// The matrix as text: a row a check, a column a mistake, `×` where it broke the check.
    pub fn render(&self) -> String {
        let width = self.rows.iter().map(|row| row.check.len()).max().unwrap_or(0);
        let mut text = String::new();
        for (n, mistake) in (1..).zip(&self.mistakes) {
            text.push_str(&format!("{:width$}  {n:>2} {mistake}\n", ""));
        }
        let numbers: Vec<String> = (1..=self.mistakes.len()).map(|n| format!("{n:>2}")).collect();
        text.push_str(&format!("{:width$}  {}\n", "", numbers.join(" ")));
        for row in &self.rows {
            let cells: Vec<&str> = row
                .cells
                .iter()
                .map(|cell| match cell {
                    Cell::Killed => " ×",
                    Cell::Held => " ·",
                    Cell::NotReached => "  ",
                })
                .collect();
            text.push_str(format!("{:width$}  {}", row.check, cells.join(" ")).trim_end());
            text.push('\n');
        }
        text
    }
}

/// A mistake breaks a check where it does in every run that was graded; as wide as it is in its widest.
fn proof(check: &str, mistakes: &[String], records: &[&Record]) -> Proof {
    let width = |mistake: &String| -> Option<usize> {
        let program = format!("wrong/{mistake}");
        let runs = records.iter().filter(|run| run.program == program && run.outcome != "not graded");
        let widths: Option<Vec<usize>> = runs
            .map(|run| run.failed.iter().any(|failed| failed == check).then_some(run.failed.len()))
            .collect();
        widths?.into_iter().max()
    };
    match mistakes.iter().filter_map(|mistake| Some((width(mistake)?, mistake))).min() {
        None => Proof::Missing,
        Some((1, by)) => Proof::Alone(by.clone()),
        Some((width, by)) if width <= FEW => Proof::Few(by.clone()),
        Some((width, by)) => Proof::Broad(by.clone(), width),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(mistake: &str, failed: &[&str]) -> Record {
        Record {
            day: String::new(),
            lab: String::new(),
            state: String::new(),
            program: format!("wrong/{mistake}"),
            outcome: "failed".to_owned(),
            failed: failed.iter().map(|check| (*check).to_owned()).collect(),
            held: Vec::new(),
            problems: Vec::new(),
            took: vec![0],
            own: vec![0],
        }
    }

    #[test]
    fn the_narrowest_mistake_proves_a_check_by_its_widest_run() {
        let runs = [run("m", &["a"]), run("m", &["a", "b"]), run("n", &["a", "b", "c"]), run("o", &["d"])];
        let (records, names) = (runs.iter().collect::<Vec<_>>(), ["m", "n", "o"].map(str::to_owned));
        let of = |check| proof(check, &names, &records);
        assert_eq!(of("a"), Proof::Few("m".to_owned()));
        // `m` breaks it in one of two runs: that is no proof.
        assert_eq!(of("b"), Proof::Broad("n".to_owned(), 3));
        assert_eq!(of("d"), Proof::Alone("o".to_owned()));
        assert_eq!(of("e"), Proof::Missing);
    }
}
