//! Why a broker's answer did not come, and what one can do about it.

use std::io;

use thiserror::Error;

use super::{Address, PATIENCE};

/// Why a broker's answer did not come or could not be read.
#[derive(Debug, Error)]
pub enum WireError {
    /// The connection.
    #[error("broker at {address}: {source}")]
    Io {
        /// Which broker.
        address: Address,
        /// What the operating system said.
        source: io::Error,
    },
    /// The connection was refused.
    #[error("nobody listens at {address}")]
    Nobody {
        /// Which broker.
        address: Address,
    },
    /// The host has no address.
    #[error("there is no host called {}", address.host())]
    UnknownHost {
        /// Which broker.
        address: Address,
    },
    /// No answer in time.
    #[error("broker at {address}: no answer within {} s", PATIENCE.as_secs())]
    Silent {
        /// Which broker.
        address: Address,
    },
    /// Bytes that are no message, in either direction.
    #[error("broker at {address}: {reason}")]
    Codec {
        /// Which broker.
        address: Address,
        /// What the codec said.
        reason: String,
    },
    /// The listener speaks TLS and was spoken to without.
    #[error("the listener at {address} speaks TLS, and was asked without it")]
    WantsTls {
        /// Which broker.
        address: Address,
    },
    /// The listener was greeted in TLS and did not know it.
    #[error("the listener at {address} does not speak TLS")]
    NoTls {
        /// Which broker.
        address: Address,
    },
    /// Whom the broker claims to be is not believed, or it does not believe us.
    #[error("the broker at {address} and the workbench do not agree on TLS: {reason}")]
    Tls {
        /// Which broker.
        address: Address,
        /// What is not believed.
        reason: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// The broker does not take the mechanism.
    #[error("the broker at {address} does not take logins by {mechanism}; it takes {taken}")]
    Mechanism {
        /// Which broker.
        address: Address,
        /// What was offered.
        mechanism: &'static str,
        /// What it takes.
        taken: String,
    },
    /// The listener asks nobody who is there, or is of another kind.
    #[error("the listener at {address} takes no logins")]
    NoLogin {
        /// Which broker.
        address: Address,
    },
    /// The login did not work.
    #[error("the broker at {address} does not let {username} in: {reason}")]
    Denied {
        /// Which broker.
        address: Address,
        /// Who asked.
        username: String,
        /// What it said.
        reason: String,
    },
}

impl WireError {
    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            WireError::UnknownHost { .. } => {
                "look for a slip in the name; `getent hosts NAME` tells whether this machine knows it"
            }
            WireError::Nobody { .. } => {
                "compare host and port with the `advertised.listeners` of the cluster, and see that its brokers run"
            }
            WireError::Io { source, .. } => match source.kind() {
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
                    "it hung up: a listener that speaks TLS or asks for a login does so; `--engine-config FILE` says how one is let in"
                }
                io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                    "no way leads there from this machine: is it in a network of its own, or behind a VPN?"
                }
                _ => return None,
            },
            WireError::Silent { .. } => {
                "a firewall may drop what is sent there, or the listener speaks TLS and waits to be greeted: `--engine-config FILE` with security.protocol=SSL or SASL_SSL does that"
            }
            WireError::WantsTls { .. } => {
                "set security.protocol=SSL or SASL_SSL in the file of --engine-config"
            }
            WireError::NoTls { .. } => {
                "set security.protocol=PLAINTEXT or SASL_PLAINTEXT in the file of --engine-config, or name the port of the listener that speaks TLS"
            }
            WireError::Tls { hint, .. } => hint,
            WireError::Mechanism { .. } => {
                "set `sasl.mechanism` in the file of --engine-config to one that it takes"
            }
            WireError::NoLogin { .. } => {
                "set security.protocol=PLAINTEXT or SSL in the file of --engine-config, or name the port of a listener that takes logins"
            }
            WireError::Denied { .. } => {
                "see whether username and password in sasl.jaas.config are right, and whether the user has them for this mechanism"
            }
            WireError::Codec { .. } => {
                "something listens there that does not speak Kafka's protocol, or another version of it"
            }
        };
        Some(hint.to_owned())
    }
}
