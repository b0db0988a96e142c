//! Ports for brokers: free now, and not handed out to anybody's next connection.
//!
//! A broker binds its own ports, so they cannot be held for it. Taken from outside the range that the system
//! gives to outgoing connections, they can only be lost to another server; then others are tried.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::RangeInclusive;

use rand::seq::IteratorRandom;

use crate::engine::error::EngineError;

/// Above the ports of well-known services, below the ephemeral range of Linux and macOS by default.
const USUAL: RangeInclusive<u16> = 10_240..=32_000;

/// So many ports that are free at this moment, all different.
pub(in crate::engine) fn free(count: usize) -> Result<Vec<u16>, EngineError> {
    // Held until all are chosen, so that none is chosen twice.
    let mut held = Vec::new();
    let mut refusal = String::from("all are in use");
    for port in candidates() {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => held.push((port, listener)),
            Err(error) => refusal = error.to_string(),
        }
        if held.len() == count {
            break;
        }
    }
    let ports: BTreeSet<u16> = held.iter().map(|(port, _)| *port).collect();
    if ports.len() == count {
        Ok(ports.into_iter().collect())
    } else {
        Err(EngineError::Ports { reason: refusal })
    }
}

/// How it stands with the ports that brokers take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// From and to.
    pub range: (u16, u16),
    /// How many were tried: a sample, since each is held for a moment in which a broker could want it.
    pub tried: usize,
    /// How many of those were free.
    pub free: usize,
    /// What the operating system said of the last that was not.
    pub refusal: Option<String>,
}

/// Tries a sample of the ports that brokers take.
pub fn survey() -> Survey {
    let (mut tried, mut free, mut refusal) = (0, 0, None);
    for port in candidates() {
        tried += 1;
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => free += 1,
            Err(error) => refusal = Some(error.to_string()),
        }
    }
    Survey { range: (*USUAL.start(), *USUAL.end()), tried, free, refusal }
}

/// Some ports of the range, in no order.
fn candidates() -> Vec<u16> {
    let ephemeral = ephemeral();
    USUAL.filter(|port| !ephemeral.contains(port)).sample(&mut rand::rng(), 200)
}

/// From which the system takes the near end of an outgoing connection.
fn ephemeral() -> RangeInclusive<u16> {
    let configured = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok();
    let bounds = configured.and_then(|bounds| {
        let mut numbers = bounds.split_whitespace().map(|number| number.parse().ok());
        Some(numbers.next()??..=numbers.next()??)
    });
    bounds.unwrap_or(32_768..=u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_free_and_outside_the_ephemeral_range() {
        let ports = free(7).unwrap();
        assert_eq!(ports.iter().collect::<BTreeSet<_>>().len(), 7);
        for port in ports {
            assert!(!ephemeral().contains(&port));
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        }
    }
}
