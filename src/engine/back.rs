//! Clusters that attempts have given back.

use std::sync::Mutex;

use super::cluster::Cluster;
use super::process::held;
use super::shape::Shape;

/// What was given back and may be taken.
#[derive(Debug, Default)]
pub(super) struct Back(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    clusters: Vec<(Shape, Cluster)>,
    /// How many wait for room: for them what comes back is ended, since it takes room as long as it is here.
    waiting: usize,
}

/// Somebody waits for room.
#[derive(Debug)]
pub(super) struct Waiting<'a>(&'a Back);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        held(&self.0.0).waiting -= 1;
    }
}

impl Back {
    /// One of that shape, if there is one that still answers.
    pub(super) async fn take(&self, shape: &Shape) -> Option<Cluster> {
        loop {
            let cluster = {
                let clusters = &mut held(&self.0).clusters;
                let place = clusters.iter().position(|(of, _)| of == shape)?;
                clusters.swap_remove(place).1
            };
            if cluster.answers().await {
                return Some(cluster);
            }
            cluster.stop().await;
        }
    }

    /// Keeps a cluster, once it is as good as new.
    pub(super) async fn give(&self, shape: &Shape, cluster: Cluster) {
        if let Err(error) = cluster.renew().await {
            tracing::debug!(%error, "a cluster is not used again");
            return cluster.stop().await;
        }
        let refused = {
            let mut inner = held(&self.0);
            match inner.waiting {
                0 => {
                    inner.clusters.push((shape.clone(), cluster));
                    None
                }
                _ => Some(cluster),
            }
        };
        if let Some(cluster) = refused {
            cluster.stop().await;
        }
    }

    /// From now on nothing is kept, until what is returned is dropped.
    pub(super) fn wait(&self) -> Waiting<'_> {
        held(&self.0).waiting += 1;
        Waiting(self)
    }

    /// Ends all that are here.
    pub(super) async fn end(&self) {
        let clusters = std::mem::take(&mut held(&self.0).clusters);
        for (_, cluster) in clusters {
            cluster.stop().await;
        }
    }
}
