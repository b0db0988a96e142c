//! Where a broker is, for the workbench's own requests.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::engine::security::Security;

/// A listener of a broker, by name or by number. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    host: Arc<str>,
    port: u16,
    /// `None` for the plain listeners of brokers of the workbench's own.
    security: Option<Arc<Security>>,
}

impl Address {
    /// One by itself. An IPv6 host has no brackets here.
    pub fn new(host: &str, port: u16) -> Self {
        Self { host: host.into(), port, security: None }
    }

    /// The same, where one must prove oneself.
    #[must_use]
    pub fn with_security(self, security: Arc<Security>) -> Self {
        Self { security: Some(security), ..self }
    }

    /// Another broker of the same cluster, as its metadata names it, reached in the same way.
    pub fn sibling(&self, host: &str, port: i32) -> Self {
        // Kafka's protocol gives a port four bytes; no listener has a number that does not fit into two.
        let port = u16::try_from(port).unwrap_or_default();
        Self { host: host.into(), port, security: self.security.clone() }
    }

    /// A name, or a number without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How one proves oneself there, where one must.
    pub fn security(&self) -> Option<&Security> {
        self.security.as_deref()
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self::new(&address.ip().to_string(), address.port())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_clients_write_it() {
        let told = ["127.0.0.1:9092", "[::1]:9092"].map(|text| text.parse::<SocketAddr>().unwrap());
        assert_eq!(told.map(|it| Address::from(it).to_string()), ["127.0.0.1:9092", "[::1]:9092"]);
        let first = Address::new("kafka-1.example", 9092);
        assert_eq!(first.sibling("kafka-2.example", 9093).to_string(), "kafka-2.example:9093");
    }
}
