//! The kill matrix: which check is broken by which mistake.

use super::VerifyReport;
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
}

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
    /// The matrix of a lab, from the runs of its mistakes. Of several runs of one, the last counts.
    pub fn of(lab: &Lab, report: &VerifyReport) -> Matrix {
        let mistakes: Vec<String> = lab.mistakes.iter().map(|mistake| mistake.name.clone()).collect();
        let cell = |check: &str, mistake: &str| {
            let program = format!("wrong/{mistake}");
            let run = report.runs.iter().rfind(|run| run.lab == lab.slug && run.program == program);
            match run {
                Some(run) if run.failed.iter().any(|failed| failed == check) => Cell::Killed,
                Some(run) if run.held.iter().any(|held| held == check) => Cell::Held,
                _ => Cell::NotReached,
            }
        };
        let rows = lab
            .spec
            .checks
            .iter()
            .map(|check| Row {
                check: check.id.value.clone(),
                cells: mistakes.iter().map(|mistake| cell(&check.id, mistake)).collect(),
            })
            .collect();
        Matrix { lab: lab.slug.clone(), mistakes, rows }
    }

    /// Checks that no mistake has broken.
    pub fn unkilled(&self) -> Vec<&str> {
        let killed = |row: &&Row| row.cells.contains(&Cell::Killed);
        self.rows.iter().filter(|row| !killed(row)).map(|row| row.check.as_str()).collect()
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
