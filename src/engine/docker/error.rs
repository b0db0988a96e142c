//! What can be wrong with Docker, each in one sentence.
//!
//! Docker's own messages speak of sockets, layers and status codes. A reader needs to know which of a handful of
//! situations it is, and what to type.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use super::find::Provider;

/// Why no container could be had. What the reader can do is [`DockerError::hint`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DockerError {
    /// There is no daemon, as far as one can see.
    #[error("no Docker was found on this machine")]
    NoSocket {
        /// Where a socket could have been.
        looked: Vec<PathBuf>,
    },
    /// It is there, for others.
    #[error("Docker is there, but this user may not use its socket {}", socket.display())]
    Permission {
        /// The socket.
        socket: PathBuf,
    },
    /// Its socket is there, and nobody behind it.
    #[error("Docker does not run: nobody listens at {host}")]
    Down {
        /// As `DOCKER_HOST` would name it.
        host: String,
        /// Whose socket it is.
        provider: Provider,
    },
    /// Everything is published on this machine's loopback: containers elsewhere cannot be reached.
    #[error("{named_by} names a Docker on another machine ({host}), and labs need one on this machine")]
    Remote {
        /// As it was named.
        host: String,
        /// What named it: `DOCKER_HOST`, or a context.
        named_by: String,
    },
    /// Somebody listens who is no Docker, or one that cannot be spoken with.
    #[error("what listens at {host} cannot be used as Docker: {reason}")]
    Unfit {
        /// As `DOCKER_HOST` would name it.
        host: String,
        /// What was seen.
        reason: String,
    },
    /// Docker is there, in a place where only `DOCKER_HOST` leads to.
    #[error("Docker is at {host}, where it is found only through DOCKER_HOST")]
    Elsewhere {
        /// What `DOCKER_HOST` has to be.
        host: String,
    },
    /// The image is not there and did not come.
    #[error("Docker could not fetch the image {image}: {refusal}")]
    Pull {
        /// With its tag.
        image: String,
        /// Which of the usual reasons.
        refusal: Refusal,
        /// What Docker said.
        said: String,
    },
    /// Its disk is full, or the part that it may use.
    #[error("Docker has no space left: it could not {doing}")]
    NoSpace {
        /// As a verb phrase: "start a container".
        doing: &'static str,
    },
    /// No answer in time.
    #[error("Docker did not {doing} within {} s", within.as_secs())]
    Silent {
        /// As a verb phrase: "start a container".
        doing: &'static str,
        /// How long was waited.
        within: Duration,
    },
    /// Another server took a port between its choice and its use.
    #[error("Docker could not publish a port on 127.0.0.1: {said}")]
    PortTaken {
        /// What Docker said.
        said: String,
    },
    /// Everything else, in Docker's own words.
    #[error("Docker could not {doing}: {said}")]
    Other {
        /// As a verb phrase: "start a container".
        doing: &'static str,
        /// What Docker said.
        said: String,
    },
}

/// Why an image did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The registry could not be reached.
    #[error("no answer from the network")]
    Network,
    /// The registry does not have it.
    #[error("there is no such image")]
    NotFound,
    /// Too many pulls from this address or account.
    #[error("the registry's limit of pulls is reached")]
    Limit,
    /// The registry wants to know who asks.
    #[error("the registry refused it without a login")]
    Login,
    /// What it said is in the error.
    #[error("the registry refused it")]
    Unknown,
}

impl DockerError {
    /// What the reader can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoSocket { looked } => format!(
                "start Docker, or name its socket with DOCKER_HOST=unix:///path/to/docker.sock (looked at {}); \
                 `--engine local` needs no Docker",
                list(looked)
            ),
            Self::Permission { .. } => "`sudo usermod -aG docker $USER`, log out and in again; `--engine local` needs no Docker".into(),
            Self::Down { provider, .. } => {
                format!("start it with {}; `--engine local` needs no Docker", provider.how_to_start())
            }
            Self::Remote { named_by, .. } if named_by == "DOCKER_HOST" => {
                "unset DOCKER_HOST to use a Docker on this machine, or take `--engine local`".into()
            }
            Self::Remote { .. } => {
                "`docker context use default` to use a Docker on this machine, or take `--engine local`".into()
            }
            Self::Unfit { .. } => "look at `docker version`; `--engine local` needs no Docker".into(),
            Self::Elsewhere { host } => format!("start the workbench with DOCKER_HOST={host}"),
            Self::Pull { refusal, image, said } => match refusal {
                Refusal::Network => format!(
                    "connect to the network once (`docker pull {image}` tells more), or take `--engine local`"
                ),
                Refusal::Limit => "wait an hour, or `docker login`; `--engine local` needs no image".into(),
                Refusal::Login => "`docker login`; `--engine local` needs no image".into(),
                Refusal::NotFound => {
                    format!("a mirror may lack it: `docker pull {image}` tells more; `--engine local` needs no image")
                }
                Refusal::Unknown => format!("it said: {said}. `--engine local` needs no image"),
            },
            Self::NoSpace { .. } => {
                "`docker system df` shows what takes the space; `docker system prune` frees what nobody uses".into()
            }
            Self::Silent { .. } => {
                "look at `docker info`: it may be starting, or out of memory; `--engine local` needs no Docker".into()
            }
            Self::PortTaken { .. } => "try again: other ports are chosen".into(),
            Self::Other { .. } => "`docker info` tells more; `--engine local` needs no Docker".into(),
        }
    }
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
