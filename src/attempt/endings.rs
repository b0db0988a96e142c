//! What is looked at once a scenario has ended: services, files, rows.

use super::database::{self, NoRows};
use super::files;
use super::run::Trouble;
use super::scenario::Scenario;
use crate::evidence::StepResult;
use serde_json::json;

impl Scenario<'_> {
    /// Ends the services, once no program is left to call them. What came of a step goes with the step.
    pub(super) async fn end_services(&mut self) {
        self.services.close().await;
        for (id, did) in self.services.did() {
            if let Some(step) = self.known.steps.get_mut(&id) {
                step.result = json!(did);
            }
        }
    }

    /// Reads the lab's queries, once nothing goes on that programs have begun.
    pub(super) async fn read_rows(&mut self) -> Result<(), Trouble> {
        let Some(database) = &self.database else { return Ok(()) };
        database.settle().await?;
        let from = self.clock.now();
        match database::rows(&database.server, &self.order.lab).await {
            Ok(rows) => self.known.rows = rows,
            Err(NoRows::Trouble(error)) => return Err(Trouble::ours(error)),
            // What there is in the database is the program's doing: it is judged.
            Err(NoRows::Refused { query, why }) => {
                let (id, kind) = (format!("rows-{query}"), "rows".to_owned());
                let result =
                    json!({ "expected": format!("the database answers the query `{query}`"), "got": why });
                let error = Some(format!("the database refused the query `{query}`"));
                let to = self.clock.now();
                let step = StepResult { id: id.clone(), kind, from, to, result, error, meant: false };
                self.known.steps.insert(id, step);
            }
        }
        Ok(())
    }

    /// Reads what the stage asks of the working folder.
    pub(super) fn read_files(&mut self) {
        let wanted = self.order.lab.files(self.stage);
        files::look(&self.work().to_owned(), &wanted, self.clock, &mut self.known);
    }
}
