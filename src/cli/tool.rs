//! `tool`: Kafka's own tools, in the place of this process.

use super::args::{Args, ToolArgs};
use super::{Status, terminal};
use crate::workbench::{self, WorkbenchError, tools};
use serde_json::json;

pub(super) async fn run(args: &Args, order: &ToolArgs) -> Result<Status, WorkbenchError> {
    let Some((name, rest)) = order.line.split_first().filter(|_| !order.list) else {
        list(args);
        return Ok(Status::Passed);
    };
    let stop = terminal::stop();
    let (options, report) = (args.options(), terminal::report());
    let ready = tokio::select! {
        biased;
        () = stop.cancelled() => {
            eprintln!("\nStopped before the tool was started; what has been fetched stays.");
            return Ok(Status::NotGraded);
        }
        ready = workbench::tool(&options, name, rest, &report) => ready?,
    };
    if let Some(cluster) = &ready.cluster {
        eprintln!("The cluster of {}, at {}", cluster.what, cluster.bootstrap);
    }
    match ready.run()? {}
}

fn list(args: &Args) {
    if args.json {
        let tools: Vec<_> = tools()
            .map(|tool| json!({ "name": tool.name, "about": tool.about, "class": tool.main }))
            .collect();
        println!("{:#}", json!({ "version": 1, "tools": tools }));
        return;
    }
    let width = tools().map(|tool| tool.name.len()).max().unwrap_or_default();
    let lines: String = tools().map(|tool| format!("{:width$}  {}\n", tool.name, tool.about)).collect();
    terminal::out(&lines);
    eprintln!("\n`kafka-workbench tool NAME` without arguments tells how one is used.");
}
