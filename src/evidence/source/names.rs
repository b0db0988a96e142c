//! What a source names, and the expressions in it.

use super::Source;

impl Source {
    /// The names of things that a lab has made or asks for, to be written anew.
    pub fn names_mut(&mut self) -> Vec<&mut String> {
        match self {
            Source::Records(name)
            | Source::Given(name)
            | Source::Lines(name)
            | Source::Output(name)
            | Source::Programs(name)
            | Source::Partitions(name)
            | Source::Commits(name)
            | Source::Members(name)
            | Source::Effects(name)
            | Source::Rows(name)
            | Source::Answers(name)
            | Source::Files(name)
            | Source::FileLines(name)
            | Source::Resources(name) => vec![name],
            Source::Deliveries(of) => {
                let service = of.effect.as_mut().map(|work| &mut work.service);
                [&mut of.topic, &mut of.by].into_iter().chain(service).collect()
            }
            Source::Topics
            | Source::Brokers
            | Source::Requests
            | Source::Groups
            | Source::Steps
            | Source::DatabaseTransactions
            | Source::Responses
            | Source::Subjects
            | Source::RegistryCalls
            | Source::Connectors
            | Source::Findings => Vec::new(),
        }
    }

    /// The CEL expressions in it, likewise.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Source::Deliveries(of) => {
                let works = of.effect.iter_mut();
                works
                    .flat_map(|work| [&mut work.by, &mut work.record].into_iter().chain(&mut work.only))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
