//! `broker`: ends a broker, freezes it, or brings it back.

use super::cluster;
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{BrokerDo, BrokerStep};
use serde_json::{Value, json};
use tokio::time::Instant;

pub(super) async fn perform(step: &BrokerStep, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    let (cluster, node) = (cluster(scenario)?, step.node.value);
    let doing = match step.act {
        BrokerDo::Stop => "Stopping",
        BrokerDo::Kill => "Killing",
        BrokerDo::Pause => "Pausing",
        BrokerDo::Start => "Starting",
    };
    scenario.order.listener.phase(format!("{doing} broker {node}"));
    let began = Instant::now();
    let done = match step.act {
        BrokerDo::Stop => cluster.stop_broker(node).await,
        BrokerDo::Kill => cluster.kill(node).await,
        BrokerDo::Pause => cluster.pause(node).await,
        BrokerDo::Start => cluster.bring_back(node).await,
    };
    done.map_err(Trouble::broker)?;
    // How long a broker takes is not the program's to answer for.
    scenario.over += began.elapsed();
    Ok(json!({ "node": node }))
}
