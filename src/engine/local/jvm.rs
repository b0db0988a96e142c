//! How a JVM of Kafka is started: for a broker, and for Kafka's own tools.

use std::ffi::OsString;
use std::path::Path;

use super::archive::Archive;
use crate::engine::process::{Keeps, Launch};
use crate::engine::runs::MARK;
use crate::engine::runtime::Runtime;

/// A JVM that lives for minutes, with a handful of topics: start quickly, stay small, leave nothing in `/tmp`.
pub(in crate::engine) const FLAGS: [&str; 8] = [
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-CreateCoredumpOnCrash",
    "-Djava.awt.headless=true",
    // What the JVM thinks of its archives is no news: it works without what it does not like.
    "-Xlog:disable",
    // Not to standard output, where a tool prints its results.
    "-Xlog:all=error:stderr",
];

/// To the console, which the engine reads. A broker's list of all its settings would crowd out what matters.
/// As properties: the YAML reader alone would add a twentieth to the time of the start.
pub(in crate::engine) const LOGGING: &str = "\
status=error
appender.console.type=Console
appender.console.name=STDOUT
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=INFO
rootLogger.appenderRef.console.ref=STDOUT
logger.settings.name=org.apache.kafka.common.config.AbstractConfig
logger.settings.level=WARN
logger.broker.name=kafka.server.KafkaConfig
logger.broker.level=WARN
logger.clients.name=org.apache.kafka.clients
logger.clients.level=WARN
";

/// The file that it goes to, beside `server.properties`.
pub(in crate::engine) const LOGGING_FILE: &str = "log4j2.properties";

/// How much memory a JVM may fill: several brokers on one machine have to share.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) enum Heap {
    /// A broker that is its own controller, or a tool.
    Alone,
    /// One broker of three.
    Broker,
    /// Their controller.
    Controller,
}

impl Heap {
    pub(in crate::engine) fn option(self) -> &'static str {
        match self {
            Heap::Alone => "-Xmx256m",
            Heap::Broker => "-Xmx112m",
            Heap::Controller => "-Xmx72m",
        }
    }
}

/// What a JVM does with an archive of its classes.
#[derive(Debug, Clone)]
pub(super) enum Classes<'a> {
    /// Loads each from its jar.
    Plain,
    /// Maps those of the archive.
    From(&'a Archive),
    /// Writes the archive when it ends.
    Into(&'a Archive),
}

/// A JVM that runs `main` with `args`; `folder` holds its logging settings and its temporary files.
pub(super) fn launch(
    runtime: &Runtime,
    mark: &str,
    folder: &Path,
    heap: Heap,
    classes: &Classes<'_>,
    main: &[&str],
    args: &[&Path],
) -> Launch {
    let mut line: Vec<OsString> = FLAGS.iter().map(OsString::from).collect();
    line.push(heap.option().into());
    match classes {
        Classes::Plain => {}
        Classes::From(archive) => line.push(archive.load_option()),
        Classes::Into(archive) => line.push(archive.store_option()),
    }
    line.push(option("-Djava.io.tmpdir=", &folder.join("tmp")));
    // A JVM that crashes leaves its report where it stands, unless told otherwise.
    line.push(option("-XX:ErrorFile=", &folder.join("crash.log")));
    line.push(option("-Dlog4j2.configurationFile=", &folder.join(LOGGING_FILE)));
    // Shows in a list of processes whose this is, and how the next workbench knows it.
    line.push(format!("-Dkafka.workbench.run={mark}").into());
    line.push("-cp".into());
    line.push(runtime.class_path.joined.clone());
    line.extend(main.iter().map(OsString::from));
    line.extend(args.iter().map(|path| path.as_os_str().to_owned()));
    Launch {
        program: runtime.java.program.clone(),
        args: line,
        variables: vec![(MARK.to_owned(), mark.into())],
        keeps: Keeps::Little,
        log_file: None,
    }
}

pub(in crate::engine) fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}
