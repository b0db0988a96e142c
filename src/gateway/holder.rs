//! Which process holds the other end of a connection on this machine.

#[cfg(target_os = "linux")]
pub(super) use linux::find;

/// Elsewhere there is no such table to be read; evidence then says that it does not know.
#[cfg(not(target_os = "linux"))]
pub(super) fn find(
    _theirs: std::net::SocketAddr,
    _ours: std::net::SocketAddr,
    _known: &[u32],
) -> Option<(u32, u32)> {
    None
}

/// Linux: the kernel tells the inode of one socket when it is asked for it (`sock_diag(7)`), and `/proc/PID/fd`
/// the inodes that a process holds. `/proc/net/tcp` has the inodes too, but the whole table of them, which
/// takes longer to read than some connections live, and misses sockets while it changes.
#[cfg(target_os = "linux")]
mod linux {
    use netlink_packet_core::{NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload};
    use netlink_packet_sock_diag::SockDiagMessage;
    use netlink_packet_sock_diag::constants::{AF_INET, IPPROTO_TCP};
    use netlink_packet_sock_diag::inet::{ExtensionFlags, InetRequest, SocketId, StateFlags};
    use netlink_sys::protocols::NETLINK_SOCK_DIAG;
    use std::fs;
    use std::net::SocketAddr;

    /// An answer with one socket takes a tenth of this.
    const ANSWER: usize = 4096;
    /// Any socket with these addresses (`INET_DIAG_NOCOOKIE`).
    const ANY: [u8; 8] = [0xff; 8];

    /// The group and the process that holds the socket at `theirs`, among the groups that are `known`.
    pub(in super::super) fn find(theirs: SocketAddr, ours: SocketAddr, known: &[u32]) -> Option<(u32, u32)> {
        let link = format!("socket:[{}]", inode(theirs, ours)?);
        // Mostly it is the program itself, the first of its group. To look through all processes takes longer than
        // some programs live.
        let first = known.iter().find(|pid| group(**pid) == Some(**pid) && holds(**pid, &link));
        if let Some(pid) = first {
            return Some((*pid, *pid));
        }
        let processes = fs::read_dir("/proc").ok()?.flatten();
        let ids = processes.filter_map(|process| process.file_name().to_str()?.parse::<u32>().ok());
        ids.filter_map(|pid| Some((group(pid)?, pid)))
            .filter(|(group, _)| known.contains(group))
            .find(|(_, pid)| holds(*pid, &link))
    }

    /// The inode of the socket with these addresses, as it sees them.
    fn inode(local: SocketAddr, remote: SocketAddr) -> Option<u32> {
        let mut header = NetlinkHeader::default();
        header.flags = NLM_F_REQUEST;
        let socket_id = SocketId {
            source_address: local.ip(),
            source_port: local.port(),
            destination_address: remote.ip(),
            destination_port: remote.port(),
            cookie: ANY,
            ..SocketId::new_v4()
        };
        let request = InetRequest {
            family: AF_INET,
            protocol: IPPROTO_TCP,
            extensions: ExtensionFlags::empty(),
            states: StateFlags::all(),
            socket_id,
        };
        let mut message = NetlinkMessage::new(header, SockDiagMessage::InetRequest(request).into());
        message.finalize();
        let mut bytes = vec![0; message.buffer_len()];
        message.serialize(&mut bytes);

        let socket = netlink_sys::Socket::new(NETLINK_SOCK_DIAG).ok()?;
        socket.connect(&netlink_sys::SocketAddr::new(0, 0)).ok()?;
        socket.send(&bytes, 0).ok()?;
        let mut answer = Vec::with_capacity(ANSWER);
        socket.recv(&mut answer, 0).ok()?;
        match NetlinkMessage::<SockDiagMessage>::deserialize(&answer).ok()?.payload {
            NetlinkPayload::InnerMessage(SockDiagMessage::InetResponse(found)) => Some(found.header.inode),
            _ => None,
        }
    }

    /// The process group: the third field after the name, which may hold anything.
    fn group(pid: u32) -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.parse().ok()
    }

    fn holds(pid: u32, link: &str) -> bool {
        let Ok(handles) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
        handles.flatten().any(|handle| fs::read_link(handle.path()).is_ok_and(|to| to.as_os_str() == link))
    }
}
