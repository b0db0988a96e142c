//! A cluster with topics, groups and settings that are somebody's.

use std::fmt::Write;

use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kafka_protocol::messages::metadata_response::MetadataResponseTopic;
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kafka_protocol::messages::{
    BrokerId, DescribeConfigsRequest, FetchRequest, ListGroupsRequest, MetadataRequest, OffsetFetchRequest,
};
use kafka_protocol::protocol::StrBytes;
use kafka_workbench::engine::wire::Wire;
use kafka_workbench::engine::{Cluster, Shape};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::util::Timeout;
use rdkafka::{Offset, TopicPartitionList};

use crate::engine::{Bench, to_stderr};

/// A broker of its own, with an owner of its own.
pub(super) struct Somebody {
    pub(super) cluster: Cluster,
    _bench: Bench,
}

impl Somebody {
    /// One with a topic `orders` that has a setting, three records in it, and a group `billing` that has read two.
    pub(super) async fn new() -> Somebody {
        Somebody::with(&[]).await
    }

    pub(super) async fn with(settings: &[(&str, &str)]) -> Somebody {
        let owned = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Somebody::of(&Shape::alone().with(owned)).await
    }

    pub(super) async fn of(shape: &Shape) -> Somebody {
        let bench = Bench::new().await;
        let cluster = bench.engine.start(shape, &to_stderr()).await.unwrap();
        let somebody = Somebody { cluster, _bench: bench };
        somebody.topic("orders", 2).await;
        let producer: FutureProducer = somebody.cluster.client().create().unwrap();
        for n in 0..3 {
            let value = format!("order {n}");
            let record = FutureRecord::to("orders").partition(0).key("k").payload(&value);
            producer.send(record, Timeout::Never).await.unwrap();
        }
        somebody.commit("billing", "orders", 2);
        somebody
    }

    /// Where it is, as `--engine` takes it.
    pub(super) fn servers(&self) -> String {
        self.cluster.bootstrap()
    }

    /// The listener that brokers advertise to programs.
    pub(super) fn front(&self) -> String {
        self.cluster.learner_bootstrap()
    }

    /// Lets that listener be reached: its connections go to the broker as they come.
    pub(super) fn pass_on(&self) {
        for front in self.cluster.take_fronts() {
            let listener = tokio::net::TcpListener::from_std(front.listener).unwrap();
            tokio::spawn(async move {
                while let Ok((mut here, _)) = listener.accept().await {
                    tokio::spawn(async move {
                        let mut there = tokio::net::TcpStream::connect(front.upstream).await?;
                        tokio::io::copy_bidirectional(&mut here, &mut there).await
                    });
                }
            });
        }
    }

    /// Makes a user with SCRAM-SHA-512.
    pub(super) async fn add_user(&self, user: &str, password: &str) {
        const PROGRAM: &str = "
import sys
from confluent_kafka.admin import (
    AdminClient, ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion as Upsertion)
bootstrap, user, password = sys.argv[1:]
wanted = [Upsertion(user, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password.encode())]
admin = AdminClient({'bootstrap.servers': bootstrap})
for done in admin.alter_user_scram_credentials(wanted).values():
    done.result(20)
";
        let python = crate::engine::shared_runtime().await.python;
        let mut command = tokio::process::Command::new(python);
        let made = command.args(["-c", PROGRAM, &self.servers(), user, password]).output().await.unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    /// Creates a topic that keeps its records for a day.
    pub(super) async fn topic(&self, name: &str, partitions: i32) {
        let topic =
            NewTopic::new(name, partitions, TopicReplication::Fixed(1)).set("retention.ms", "86400000");
        for created in self.admin().create_topics([&topic], &AdminOptions::new()).await.unwrap() {
            created.unwrap();
        }
    }

    /// Removes a topic, as its owner may.
    pub(super) async fn delete(&self, name: &str) {
        for deleted in self.admin().delete_topics(&[name], &AdminOptions::new()).await.unwrap() {
            deleted.unwrap();
        }
    }

    /// Commits an offset for partition 0.
    pub(super) fn commit(&self, group: &str, topic: &str, offset: i64) {
        let consumer: BaseConsumer = self.cluster.client().set("group.id", group).create().unwrap();
        let mut offsets = TopicPartitionList::new();
        offsets.add_partition_offset(topic, 0, Offset::Offset(offset)).unwrap();
        consumer.commit(&offsets, CommitMode::Sync).unwrap();
    }

    /// Everything that can be seen of it, but for what Kafka keeps for itself: topics with their ids and settings, the
    /// bytes of their logs, groups and their offsets.
    pub(super) async fn everything(&self) -> String {
        let mut wire = Wire::open(&self.cluster.direct()).await.unwrap();
        let all = MetadataRequest::default().with_topics(None);
        let mut topics = wire.ask(&all, 12).await.unwrap().topics;
        topics.retain(|topic| !topic.is_internal);
        topics.sort_by(|a, b| a.name.cmp(&b.name));
        let mut told = String::new();
        for topic in &topics {
            writeln!(told, "{:?} {}", topic.name, topic.topic_id).unwrap();
            self.log(&mut wire, topic, &mut told).await;
        }
        let groups = wire.ask(&ListGroupsRequest::default(), 5).await.unwrap().groups;
        let mut ids: Vec<_> = groups.into_iter().map(|group| (group.group_id, group.group_type)).collect();
        ids.sort();
        for (id, kind) in ids {
            let asked = OffsetFetchRequestGroup::default().with_group_id(id.clone()).with_topics(None);
            let request = OffsetFetchRequest::default().with_groups(vec![asked]);
            writeln!(told, "{id:?} {kind} {:?}", wire.ask(&request, 8).await.unwrap().groups).unwrap();
        }
        told
    }

    async fn log(&self, wire: &mut Wire, topic: &MetadataResponseTopic, told: &mut String) {
        let name = topic.name.clone().unwrap();
        let resource = DescribeConfigsResource::default()
            .with_resource_type(2)
            .with_resource_name(StrBytes::from_string(name.to_string()))
            .with_configuration_keys(None);
        let request = DescribeConfigsRequest::default().with_resources(vec![resource]);
        writeln!(told, "{:?}", wire.ask(&request, 4).await.unwrap().results).unwrap();
        for n in 0..i32::try_from(topic.partitions.len()).unwrap() {
            let partition = FetchPartition::default()
                .with_partition(n)
                .with_current_leader_epoch(-1)
                .with_log_start_offset(-1)
                .with_partition_max_bytes(1 << 20);
            let asked = FetchTopic::default().with_topic(name.clone()).with_partitions(vec![partition]);
            let request = FetchRequest::default()
                .with_replica_id(BrokerId(-1))
                .with_max_wait_ms(0)
                .with_max_bytes(1 << 20)
                .with_session_epoch(-1)
                .with_topics(vec![asked]);
            writeln!(told, "{n}: {:?}", wire.ask(&request, 11).await.unwrap().responses).unwrap();
        }
    }

    fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.cluster.client().create().unwrap()
    }
}
