//! The steps of a scenario, one file each.

mod background;
mod broker;
mod experiment;
pub(super) mod fault;
mod http;
mod inspect;
mod kill;
mod offsets;
mod pause;
mod produce;
mod release;
mod run;
mod service;
mod sql;
mod start;
mod stop;
mod topic;
mod wait;

pub(super) use produce::Feed;

use super::run::Trouble;
use super::scenario::{Halted, Scenario};
use crate::course::lab::{Expect, Step};
use crate::engine::Cluster;
use serde_json::{Value, json};

/// Does a step, and gives what it has to say.
pub(super) async fn perform(step: &Step, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    match step {
        Step::Topic(step) => topic::perform(step, scenario).await,
        Step::Produce(step) => produce::perform(step, scenario).await,
        Step::Run(step) => run::perform(step, id, scenario).await,
        Step::Start(step) => start::perform(step, id, scenario).await,
        Step::Stop(step) => stop::perform(step, scenario).await,
        Step::Kill(step) => kill::perform(step, id, scenario).await,
        Step::Pause(step) => pause::pause(step, scenario),
        Step::Resume(step) => pause::resume(step, scenario),
        Step::Background(step) => background::begin(step, id, scenario),
        Step::Join(step) => background::join(step, scenario).await,
        Step::Wait(step) => wait::perform(step, id, scenario).await,
        Step::Release(step) => release::perform(step, scenario),
        Step::Fault(step) => fault::begin(step, id, scenario),
        Step::Heal(step) => fault::end(step, scenario),
        Step::Broker(step) => broker::perform(step, scenario).await,
        Step::Service(step) => service::perform(step, id, scenario),
        Step::Sql(step) => sql::perform(step, scenario).await,
        Step::Inspect(step) => inspect::perform(step, scenario),
        // A lab with one of these is refused before anything runs: see `Capability`.
        Step::Connector(_) | Step::Registry(_) | Step::Apply(_) => {
            let why = format!("no engine has yet what `{}` is done with", step.kind());
            Err(Trouble::ours(why).into())
        }
        Step::Offsets(step) => offsets::perform(step, scenario).await,
        Step::Http(step) => http::perform(step, id, scenario).await,
        Step::Experiment(step) => experiment::perform(step, scenario).await,
    }
}

/// That Kafka refused something: what the lab wants, or what Kafka is to blame for.
fn refused(expect: Expect, what: String, why: String) -> Halted {
    match expect {
        Expect::Error => Halted::Program {
            error: format!("{what}: {why}"),
            result: json!({ "expected": what, "got": why }),
        },
        Expect::Ok => Trouble::broker(format!("{what}: {why}")).into(),
    }
}

/// The cluster, for steps that need one. A lab that says it needs none and uses one is the author's error.
fn cluster<'a>(scenario: &Scenario<'a>) -> Result<&'a Cluster, Trouble> {
    scenario
        .cluster
        .ok_or_else(|| Trouble::ours("this step needs Kafka, and the lab says `needs: { brokers: 0 }`"))
}
