//! Which nodes a cluster has, where each listens, and in which folder it lives.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::jvm::Heap;
use super::ports;
use crate::engine::cluster::Front;
use crate::engine::error::EngineError;
use crate::engine::properties::{CONTROLLER, Endpoint, Listeners, NodeSettings, Role};
use crate::engine::shape::Shape;

/// A node that is to be started.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) settings: NodeSettings,
    pub(super) heap: Heap,
    /// For its settings, its data and what the JVM leaves.
    pub(super) folder: PathBuf,
    /// Of a broker.
    pub(super) listens: Option<Listens>,
}

/// Where a broker listens, for those who talk to it.
#[derive(Debug)]
pub(super) struct Listens {
    pub(super) direct: SocketAddr,
    pub(super) advertised: SocketAddr,
    pub(super) front: Front,
}

/// The nodes of a cluster of `shape`, below `folder`; a controller apart comes first.
///
/// # Errors
/// [`EngineError::NoSuchShape`], or [`EngineError::Ports`].
pub(super) fn plan(shape: &Shape, folder: &Path) -> Result<Vec<Planned>, EngineError> {
    let apart = shape.has_controller_apart()?;
    let mut ports = ports::free(usize::from(shape.brokers) * 2 + 1)?.into_iter().map(local);
    // As many as were asked for.
    let mut next = || ports.next().ok_or_else(|| EngineError::Ports { reason: "too few".to_owned() });
    let controller = next()?;
    let id = if apart { CONTROLLER } else { 1 };
    let settings = |node_id, role, folder: &Path| NodeSettings {
        node_id,
        role,
        data: folder.join("data").to_string_lossy().into_owned(),
        voter: format!("{id}@{controller}"),
        brokers: shape.brokers,
        more: shape.settings.clone(),
    };
    let mut nodes = Vec::new();
    if apart {
        let role = Role::Controller { controller: Endpoint::plain(controller) };
        let folder = folder.join("controller");
        let settings = settings(id, role, &folder);
        nodes.push(Planned { settings, heap: Heap::Controller, folder, listens: None });
    }
    for id in 1..=i32::from(shape.brokers) {
        let (direct, learner) = (next()?, next()?);
        let front = Front::bind(id, learner)?;
        let advertised = front.address().map_err(|error| EngineError::Ports { reason: error.to_string() })?;
        let listeners = Listeners {
            direct: Endpoint::plain(direct),
            learner: Endpoint { bind: learner.to_string(), advertised: advertised.to_string() },
            internal: None,
        };
        let (role, heap) = match apart {
            true => (Role::Broker { listeners }, Heap::Broker),
            false => (Role::Combined { listeners, controller: Endpoint::plain(controller) }, Heap::Alone),
        };
        let folder = folder.join(format!("broker-{id}"));
        let settings = settings(id, role, &folder);
        nodes.push(Planned { settings, heap, folder, listens: Some(Listens { direct, advertised, front }) });
    }
    Ok(nodes)
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_brokers_share_a_controller() {
        let shape = Shape { brokers: 3, settings: Vec::new() };
        let nodes = plan(&shape, Path::new("/c")).unwrap();
        let told: Vec<_> =
            nodes.iter().map(|node| (node.settings.node_id, node.folder.display().to_string())).collect();
        let named = |id, name: &str| (id, format!("/c/{name}"));
        let expected =
            [named(100, "controller"), named(1, "broker-1"), named(2, "broker-2"), named(3, "broker-3")];
        assert_eq!(told, expected);
        assert!(nodes.iter().all(|node| node.settings.voter == nodes[0].settings.voter));
        assert_eq!(nodes.iter().filter(|node| node.listens.is_some()).count(), 3);
    }

    #[test]
    fn two_are_refused() {
        let shape = Shape { brokers: 2, settings: Vec::new() };
        assert!(matches!(plan(&shape, Path::new("/c")), Err(EngineError::NoSuchShape { brokers: 2 })));
    }
}
