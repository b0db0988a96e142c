//! What the shell in a container is told: to get a data directory ready, then to become the broker.

use super::image::{OWN, SETTINGS};
use crate::engine::local::jvm;
use crate::engine::runtime::WITH_AOT_CACHE;

/// Where a broker that trains writes: in memory, so that nothing of it gets into the image.
pub(super) const TRAINING: &str = "/mnt/kafka-workbench";

/// The settings of the broker, below [`SETTINGS`].
pub(super) const PROPERTIES: &str = "server.properties";
/// Those that the formatter goes by when an image is prepared.
pub(super) const FORMAT_PROPERTIES: &str = "format.properties";

/// The data directory of a broker.
pub(super) fn data() -> String {
    format!("{OWN}/data")
}

/// Brings a data directory into the image that is formatted and has seen nothing, and an archive of Kafka's classes,
/// written by a broker that ends when the container is told to. Fails where there is no archive in the end.
///
/// The arguments of the JVM go into files, so that the class path is the same at every start, to the letter.
pub(super) fn prepare(cluster_id: &str) -> String {
    let arguments = arguments();
    format!(
        r#"set -eu
{arguments}
java @plain.args kafka.tools.StorageTool format --cluster-id {cluster_id} --config {SETTINGS}/{FORMAT_PROPERTIES}
cp -R data/. {TRAINING}
if [ "$java" -ge {aot} ]; then
    archive=$PWD/kafka.aot store=-XX:AOTCacheOutput load=-XX:AOTCache
else
    archive=$PWD/kafka.jsa store=-XX:ArchiveClassesAtExit load=-XX:SharedArchiveFile
fi
(echo "$load=$archive" && cat plain.args) >archive.args
java "$store=$archive" @plain.args kafka.Kafka {SETTINGS}/{PROPERTIES} &
broker=$!
trap 'kill -TERM $broker' TERM
wait $broker || true
wait $broker || true
[ -s "$archive" ]
"#,
        aot = WITH_AOT_CACHE,
    )
}

/// Starts a broker in a prepared image, with a cluster id of its own.
pub(super) fn start_prepared(cluster_id: &str, with_archive: bool) -> String {
    let arguments = if with_archive { "archive.args" } else { "plain.args" };
    format!(
        "set -e; cd {OWN}; sed -i 's/^cluster.id=.*/cluster.id={cluster_id}/' data/meta.properties; \
         exec java @{arguments} kafka.Kafka {SETTINGS}/{PROPERTIES}"
    )
}

/// Formats and starts in Kafka's image as it comes.
pub(super) fn start_plain(cluster_id: &str) -> String {
    let arguments = arguments();
    format!(
        r"set -eu
{arguments}
[ -e data/meta.properties ] ||
    java @plain.args kafka.tools.StorageTool format --cluster-id {cluster_id} --config {SETTINGS}/{PROPERTIES}
exec java @plain.args kafka.Kafka {SETTINGS}/{PROPERTIES}
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
printf '%s\n' {flags} -Dlog4j2.configurationFile={SETTINGS}/{logging} -cp "$(echo /opt/kafka/libs/*.jar | tr ' ' ':')" >plain.args"#,
        logging = jvm::LOGGING_FILE,
    )
}

/// How the line with the Java's release begins.
pub(super) const JAVA_IS: &str = "kafka-workbench: Java";
