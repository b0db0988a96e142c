//! `sql`: asks the lab's database, past the proxy.

use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{SqlRole, SqlStep};
use crate::engine::postgres::{By, PostgresError};
use serde_json::{Value, json};

pub(super) async fn perform(step: &SqlStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let database = scenario.database.as_ref();
    let database =
        database.ok_or_else(|| Trouble::ours("the lab has no database: `needs: { postgres: true }`"))?;
    let by = match step.role {
        SqlRole::Learner => By::Learner,
        SqlRole::Superuser => By::Superuser,
    };
    let statements =
        step.run.iter().chain(&step.query).map(|text| text.value.trim()).collect::<Vec<_>>().join("; ");
    let done = match (&step.run, &step.query) {
        (_, Some(query)) => database.server.rows(by, query).await.map(|rows| json!({ "rows": rows })),
        (Some(run), None) => database.server.run(by, run).await.map(|()| Value::Null),
        (None, None) => Ok(Value::Null),
    };
    done.map_err(|error| match error {
        // What there is in the database is the program's doing too.
        PostgresError::Refused(refusal) => Halted::Program {
            error: format!("the database refused what the scenario asked: {}", refusal.message),
            result: json!({ "expected": format!("the database does `{statements}`"), "got": refusal.to_string() }),
        },
        other => Halted::Trouble(Trouble::ours(other)),
    })
}
