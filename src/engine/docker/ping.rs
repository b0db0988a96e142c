//! Asks whoever listens at a host whether it is a Docker: `GET /_ping`, as every client begins.
//!
//! Written out, and not by the client: what the operating system says about the connection is what a reader needs
//! to know, and the client keeps it to itself.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use super::error::DockerError;
use super::find::Found;

/// An idle daemon answers within milliseconds; one on a machine that is starting up takes a second.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
const REQUEST: &[u8] = b"GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n";
/// The answer has two letters of body and a dozen of headers.
const LONGEST: u64 = 16 << 10;

pub(super) async fn ping(found: &Found, patience: Duration) -> Result<(), DockerError> {
    let asked = async {
        match found.file() {
            Some(file) => ask(UnixStream::connect(file).await?).await,
            None => {
                let address = found.host.split_once("://").map_or("", |(_, address)| address);
                ask(TcpStream::connect(address.trim_end_matches('/')).await?).await
            }
        }
    };
    let answer = tokio::time::timeout(patience, asked).await;
    let answer = answer.map_err(|_| DockerError::Silent { doing: "answer", within: patience })?;
    let answer = answer.map_err(|error| refused(found, &error))?;
    judge(&answer).map_err(|reason| DockerError::Unfit { host: found.host.clone(), reason })
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<Vec<u8>> {
    stream.write_all(REQUEST).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await?;
    Ok(answer)
}

fn refused(found: &Found, error: &io::Error) -> DockerError {
    let socket = found.file();
    match (error.kind(), socket) {
        (io::ErrorKind::NotFound, Some(socket)) => DockerError::NoSocket { looked: vec![socket] },
        (io::ErrorKind::PermissionDenied, Some(socket)) => DockerError::Permission { socket },
        (io::ErrorKind::ConnectionRefused, _) => {
            DockerError::Down { host: found.host.clone(), provider: found.provider }
        }
        _ => DockerError::Unfit { host: found.host.clone(), reason: error.to_string() },
    }
}

/// A Docker and a Podman say which API they speak; others that answer HTTP do not.
fn judge(answer: &[u8]) -> Result<(), String> {
    let answer = String::from_utf8_lossy(answer);
    let mut lines = answer.lines();
    let status = lines.next().unwrap_or_default();
    let Some(code) = status.strip_prefix("HTTP/1.").and_then(|rest| rest.split_whitespace().nth(1)) else {
        return Err("it does not speak HTTP".to_owned());
    };
    if code != "200" {
        return Err(format!("it answers with status {code}"));
    }
    let headers = lines.take_while(|line| !line.is_empty());
    if headers
        .filter_map(|line| line.split_once(':'))
        .any(|(name, _)| name.eq_ignore_ascii_case("api-version"))
    {
        Ok(())
    } else {
        Err("it is another server".to_owned())
    }
}
