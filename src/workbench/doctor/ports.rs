//! Whether brokers and pages get a port on 127.0.0.1, and who has the usual one of the pages.

use super::{Group, Symptom};
use crate::engine::local::{Survey, survey_ports};
use crate::store::{Home, HomeError};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

/// Where the pages are unless somebody says otherwise.
pub const USUAL_PORT: u16 = 4747;

pub(super) fn look(home: &Home) -> [Symptom; 2] {
    let serving = matches!(home.claim(), Err(HomeError::Taken { .. }));
    [brokers(&survey_ports()), pages(USUAL_PORT, serving)]
}

fn brokers(survey: &Survey) -> Symptom {
    const WHAT: &str = "Ports for brokers";
    let Survey { range: (from, to), tried, free, refusal } = survey;
    let found = format!("{free} of {tried} tried are free on 127.0.0.1, between {from} and {to}");
    match refusal {
        // A cluster of three takes a dozen.
        Some(refusal) if *free < 12 => Symptom::bad(Group::Machine, WHAT, format!("{found}: {refusal}"))
            .fix("end what has them, or allow programs to listen on 127.0.0.1".to_owned()),
        _ => Symptom::good(Group::Machine, WHAT, found),
    }
}

fn pages(port: u16, serving: bool) -> Symptom {
    const WHAT: &str = "Port of the pages";
    let refusal = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => return Symptom::good(Group::Machine, WHAT, format!("{port} is free")),
        Err(error) => error,
    };
    if refusal.kind() != ErrorKind::AddrInUse {
        return Symptom::bad(Group::Machine, WHAT, format!("{port}: {refusal}"))
            .fix("allow programs to listen on 127.0.0.1".to_owned());
    }
    let holder = holder(port)
        .map_or_else(|| "another program".to_owned(), |(pid, name)| format!("{name} (process {pid})"));
    let found = format!("{port} is taken by {holder}");
    if serving {
        return Symptom::good(Group::Machine, WHAT, format!("{found}; a workbench serves from this home"));
    }
    Symptom::later(Group::Machine, WHAT, found)
        .fix(format!("end it, or take another port: `kafka-workbench --port {}`", port + 1))
}

/// The process that listens there, as far as the system shows it to us.
#[cfg(target_os = "linux")]
fn holder(port: u16) -> Option<(u32, String)> {
    use std::fs;
    /// `TCP_LISTEN` in the fourth column.
    const LISTENS: &str = "0A";
    let wanted = format!(":{port:04X}");
    let sockets: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .flat_map(|table| {
            let rows = table.lines().skip(1).filter_map(|row| {
                let columns: Vec<&str> = row.split_whitespace().collect();
                let listens = columns.get(1)?.ends_with(&wanted) && *columns.get(3)? == LISTENS;
                listens.then_some(format!("socket:[{}]", columns.get(9)?))
            });
            rows.collect::<Vec<_>>()
        })
        .collect();
    let holds = |pid: &u32| {
        let open = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        open.filter_map(|file| fs::read_link(file.path()).ok())
            .any(|to| sockets.iter().any(|socket| to.as_os_str() == socket.as_str()))
    };
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let pid = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).find(holds)?;
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some((pid, name.trim().to_owned()))
}

/// Elsewhere `lsof -nP -iTCP:4747` tells it.
#[cfg(not(target_os = "linux"))]
fn holder(_port: u16) -> Option<(u32, String)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::Health;

    #[test]
    fn a_port_that_is_taken_is_told_with_who_has_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let told = pages(port, false);
        assert_eq!(told.health, Health::Later);
        assert_eq!(
            told.fix,
            Some(format!("end it, or take another port: `kafka-workbench --port {}`", port + 1))
        );
        if cfg!(target_os = "linux") {
            assert!(told.found.ends_with(&format!("(process {})", std::process::id())), "{}", told.found);
        }
        assert_eq!(pages(port, true).health, Health::Good);
        drop(taken);
        assert_eq!(pages(port, false).found, format!("{port} is free"));
    }

    #[test]
    fn no_port_at_all_is_bad_and_a_few_that_are_taken_are_not() {
        let survey = |free| Survey { range: (1, 2), tried: 200, free, refusal: Some("no".to_owned()) };
        assert_eq!(brokers(&survey(0)).health, Health::Bad);
        assert_eq!(brokers(&survey(190)).health, Health::Good);
    }
}
