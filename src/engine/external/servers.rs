//! `HOST:PORT,…`: where a cluster is that is there already.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Some brokers of one cluster; the others are found through them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servers(Vec<(String, u16)>);

/// What is wrong with a list of brokers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{text:?} is no address of a broker: {what}. Addresses are written as kafka-1.example:9092,kafka-2.example:9092 or [::1]:9092"
)]
pub struct ServersError {
    text: String,
    what: &'static str,
}

impl Servers {
    /// Host, without brackets, and port of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u16)> {
        self.0.iter().map(|(host, port)| (host.as_str(), *port))
    }

    /// Whether `text` names the same brokers, however it is written: with blanks, in another order.
    pub fn are(&self, text: &str) -> bool {
        let sorted = |Servers(mut all): Servers| {
            all.iter_mut().for_each(|(host, _)| host.make_ascii_lowercase());
            all.sort();
            all.dedup();
            all
        };
        text.parse().is_ok_and(|others| sorted(others) == sorted(self.clone()))
    }
}

impl FromStr for Servers {
    type Err = ServersError;

    fn from_str(text: &str) -> Result<Self, ServersError> {
        text.split(',').map(|one| server(one.trim())).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Servers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (host, port)) in self.0.iter().enumerate() {
            let comma = if n > 0 { "," } else { "" };
            match host.contains(':') {
                true => write!(f, "{comma}[{host}]:{port}")?,
                false => write!(f, "{comma}{host}:{port}")?,
            }
        }
        Ok(())
    }
}

fn server(text: &str) -> Result<(String, u16), ServersError> {
    let wrong = |what| ServersError { text: text.to_owned(), what };
    if text.contains("://") {
        return Err(wrong("a broker is no web page, and has no scheme"));
    }
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or_else(|| wrong("the bracket is not closed"))?;
            if host.parse::<std::net::Ipv6Addr>().is_err() {
                return Err(wrong("in brackets stands an IPv6 address"));
            }
            (host, port.strip_prefix(':').ok_or_else(|| wrong("it has no port"))?)
        }
        None => {
            let (host, port) = text.rsplit_once(':').ok_or_else(|| wrong("it has no port"))?;
            if host.contains(':') {
                return Err(wrong("an IPv6 address stands in brackets"));
            }
            (host, port)
        }
    };
    let known = |c: char| c.is_alphanumeric() || ".-_".contains(c);
    if host.is_empty() {
        return Err(wrong("it has no host"));
    }
    if !text.starts_with('[') && !host.chars().all(known) {
        return Err(wrong("the host holds what no name of a host holds"));
    }
    let digits = !port.is_empty() && port.bytes().all(|c| c.is_ascii_digit());
    let port = port.parse().ok().filter(|port| digits && *port > 0);
    Ok((host.to_owned(), port.ok_or_else(|| wrong("a port is a number from 1 to 65535"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_brackets() {
        let text = "kafka-1.example:9092, 127.0.0.1:9093,[::1]:9094";
        let servers: Servers = text.parse().unwrap();
        let all: Vec<_> = servers.iter().collect();
        assert_eq!(all, [("kafka-1.example", 9092), ("127.0.0.1", 9093), ("::1", 9094)]);
        assert_eq!(servers.to_string(), "kafka-1.example:9092,127.0.0.1:9093,[::1]:9094");
    }

    #[test]
    fn the_same_brokers_may_be_written_otherwise() {
        let servers: Servers = "kafka-1.example:9092,kafka-2.example:9092".parse().unwrap();
        assert!(servers.are("Kafka-2.example:9092, kafka-1.example:9092"));
        assert!(!servers.are("kafka-1.example:9092"));
        assert!(!servers.are("kafka-1.example:9092,kafka-2.example:9093"));
        assert!(!servers.are("kafka-1.example:9092,kafka-2.example"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let said = |text: &str| text.parse::<Servers>().unwrap_err().what;
        assert_eq!(said("kafka"), "it has no port");
        assert_eq!(said("kafka:"), "a port is a number from 1 to 65535");
        assert_eq!(said("kafka:70000"), "a port is a number from 1 to 65535");
        assert_eq!(said("kafka:+92"), "a port is a number from 1 to 65535");
        assert_eq!(said("kafka:0"), "a port is a number from 1 to 65535");
        assert_eq!(said(":9092"), "it has no host");
        assert_eq!(said("kafka:9092,"), "it has no port");
        assert_eq!(said("::1:9092"), "an IPv6 address stands in brackets");
        assert_eq!(said("[::1"), "the bracket is not closed");
        assert_eq!(said("[kafka]:9092"), "in brackets stands an IPv6 address");
        assert_eq!(said("[::1]9092"), "it has no port");
        assert_eq!(said("http://kafka:9092"), "a broker is no web page, and has no scheme");
        assert_eq!(said("user@kafka:9092"), "the host holds what no name of a host holds");
    }
}
