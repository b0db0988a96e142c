//! Which program is at the other end of a connection.
//!
//! A connection on loopback has two sockets on this machine. The system knows which process holds the other
//! one, and which process group that belongs to; each program of an attempt is a group of its own.

use super::holder;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// A run of a program, as the evidence names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The program's name.
    pub program: String,
    /// The run's name.
    pub run: String,
    /// The process that holds the connection: the program, or one that it started.
    pub pid: i64,
}

/// The programs that are known; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Peers(Arc<Mutex<HashMap<u32, (String, String)>>>);

impl Peers {
    /// From now on the process group `group` is this run of this program.
    pub fn introduce(&self, group: u32, program: &str, run: &str) {
        self.groups().insert(group, (program.to_owned(), run.to_owned()));
    }

    /// Nobody is known any more.
    pub fn forget(&self) {
        self.groups().clear();
    }

    /// Who holds the socket that has the address `theirs` and is connected to `ours`; `None` where nobody known
    /// does, or the system does not say. Takes a millisecond or so, and blocks.
    pub fn find(&self, theirs: SocketAddr, ours: SocketAddr) -> Option<Who> {
        let groups = self.groups().clone();
        if groups.is_empty() {
            return None;
        }
        let known: Vec<u32> = groups.keys().copied().collect();
        let (group, pid) = holder::find(theirs, ours, &known)?;
        let (program, run) = groups.get(&group)?.clone();
        Some(Who { program, run, pid: i64::from(pid) })
    }

    fn groups(&self) -> std::sync::MutexGuard<'_, HashMap<u32, (String, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};

    #[test]
    fn a_program_is_known_by_its_group() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // The connection is held by a child of the program, not by the program.
        let script = format!("(exec 3<>/dev/tcp/127.0.0.1/{port}; read -r line <&3); true");
        let mut program =
            Command::new("bash").args(["-c", &script]).process_group(0).stdin(Stdio::null()).spawn().unwrap();
        let (held, peer) = listener.accept().unwrap();
        let peers = Peers::default();
        let front = listener.local_addr().unwrap();
        assert_eq!(peers.find(peer, front), None);
        peers.introduce(program.id(), "consumer", "first");
        let who = peers.find(peer, front).unwrap();
        assert_eq!((who.program.as_str(), who.run.as_str()), ("consumer", "first"));
        drop(held);
        program.wait().unwrap();

        let own = TcpStream::connect(front).unwrap();
        assert_eq!(peers.find(own.local_addr().unwrap(), front), None, "this process is no program");
    }
}
