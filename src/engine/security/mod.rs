//! How clients prove themselves to a cluster that is not the workbench's own, and how they know that it is the one.
//!
//! What a person has is a properties file for Kafka's Java clients; [`read`] understands the part of it that is about
//! security. Stores are turned into PEM here, once, so that all clients are given the same.

mod error;
mod file;
mod jaas;
mod secret;
mod settings;
mod stores;
mod variables;
#[cfg(test)]
mod tests;

pub use error::ConfigError;
pub use file::{ConfigFile, read};
pub use secret::Secret;

/// How connections are made: neither part for `PLAINTEXT`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Security {
    /// What is said of TLS, where it is spoken.
    pub tls: Option<Tls>,
    /// Who logs in, where somebody does.
    pub login: Option<Login>,
}

/// A user and how the password is shown to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// The user.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// A SASL mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// The password itself (RFC 4616).
    Plain,
    /// A proof that it is known (RFC 5802, RFC 7677).
    ScramSha256,
    /// The same with a longer digest.
    ScramSha512,
}

/// Which certificates are believed, and which one is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Certificates that are believed, as PEM.
    pub trusted: String,
    /// What a broker is shown that asks who its client is.
    pub identity: Option<Identity>,
    /// Whether a broker's certificate must name the host that was asked for.
    pub check_name: bool,
}

/// A certificate of the client's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// It and those that vouch for it, as PEM.
    pub certificates: String,
    /// Its key, as PEM, not encrypted.
    pub key: Secret,
}

impl Mechanism {
    /// As `sasl.mechanism` has it.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::ScramSha256 => "SCRAM-SHA-256",
            Mechanism::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

impl Security {
    /// As `security.protocol` has it.
    pub fn protocol(&self) -> &'static str {
        match (&self.tls, &self.login) {
            (None, None) => "PLAINTEXT",
            (Some(_), None) => "SSL",
            (None, Some(_)) => "SASL_PLAINTEXT",
            (Some(_), Some(_)) => "SASL_SSL",
        }
    }

    /// Whether a program that is told nothing but an address is let in.
    pub fn is_plain(&self) -> bool {
        *self == Security::default()
    }
}
