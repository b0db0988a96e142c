//! A piece of evidence as a person types it: `task-created-2@9`, `request:12`, `ill/call:email:7`.

use super::Cite;
use std::fmt;

/// Where a piece of evidence is to be found, in which stage.
///
/// Every stage counts its requests, commits and calls from 1, and makes its topics anew. A place without a
/// stage is that place in every stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The stage's id; `None` for all stages.
    pub stage: Option<String>,
    /// What: one of those that [`Cite::place`] can name.
    pub cite: Cite,
}

/// The forms that [`Place::parse`] reads, for whoever typed another.
pub const FORMS: &[&str] = &[
    "TOPIC-PARTITION@OFFSET, such as task-created-2@9",
    "request:NUMBER",
    "commit:GROUP:NUMBER",
    "group:GROUP",
    "member:GROUP:NUMBER",
    "partition:TOPIC-PARTITION",
    "call:SERVICE:NUMBER",
];

impl Place {
    /// Reads a place; `None` where it is none.
    ///
    /// A group's id may hold anything, `:` and `/` too: the kind is looked for first, a number last. A topic's
    /// name holds neither, so that no record is taken for something else.
    pub fn parse(text: &str) -> Option<Place> {
        let whole = Cite::parse(text).map(|cite| Place { stage: None, cite });
        whole.or_else(|| {
            let (stage, rest) = text.split_once('/')?;
            let cite = Cite::parse(rest).filter(|_| !stage.is_empty())?;
            Some(Place { stage: Some(stage.to_owned()), cite })
        })
    }
}

impl fmt::Display for Place {
    /// As it is typed; nothing after the stage where the cite cannot be.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(stage) = &self.stage {
            write!(f, "{stage}/")?;
        }
        f.write_str(&self.cite.place().unwrap_or_default())
    }
}

impl Cite {
    /// The cite as it is typed; `None` for what cannot be shown by itself, such as a line.
    pub fn place(&self) -> Option<String> {
        match self {
            Cite::Record { .. } => Some(self.to_string()),
            Cite::Request { n } => Some(format!("request:{n}")),
            Cite::Commit { group, n } => Some(format!("commit:{group}:{n}")),
            Cite::Group { group } => Some(format!("group:{group}")),
            Cite::Member { group, n } => Some(format!("member:{group}:{n}")),
            Cite::Partition { topic, partition, .. } => Some(format!("partition:{topic}-{partition}")),
            Cite::Effect { service, n } => Some(format!("call:{service}:{n}")),
            _ => None,
        }
    }

    fn parse(text: &str) -> Option<Cite> {
        let numbered = |rest: &str| {
            let (name, n) = rest.rsplit_once(':')?;
            Some((name.to_owned(), n.parse().ok()?))
        };
        match text.split_once(':') {
            Some(("request", n)) => Some(Cite::Request { n: n.parse().ok()? }),
            Some(("commit", rest)) => numbered(rest).map(|(group, n)| Cite::Commit { group, n }),
            Some(("member", rest)) => numbered(rest).map(|(group, n)| Cite::Member { group, n }),
            Some(("call", rest)) => numbered(rest).map(|(service, n)| Cite::Effect { service, n }),
            Some(("partition", rest)) => {
                let (topic, partition) = rest.rsplit_once('-')?;
                let (topic, partition) = (topic.to_owned(), partition.parse().ok()?);
                Some(Cite::Partition { topic, partition, step: None })
            }
            Some(("group", group)) => Some(Cite::Group { group: group.to_owned() }),
            _ => record(text),
        }
    }
}

fn record(text: &str) -> Option<Cite> {
    let (partition, offset) = text.rsplit_once('@')?;
    let (topic, partition) = partition.rsplit_once('-')?;
    let topic = (!topic.contains(['/', ':'])).then(|| topic.to_owned())?;
    Some(Cite::Record { topic, partition: partition.parse().ok()?, offset: offset.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(text: &str) -> Place {
        let place = Place::parse(text).unwrap_or_else(|| panic!("{text} is no place"));
        assert_eq!(place.to_string(), text);
        place
    }

    #[test]
    fn what_is_typed_is_what_is_printed() {
        let record = same("task-created-2@9");
        assert_eq!(record.cite, Cite::Record { topic: "task-created".into(), partition: 2, offset: 9 });
        assert_eq!(same("request:12").cite, Cite::Request { n: 12 });
        assert_eq!(same("commit:clerks:4").cite, Cite::Commit { group: "clerks".into(), n: 4 });
        assert_eq!(same("group:clerks").cite, Cite::Group { group: "clerks".into() });
        assert_eq!(same("member:clerks:2").cite, Cite::Member { group: "clerks".into(), n: 2 });
        let call = same("ill/call:e-mail:7");
        assert_eq!((call.stage.as_deref(), call.cite.to_string().as_str()), (Some("ill"), "e-mail, call 7"));
        let partition = Cite::Partition { topic: "task-created".into(), partition: 2, step: None };
        assert_eq!(same("partition:task-created-2").cite, partition);
        assert_eq!(same("once/task-created-2@9").stage.as_deref(), Some("once"));
    }

    #[test]
    fn a_group_may_be_called_anything() {
        assert_eq!(same("commit:a:b/c:4").cite, Cite::Commit { group: "a:b/c".into(), n: 4 });
        assert_eq!(same("ill/group:a/b@1").cite, Cite::Group { group: "a/b@1".into() });
        assert_eq!(same("group:").cite, Cite::Group { group: String::new() });
    }

    #[test]
    fn what_is_no_place() {
        for text in [
            "",
            "12",
            "request",
            "request:",
            "request:x",
            "task-created",
            "task-created@9",
            "/request:1",
            "partition:tasks",
        ] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
        assert_eq!(Cite::Line { program: "p".into(), n: 1 }.place(), None);
    }
}
