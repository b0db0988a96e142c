//! Which nodes a cluster in containers has, and where each listens: inside its container, for other containers, and
//! published on this machine.

use std::net::{Ipv4Addr, SocketAddr};

use super::script::data;
use crate::engine::cluster::Front;
use crate::engine::error::EngineError;
use crate::engine::local::jvm::Heap;
use crate::engine::local::ports;
use crate::engine::properties::{CONTROLLER, Endpoint, Listeners, NodeSettings, Role};
use crate::engine::shape::Shape;

/// Where it listens then. Nothing of it is published, so it needs no port of this machine.
const CONTROLLER_PORT: u16 = 9093;
/// Where brokers listen for each other.
const INTERNAL_PORT: u16 = 9094;

/// A node that is to be started.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) settings: NodeSettings,
    pub(super) heap: Heap,
    /// Its container's name, under which the others find it.
    pub(super) container: String,
    /// Of a broker.
    pub(super) listens: Option<Listens>,
}

/// Where a broker is published, for those who talk to it.
#[derive(Debug)]
pub(super) struct Listens {
    pub(super) direct: u16,
    pub(super) learner: u16,
    pub(super) advertised: SocketAddr,
    pub(super) front: Front,
}

/// The nodes of a cluster of `shape`, whose containers' names begin with `name`; a controller apart comes first.
pub(super) fn plan(shape: &Shape, name: &str) -> Result<Vec<Planned>, EngineError> {
    let apart = shape.has_controller_apart()?;
    let mut ports = ports::free(usize::from(shape.brokers) * 2)?.into_iter();
    // As many as were asked for.
    let mut next = || ports.next().ok_or_else(|| EngineError::Ports { reason: "too few".to_owned() });
    let controller = if apart { format!("{name}-controller") } else { "127.0.0.1".to_owned() };
    let quorum = Endpoint {
        bind: format!("{}:{CONTROLLER_PORT}", if apart { "0.0.0.0" } else { "127.0.0.1" }),
        advertised: format!("{controller}:{CONTROLLER_PORT}"),
    };
    let settings = |node_id, role| NodeSettings {
        node_id,
        role,
        data: data(),
        voter: format!("{}@{}", if apart { CONTROLLER } else { 1 }, quorum.advertised),
        brokers: shape.brokers,
        more: shape.settings.clone(),
    };
    let mut nodes = Vec::new();
    if apart {
        let settings = settings(CONTROLLER, Role::Controller { controller: quorum.clone() });
        nodes.push(Planned {
            settings,
            heap: Heap::Controller,
            container: controller.clone(),
            listens: None,
        });
    }
    for id in 1..=i32::from(shape.brokers) {
        let container = format!("{name}-broker-{id}");
        let (direct, learner) = (next()?, next()?);
        let front = Front::bind(id, local(learner))?;
        let advertised = front.address().map_err(|error| EngineError::Ports { reason: error.to_string() })?;
        let inside = |port, advertised: String| Endpoint { bind: format!("0.0.0.0:{port}"), advertised };
        let internal = apart.then(|| inside(INTERNAL_PORT, format!("{container}:{INTERNAL_PORT}")));
        let listeners = Listeners {
            direct: inside(direct, local(direct).to_string()),
            learner: inside(learner, advertised.to_string()),
            internal,
        };
        let (role, heap) = match apart {
            true => (Role::Broker { listeners }, Heap::Broker),
            false => (Role::Combined { listeners, controller: quorum.clone() }, Heap::Alone),
        };
        let listens = Some(Listens { direct, learner, advertised, front });
        nodes.push(Planned { settings: settings(id, role), heap, container, listens });
    }
    Ok(nodes)
}

pub(super) fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::properties::render;

    fn setting(node: &Planned, name: &str) -> String {
        let rendered = render(&node.settings);
        let lines = rendered.lines().filter_map(|line| line.split_once('='));
        lines.filter(|(found, _)| *found == name).map(|(_, value)| value.to_owned()).collect()
    }

    #[test]
    fn three_brokers_find_each_other_by_the_names_of_their_containers() {
        let nodes = plan(&Shape { brokers: 3, settings: Vec::new() }, "kw").unwrap();
        let names: Vec<_> = nodes.iter().map(|node| node.container.as_str()).collect();
        assert_eq!(names, ["kw-controller", "kw-broker-1", "kw-broker-2", "kw-broker-3"]);
        for node in &nodes {
            assert_eq!(setting(node, "controller.quorum.voters"), "100@kw-controller:9093");
        }
        let broker = &nodes[2];
        assert_eq!(setting(broker, "inter.broker.listener.name"), "INTERNAL");
        assert!(setting(broker, "advertised.listeners").contains("INTERNAL://kw-broker-2:9094"));
        let listens = broker.listens.as_ref().unwrap();
        assert!(
            setting(broker, "advertised.listeners").contains(&format!("DIRECT://{}", local(listens.direct)))
        );
        assert!(setting(broker, "listeners").contains(&format!("LEARNER://0.0.0.0:{}", listens.learner)));
    }

    #[test]
    fn one_broker_needs_nobody() {
        let [alone] = plan(&Shape::alone(), "kw").unwrap().try_into().unwrap();
        assert_eq!(setting(&alone, "controller.quorum.voters"), "1@127.0.0.1:9093");
        assert_eq!(setting(&alone, "inter.broker.listener.name"), "DIRECT");
        assert!(setting(&alone, "listeners").contains("CONTROLLER://127.0.0.1:9093"));
    }

    #[test]
    fn two_are_refused() {
        let shape = Shape { brokers: 2, settings: Vec::new() };
        assert!(matches!(plan(&shape, "kw"), Err(EngineError::NoSuchShape { brokers: 2 })));
    }
}
