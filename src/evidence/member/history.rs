//! What is known of the members so far, while the requests are read in their order.

use super::{Member, Owned, owned, text};
use crate::evidence::{Micros, Request};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Members that were, and those that are.
#[derive(Debug, Default)]
pub(super) struct History {
    all: Vec<Member>,
    /// The place in `all` of the one that lasts, by group and member id.
    open: HashMap<(String, String), usize>,
    /// What a member is to go down to, and the epoch or generation of that, once it has given up the rest.
    pub(super) revoking: HashMap<(String, String), (i64, Vec<Owned>)>,
    /// The generation that each member was last told by the answer to its JoinGroup, and when.
    joined: HashMap<(String, String), (i64, Micros)>,
    /// The member that a client last spoke for, by its connection and group.
    spoke: HashMap<(i64, String), String>,
    /// Groups whose members keep their partitions while the group forms anew (KIP-429).
    pub(super) cooperative: BTreeSet<String>,
}

impl History {
    /// What lasts of a member.
    pub(super) fn current(&self, group: &str, member: &str) -> Option<&Member> {
        let place = self.open.get(&(group.to_owned(), member.to_owned()))?;
        self.all.get(*place)
    }

    /// From `from` on the member of `request` has these partitions, in place of those that it had.
    pub(super) fn begin(
        &mut self,
        request: &Request,
        (group, member): (&str, &str),
        generation: i64,
        partitions: Vec<Owned>,
        from: Micros,
    ) {
        let before = self.current(group, member).and_then(|before| before.instance.clone());
        self.end(group, member, from, "rebalanced");
        self.open.insert((group.to_owned(), member.to_owned()), self.all.len());
        let protocol = if request.api == "ConsumerGroupHeartbeat" { "consumer" } else { "classic" };
        self.all.push(Member {
            group: group.to_owned(),
            n: 0,
            member: member.to_owned(),
            instance: text(&request.fields, "instance").or(before),
            protocol: protocol.to_owned(),
            generation,
            client_id: request.client_id.clone(),
            program: request.program.clone(),
            run: request.run.clone(),
            partitions,
            from,
            to: None,
            ended: None,
        });
    }

    /// What lasts of the member, where anything does, is over.
    pub(super) fn end(&mut self, group: &str, member: &str, at: Micros, how: &str) {
        let key = (group.to_owned(), member.to_owned());
        self.revoking.remove(&key);
        if let Some(ended) = self.open.remove(&key).and_then(|place| self.all.get_mut(place)) {
            ended.to = Some(at);
            ended.ended = Some(how.to_owned());
        }
    }

    /// The member was told at `at` that the group has come to this generation, and that it is in it.
    pub(super) fn joined(&mut self, group: &str, member: &str, generation: i64, at: Micros) {
        self.joined.insert((group.to_owned(), member.to_owned()), (generation, at));
    }

    /// Whether the member had been told by then that it is in a later generation than this.
    pub(super) fn is_beyond(&self, group: &str, member: &str, generation: i64, by: Micros) -> bool {
        let told = self.joined.get(&(group.to_owned(), member.to_owned()));
        told.is_some_and(|(latest, at)| *latest > generation && *at <= by)
    }

    /// Notes for which member a request speaks. Where it speaks for nobody any more, the client has found by itself that
    /// its session is over, and the one that it was is told.
    pub(super) fn speaks(&mut self, request: &Request, group: &str, member: Option<&str>) -> Option<String> {
        let key = (request.connection, group.to_owned());
        let Some(member) = member else { return self.spoke.remove(&key) };
        self.spoke.insert(key, member.to_owned());
        None
    }

    /// The program of a run has ended: nothing of its members lasts.
    pub(super) fn gone(&mut self, run: &str, at: Micros, taken_out: &BTreeSet<(String, String)>) {
        for (key, place) in &self.open {
            if let Some(member) = self.all.get_mut(*place).filter(|member| member.run.as_deref() == Some(run))
            {
                member.to = Some(at);
                member.ended = Some(if taken_out.contains(key) { "taken_out" } else { "gone" }.to_owned());
            }
        }
    }

    /// All of them by group, numbered in the order in which they began.
    pub(super) fn finish(mut self) -> BTreeMap<String, Vec<Member>> {
        self.all.sort_by_key(|member| member.from);
        let mut found: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for member in self.all {
            let of_group = found.entry(member.group.clone()).or_default();
            let n = i64::try_from(of_group.len()).unwrap_or(i64::MAX - 1) + 1;
            of_group.push(Member { n, ..member });
        }
        found
    }
}

/// The group and the member that a request names, or its answer where the request has no id yet.
pub(super) fn names(request: &Request) -> Option<(String, String)> {
    let member = text(&request.fields, "member").or_else(|| text(&request.answer, "member"))?;
    Some((text(&request.fields, "group")?, member))
}

/// What an answer that reached its program assigns, and when.
pub(super) fn assigned(request: &Request) -> Option<(Vec<Owned>, Micros)> {
    Some((owned(&request.answer, "assigned")?, request.answered_at?))
}
