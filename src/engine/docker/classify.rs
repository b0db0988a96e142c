//! Which situation an error of Docker's client is.
//!
//! The daemon answers with a status and a sentence made for an operator; the sentence is all that tells a full disk
//! from a taken port.

use std::error::Error;
use std::io;
use std::time::Duration;

use testcontainers::TestcontainersError;
use testcontainers::bollard::errors::Error as ClientError;
use testcontainers::core::error::ClientError as StartError;

use super::error::{DockerError, Refusal};
use super::find::Found;

/// How long the client itself waits for an answer, as testcontainers sets it.
const CLIENT_PATIENCE: Duration = Duration::from_secs(120);
/// The same for a container that was told to start.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// What an error means that came up while we were `doing` something, a verb phrase.
pub(super) fn request(found: &Found, doing: &'static str, error: &ClientError) -> DockerError {
    match error {
        ClientError::RequestTimeoutError => DockerError::Silent { doing, within: CLIENT_PATIENCE },
        ClientError::SocketNotFoundError(_) => gone(found),
        ClientError::DockerResponseServerError { message, .. } => said(doing, message),
        ClientError::DockerStreamError { error } => said(doing, error),
        other => match io_kind(other) {
            Some(io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => gone(found),
            Some(io::ErrorKind::StorageFull) => DockerError::NoSpace { doing },
            _ => said(doing, &whole(other)),
        },
    }
}

/// What an error of testcontainers means, when it started a container.
pub(super) fn start(found: &Found, error: &TestcontainersError) -> DockerError {
    const DOING: &str = "start a container";
    match error {
        TestcontainersError::Client(
            StartError::CreateContainer(error)
            | StartError::StartContainer(error)
            | StartError::UploadToContainerError(error)
            | StartError::InspectContainer(error)
            | StartError::PullImage { err: error, .. },
        ) => request(found, DOING, error),
        TestcontainersError::WaitContainer(_) => DockerError::Silent { doing: DOING, within: START_PATIENCE },
        other => said(DOING, &whole(other)),
    }
}

/// The same for an image that did not come.
pub(super) fn pull(found: &Found, image: &str, error: &ClientError) -> DockerError {
    const DOING: &str = "fetch an image";
    let said = match error {
        ClientError::DockerResponseServerError { message, .. } => message.clone(),
        ClientError::DockerStreamError { error } => error.clone(),
        other => return request(found, DOING, other),
    };
    if is_full(&said) {
        return DockerError::NoSpace { doing: DOING };
    }
    DockerError::Pull { image: image.to_owned(), refusal: refusal(&said), said: first_line(&said) }
}

/// It answered a moment ago.
fn gone(found: &Found) -> DockerError {
    DockerError::Down { host: found.host.clone(), provider: found.provider }
}

/// In the order in which one message may hold several: a missing image is told as "access denied … may require
/// login", a limit as "unauthorized".
fn refusal(said: &str) -> Refusal {
    let said = said.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if holds(&["toomanyrequests", "rate limit", "too many requests"]) {
        Refusal::Limit
    } else if holds(&["manifest unknown", "not found", "does not exist", "no matching manifest"]) {
        Refusal::NotFound
    } else if holds(&["unauthorized", "authentication required", "denied", "no basic auth"]) {
        Refusal::Login
    } else if holds(&[
        "no such host",
        "dial tcp",
        "timeout",
        "timed out",
        "connection refused",
        "network is unreachable",
        "tls handshake",
        "proxyconnect",
        "eof",
        "server misbehaving",
        "temporary failure in name resolution",
    ]) {
        Refusal::Network
    } else {
        Refusal::Unknown
    }
}

fn said(doing: &'static str, said: &str) -> DockerError {
    if is_full(said) {
        return DockerError::NoSpace { doing };
    }
    let taken = ["port is already allocated", "address already in use", "failed to bind"];
    if taken.iter().any(|words| said.contains(words)) {
        return DockerError::PortTaken { said: first_line(said) };
    }
    DockerError::Other { doing, said: first_line(said) }
}

fn is_full(said: &str) -> bool {
    said.contains("no space left on device") || said.contains("disk quota exceeded")
}

fn first_line(said: &str) -> String {
    said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it gave no reason").to_owned()
}

/// The client wraps what the operating system said, several times.
fn io_kind(error: &ClientError) -> Option<io::ErrorKind> {
    if let ClientError::IOError { err } = error {
        return Some(err.kind());
    }
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

/// An error with its causes: the outermost alone is often "client error".
fn whole(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        next = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(message: &str) -> ClientError {
        ClientError::DockerResponseServerError { status_code: 500, message: message.to_owned() }
    }

    fn somewhere() -> Found {
        Found::named("unix:///var/run/docker.sock")
    }

    fn pulled(message: &str) -> Refusal {
        match pull(&somewhere(), "apache/kafka:0", &answered(message)) {
            DockerError::Pull { refusal, .. } => refusal,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_pull_is_refused_for_one_of_a_few_reasons() {
        let tests = [
            (
                "Get \"https://registry.example/v2/\": dial tcp: lookup registry.example: no such host",
                Refusal::Network,
            ),
            (
                "net/http: request canceled while waiting for connection (Client.Timeout exceeded)",
                Refusal::Network,
            ),
            ("manifest for apache/kafka:0 not found: manifest unknown: manifest unknown", Refusal::NotFound),
            (
                "pull access denied for apache/kafka, repository does not exist or may require 'docker login'",
                Refusal::NotFound,
            ),
            ("toomanyrequests: You have reached your unauthenticated pull rate limit", Refusal::Limit),
            ("unauthorized: authentication required", Refusal::Login),
            ("received unexpected HTTP status: 500", Refusal::Unknown),
        ];
        for (message, refusal) in tests {
            assert_eq!(pulled(message), refusal, "{message}");
        }
    }

    #[test]
    fn a_full_disk_is_told_wherever_it_shows() {
        let message = "write /var/lib/docker/tmp/GetImageBlob1: no space left on device";
        let full = DockerError::NoSpace { doing: "fetch an image" };
        assert_eq!(pull(&somewhere(), "apache/kafka:0", &answered(message)), full);
        let streamed = ClientError::DockerStreamError { error: message.to_owned() };
        assert_eq!(pull(&somewhere(), "apache/kafka:0", &streamed), full);
        let system = ClientError::IOError { err: io::Error::from(io::ErrorKind::StorageFull) };
        assert_eq!(
            request(&somewhere(), "start a container", &system),
            DockerError::NoSpace { doing: "start a container" }
        );
    }

    #[test]
    fn a_taken_port_is_no_other_failure() {
        let message = "driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:12000 failed: \
                       port is already allocated";
        assert!(matches!(
            request(&somewhere(), "start a container", &answered(message)),
            DockerError::PortTaken { .. }
        ));
        let other = request(&somewhere(), "start a container", &answered("OCI runtime create failed: x\n\n"));
        assert_eq!(other.to_string(), "Docker could not start a container: OCI runtime create failed: x");
    }

    #[test]
    fn silence_is_told_with_its_length() {
        let silent = request(&somewhere(), "start a container", &ClientError::RequestTimeoutError);
        assert_eq!(silent.to_string(), "Docker did not start a container within 120 s");
    }
}
