//! Requests, groups and calls as tables: only what is shown is put into words, as there may be 50,000.

use super::brokers;
use super::place::href;
use crate::evidence::{Cite, Effect, Evidence, Group, Request, Unseen, words};
use crate::grade::{Bundle, BundleStage};
use crate::web::view::wire::{
    CallRow, GroupView, ProgressRow, RequestRow, RequestsView, ServiceView, WireView,
};
use std::collections::BTreeMap;

/// Rows of a table that are shown.
const ROWS: usize = 200;
/// The same of requests that any client makes.
const QUIET_ROWS: usize = 100;

/// Where rows lead to: nowhere, unless the attempt is kept.
#[derive(Clone, Copy)]
struct Pages<'a> {
    bundle: &'a Bundle,
    stage: &'a BundleStage,
    kept: bool,
}

impl Pages<'_> {
    fn of(self, cite: Cite) -> Option<String> {
        self.kept.then(|| href(self.bundle, &self.stage.id, &cite)).flatten()
    }
}

/// The wire of a stage.
pub(super) fn view(bundle: &Bundle, stage: &BundleStage, evidence: &Evidence, kept: bool) -> WireView {
    let pages = Pages { bundle, stage, kept };
    WireView {
        brokers: brokers::view(evidence, |cite| pages.of(cite)),
        groups: evidence.groups.iter().map(|of| group(of, pages)).collect(),
        requests: requests(&evidence.requests, evidence.unseen, pages),
        services: evidence.effects.iter().map(|(name, calls)| service(name, calls, pages)).collect(),
    }
}

fn group(group: &Group, pages: Pages<'_>) -> GroupView {
    let rows = group.partitions.iter().take(ROWS).map(|progress| ProgressRow {
        partition: format!("{}-{}", progress.topic, progress.partition),
        committed: progress.committed.map_or_else(|| "none".to_owned(), |offset| offset.to_string()),
        end: progress.end,
        lag: words::lag(progress),
    });
    GroupView {
        name: group.group.clone(),
        href: pages.of(Cite::Group { group: group.group.clone() }),
        facts: format!("{}, {}, {} protocol", group.state, words::members(group.members), group.protocol),
        rows: rows.collect(),
        more: group.partitions.len().saturating_sub(ROWS),
    }
}

fn requests(all: &[Request], unseen: Unseen, pages: Pages<'_>) -> RequestsView {
    let (telling, quiet): (Vec<&Request>, Vec<&Request>) =
        all.iter().partition(|request| words::telling(request));
    let rows = |of: &[&Request], most: usize| of.iter().take(most).map(|r| request(r, pages)).collect();
    RequestsView {
        telling: telling.len(),
        rows: rows(&telling, ROWS),
        quiet: apis(&quiet),
        quiet_rows: rows(&quiet, QUIET_ROWS),
        quiets: quiet.len(),
        unseen: missing(unseen),
    }
}

fn request(request: &Request, pages: Pages<'_>) -> RequestRow {
    let told = words::told(request);
    RequestRow {
        n: request.n,
        href: pages.of(Cite::Request { n: request.n }),
        at: words::seconds(request.at),
        who: words::who(request.program.as_deref(), request.run.as_deref(), request.pid),
        api: request.api.clone(),
        asked: told.asked,
        answered: told.answered,
        // Every new member of the classic protocol is told so once: nothing went wrong.
        refused: request.error.as_deref().is_some_and(|error| error != "MEMBER_ID_REQUIRED"),
        fault: request.fault.clone(),
    }
}

/// As `40 Fetch, 9 Metadata`, the most frequent first.
fn apis(requests: &[&Request]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for request in requests {
        *counts.entry(&request.api).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.iter().map(|(api, count)| format!("{count} {api}")).collect::<Vec<_>>().join(", ")
}

fn missing(unseen: Unseen) -> String {
    let mut parts = Vec::new();
    if unseen.requests > 0 {
        parts.push(format!("{} requests more than are kept", unseen.requests));
    }
    if unseen.bytes > 0 {
        parts.push(format!("{} bytes that are no requests of Kafka's protocol", unseen.bytes));
    }
    parts.join(", ")
}

fn service(name: &str, calls: &[Effect], pages: Pages<'_>) -> ServiceView {
    ServiceView {
        name: name.to_owned(),
        rows: calls.iter().take(ROWS).map(|of| call(of, pages)).collect(),
        more: calls.len().saturating_sub(ROWS),
    }
}

fn call(call: &Effect, pages: Pages<'_>) -> CallRow {
    CallRow {
        n: call.n,
        href: pages.of(Cite::Effect { service: call.service.clone(), n: call.n }),
        at: words::seconds(call.at),
        who: words::who(call.program.as_deref(), call.run.as_deref(), call.pid),
        asked: format!("{} {}", call.method, call.path),
        body: words::body(call),
        answered: words::status(call),
        fault: call.fault.clone(),
    }
}
