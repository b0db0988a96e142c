//! What the shell in a container is told: to get a data directory ready, then to become the broker.
//!
//! It is told the same when the container is started again, and then finds the directory as it was left.

use super::image::{OWN, SETTINGS};
use crate::engine::local::jvm::{self, Heap};
use crate::engine::local::uuid;
use crate::engine::runtime::WITH_AOT_CACHE;

/// Where a broker that trains writes: in memory, so that nothing of it gets into the image.
pub(super) const TRAINING: &str = "/mnt/kafka-workbench";

/// The settings of the broker, below [`SETTINGS`].
pub(super) const PROPERTIES: &str = "server.properties";
/// Those that the formatter goes by when an image is prepared.
pub(super) const FORMAT_PROPERTIES: &str = "format.properties";

/// How the line with the Java's release begins.
pub(super) const JAVA_IS: &str = "kafka-workbench: Java";

/// Brokers ask for each other's addresses each time anew: a container that is started again may get the address that
/// another one had, and who still knows the old one fetches from the wrong broker for half a minute.
const RESOLVING: &str = "-Dsun.net.inetaddr.ttl=0 -Dsun.net.inetaddr.negative.ttl=0";

/// The data directory of a node.
pub(super) fn data() -> String {
    format!("{OWN}/data")
}

/// Who a node is, as its `meta.properties` says it.
#[derive(Debug, Clone)]
pub(super) struct Who {
    cluster: String,
    node: i32,
    directory: String,
    /// Of a node that keeps the cluster's metadata the directory holds more than this.
    is_controller: bool,
}

impl Who {
    pub(super) fn new(cluster: &str, node: i32, is_controller: bool) -> Self {
        Self { cluster: cluster.to_owned(), node, directory: uuid(), is_controller }
    }

    /// Writes it down.
    fn note(&self) -> String {
        let Self { cluster, node, directory, .. } = self;
        format!(
            "printf '%s\\n' version=1 cluster.id={cluster} node.id={node} directory.id={directory} >data/meta.properties"
        )
    }
}

/// Brings a data directory into the image that is formatted and has seen nothing, and an archive of Kafka's classes,
/// written by a broker that ends when the container is told to. Fails where there is no archive in the end.
///
/// The arguments of the JVM go into files, so that the class path is the same at every start, to the letter.
pub(super) fn prepare(cluster: &str) -> String {
    let (arguments, heap) = (arguments(), Heap::Alone.option());
    format!(
        r#"set -eu
{arguments}
java {heap} @plain.args kafka.tools.StorageTool format --cluster-id {cluster} --config {SETTINGS}/{FORMAT_PROPERTIES}
cp -R data/. {TRAINING}
if [ "$java" -ge {WITH_AOT_CACHE} ]; then
    archive=$PWD/kafka.aot store=-XX:AOTCacheOutput load=-XX:AOTCache
else
    archive=$PWD/kafka.jsa store=-XX:ArchiveClassesAtExit load=-XX:SharedArchiveFile
fi
(echo "$load=$archive" && cat plain.args) >archive.args
java {heap} "$store=$archive" @plain.args kafka.Kafka {SETTINGS}/{PROPERTIES} &
broker=$!
trap 'kill -TERM $broker' TERM
wait $broker || true
wait $broker || true
[ -s "$archive" ]
"#
    )
}

/// Starts a node in a prepared image.
pub(super) fn start_prepared(who: &Who, heap: Heap, with_archive: bool) -> String {
    let arguments = if with_archive { "archive.args" } else { "plain.args" };
    let (note, heap) = (who.note(), heap.option());
    // What the formatter wrote for a controller means nothing to a broker.
    let strip = if who.is_controller { "" } else { "rm -f data/bootstrap.checkpoint; " };
    format!(
        "set -e; cd {OWN}; {strip}{note}; exec java {heap} @{arguments} kafka.Kafka {SETTINGS}/{PROPERTIES}"
    )
}

/// Formats and starts in Kafka's image as it comes.
pub(super) fn start_plain(who: &Who, heap: Heap) -> String {
    let (arguments, note, heap, cluster) = (arguments(), who.note(), heap.option(), &who.cluster);
    let format = match who.is_controller {
        true => format!(
            "java {heap} @plain.args kafka.tools.StorageTool format --cluster-id {cluster} --config {SETTINGS}/{PROPERTIES}"
        ),
        false => format!("mkdir -p data && {note}"),
    };
    format!(
        r"set -eu
{arguments}
[ -e data/meta.properties ] || {{ {format}; }}
exec java {heap} @plain.args kafka.Kafka {SETTINGS}/{PROPERTIES}
"
    )
}

/// Tells the Java's release, and writes the arguments of every JVM into a file.
fn arguments() -> String {
    let flags = jvm::FLAGS.join(" ");
    format!(
        r#"mkdir -p {OWN}
cd {OWN}
java=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
echo "{JAVA_IS} $java"
printf '%s\n' {flags} {RESOLVING} -Dlog4j2.configurationFile={SETTINGS}/{logging} -cp "$(echo /opt/kafka/libs/*.jar | tr ' ' ':')" >plain.args"#,
        logging = jvm::LOGGING_FILE,
    )
}
