//! Which process is at the other end of a connection on this machine.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

/// A function's process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) process: i32,
    /// The function's deployed name; empty when it is none.
    pub(super) function: String,
}

impl Caller {
    /// The process that holds the socket at `peer`, connected to `proxy`; `None` when it is gone.
    pub(super) fn find(peer: SocketAddr, proxy: SocketAddr) -> Option<Self> {
        let socket = socket_of(&fs::read_to_string("/proc/net/tcp").ok()?, peer.port(), proxy.port())?;
        let process = fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
            let process: i32 = entry.file_name().to_str()?.parse().ok()?;
            holds(&entry.path(), &socket).then_some(process)
        })?;
        Some(Self { process, function: function_of(&fs::read(format!("/proc/{process}/environ")).ok()?) })
    }
}

/// The socket between two ports of this machine, as `/proc/PID/fd` names it. The columns are those of `proc_pid_net(5)`: the second
/// and third are the addresses in hexadecimal digits, the tenth the inode, 0 for a socket that no process holds any more.
fn socket_of(table: &str, from: u16, to: u16) -> Option<String> {
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let ends = (columns.get(1)?.split_once(':')?.1, columns.get(2)?.split_once(':')?.1);
        let inode = columns.get(9).filter(|inode| **inode != "0")?;
        (ends == (&*format!("{from:04X}"), &*format!("{to:04X}"))).then(|| format!("socket:[{inode}]"))
    })
}

fn holds(process: &Path, socket: &str) -> bool {
    let Ok(open) = fs::read_dir(process.join("fd")) else { return false };
    open.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|target| target.as_os_str() == socket))
}

fn function_of(environment: &[u8]) -> String {
    let text = String::from_utf8_lossy(environment);
    text.split('\0').find_map(|pair| pair.strip_prefix("AWS_LAMBDA_FUNCTION_NAME=")).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn this_process_is_found_at_the_end_of_its_own_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (_there, peer) = listener.accept().await.unwrap();
    let found = Caller::find(peer, listener.local_addr().unwrap()).unwrap();
    assert_eq!(found.process, i32::try_from(std::process::id()).unwrap());
    drop(here);
    assert_eq!(Caller::find(peer, listener.local_addr().unwrap()), None);
}
