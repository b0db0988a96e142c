//! Warms a new cluster up, so that a program's run does not pay for what only the first client has to wait for:
//! producer ids, the transaction coordinator, the group coordinator and their topics.

use std::time::Duration;

use kafka_protocol::messages::{
    DescribeGroupsRequest, GroupId, InitProducerIdRequest, ProducerId, TopicName, TransactionalId,
};

use super::coordinator::{self, Of};
use super::probe::{self, Misstep, Probe};
use super::topics::{self, OWN, ask, name, refusal};
use super::{Cluster, blocking, canary};
use crate::engine::error::EngineError;
use crate::engine::eventually::{Overdue, eventually};
use crate::engine::wire::Address;

/// On a fresh broker two internal topics are made meanwhile: half a second here.
const WARMING: Duration = Duration::from_secs(30);

const DESCRIBE_GROUPS: i16 = 5;
const INIT_PRODUCER_ID: i16 = 4;

/// Leaves nothing behind but the internal topics and warm clients for the canary.
pub(crate) async fn up(cluster: &Cluster) -> Result<(), EngineError> {
    let warmed = tokio::time::timeout(WARMING, exercise(cluster)).await;
    let late = Misstep { step: "warm up", reason: format!("not done within {} s", WARMING.as_secs()) };
    warmed.unwrap_or(Err(late)).map_err(|misstep| canary::canary_error(misstep, cluster))
}

async fn exercise(cluster: &Cluster) -> Result<(), Misstep> {
    let (topic, broker) = (format!("{OWN}warm-up"), &cluster.direct());
    let create = async {
        let created = topics::create(broker, &topic, cluster.at_work().len()).await;
        created.map_err(|reason| misstep("create a topic", &reason))
    };
    // Asked for here, again and again: a client that is told to wait for a coordinator waits half a second.
    let groups = async { groups(broker).await.map_err(|overdue| misstep("describe a group", &overdue)) };
    let ids = async {
        let ids = producer_ids(&cluster.at_work()).await;
        ids.map_err(|overdue| misstep("get a producer its id", &overdue))
    };
    tokio::try_join!(create, groups, ids)?;

    let (client, written) = (cluster.client(), topic.clone());
    let write = blocking(move || {
        let probe = Probe::new(&client, &format!("{OWN}canary"))?;
        probe.round(&written)?;
        Ok(probe)
    });
    let (client, read) = (cluster.client(), topic.clone());
    let join = blocking(move || probe::join(&client, &format!("{OWN}warm-up"), &read));
    let (probe, joined) = tokio::join!(write, join);
    joined?;
    cluster.keep(probe?).await;

    let groups = ["warm-up", "canary"].map(|own| GroupId(name(&format!("{OWN}{own}"))));
    topics::delete_groups(broker, groups.into())
        .await
        .map_err(|overdue| misstep("delete a group", &overdue))?;
    topics::delete(broker, vec![TopicName(name(&topic))])
        .await
        .map_err(|reason| misstep("delete a topic", &reason))?;
    match cluster.is_replicated() {
        // Whoever is ended next must not be the only one that has Kafka's books.
        true => cluster.in_sync().await.map_err(|overdue| misstep("copy its books", &overdue)),
        false => Ok(()),
    }
}

/// Until the group coordinator is there: the first question makes its topic.
async fn groups(broker: &Address) -> Result<(), Overdue> {
    let group = format!("{OWN}warm-up");
    let request = DescribeGroupsRequest::default().with_groups(vec![GroupId(name(&group))]);
    eventually("the group coordinator", WARMING, || async {
        let coordinator = coordinator::find(broker, Of::Group, &group).await?;
        let answer = ask(&coordinator, &request, DESCRIBE_GROUPS).await.map_err(|error| error.to_string())?;
        answer.groups.iter().find_map(|group| refusal(group.error_code)).map_or(Ok(()), Err)
    })
    .await
}

/// Until the transaction coordinator is there and each broker has a block of producer ids.
async fn producer_ids(brokers: &[Address]) -> Result<(), Overdue> {
    let id = format!("{OWN}canary");
    eventually("the transaction coordinator", WARMING, || async {
        let Some(first) = brokers.first() else { return Ok::<_, String>(()) };
        let coordinator = coordinator::find(first, Of::Transactions, &id).await?;
        init(&coordinator, Some(TransactionalId(name(&id)))).await?;
        for broker in brokers.iter().filter(|broker| **broker != coordinator) {
            init(broker, None).await?;
        }
        Ok(())
    })
    .await
}

async fn init(broker: &Address, id: Option<TransactionalId>) -> Result<(), String> {
    let request = InitProducerIdRequest::default()
        .with_transactional_id(id)
        .with_transaction_timeout_ms(5_000)
        .with_producer_id(ProducerId(-1))
        .with_producer_epoch(-1);
    let answer = ask(broker, &request, INIT_PRODUCER_ID).await.map_err(|error| error.to_string())?;
    refusal(answer.error_code).map_or(Ok(()), Err)
}

pub(super) fn misstep(step: &'static str, reason: &dyn std::fmt::Display) -> Misstep {
    Misstep { step, reason: reason.to_string() }
}
