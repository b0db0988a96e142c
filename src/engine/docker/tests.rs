//! Finding a Docker, against sockets that are there, dead, forbidden or somebody else's.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::error::DockerError;
use super::find::{Found, Provider, Surroundings, find_in};

const PONG: &str = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK";

/// A machine of its own: a root, a home and a runtime folder in which sockets can be put.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, path: &str) -> PathBuf {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn surroundings(&self) -> Surroundings {
        let home = self.0.path().join("home");
        Surroundings {
            docker_config: Some(home.join(".docker")),
            home: Some(home),
            runtime_dir: Some(self.0.path().join("run-user")),
            root: self.0.path().to_owned(),
            patience: Duration::from_secs(5),
            ..Surroundings::default()
        }
    }

    async fn find(&self) -> Result<Found, DockerError> {
        find_in(&self.surroundings()).await
    }

    /// What is told, without the folder of the test.
    async fn told(&self) -> String {
        self.find().await.unwrap_err().to_string().replace(&self.0.path().display().to_string(), "")
    }
}

/// Answers every connection with `answer`, once it was asked.
fn listen(socket: &Path, answer: &'static str) {
    let listener = UnixListener::bind(socket).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
}

/// A socket file whose listener is gone.
fn dead(socket: &Path) {
    drop(UnixListener::bind(socket).unwrap());
}

#[tokio::test]
async fn nothing_is_there() {
    let machine = Machine::new();
    let error = machine.find().await.unwrap_err();
    assert_eq!(error.to_string(), "no Docker was found on this machine");
    for place in ["/var/run/docker.sock", "/.orbstack/run/docker.sock", "/podman/podman.sock"] {
        assert!(error.hint().contains(place), "{}", error.hint());
    }
}

#[tokio::test]
async fn each_provider_is_found_at_its_own_place() {
    let places = [
        ("var/run/docker.sock", Provider::Docker),
        ("run-user/docker.sock", Provider::Docker),
        ("home/.docker/run/docker.sock", Provider::Desktop),
        ("home/.docker/desktop/docker.sock", Provider::Desktop),
        ("home/.orbstack/run/docker.sock", Provider::OrbStack),
        ("home/.colima/default/docker.sock", Provider::Colima),
        ("home/.rd/docker.sock", Provider::Rancher),
        ("run-user/podman/podman.sock", Provider::Podman),
        ("run/podman/podman.sock", Provider::Podman),
    ];
    for (place, provider) in places {
        let machine = Machine::new();
        listen(&machine.path(place), PONG);
        let found = machine.find().await.unwrap();
        assert_eq!(found, Found::socket(machine.path(place).display(), provider));
    }
}

#[tokio::test]
async fn the_first_that_answers_is_taken() {
    let machine = Machine::new();
    dead(&machine.path("var/run/docker.sock"));
    listen(&machine.path("home/.rd/docker.sock"), "SSH-2.0-other\r\n");
    listen(&machine.path("run-user/podman/podman.sock"), PONG);
    assert_eq!(machine.find().await.unwrap().provider, Provider::Podman);
}

#[tokio::test]
async fn a_socket_without_a_daemon() {
    let machine = Machine::new();
    dead(&machine.path("home/.colima/default/docker.sock"));
    let error = machine.find().await.unwrap_err();
    assert_eq!(
        machine.told().await,
        "Docker does not run: nobody listens at unix:///home/.colima/default/docker.sock"
    );
    assert_eq!(error.hint(), "start it with `colima start`; `--engine local` needs no Docker");
}

#[tokio::test]
async fn somebody_else_listens() {
    let tests = [
        ("SSH-2.0-other\r\n", "it does not speak HTTP"),
        ("", "it does not speak HTTP"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "it answers with status 403"),
        ("HTTP/1.1 200 OK\r\nServer: other\r\n\r\nOK", "it is another server"),
    ];
    for (answer, reason) in tests {
        let machine = Machine::new();
        listen(&machine.path("var/run/docker.sock"), answer);
        let told = format!("what listens at unix:///var/run/docker.sock cannot be used as Docker: {reason}");
        assert_eq!(machine.told().await, told);
    }
}

#[tokio::test]
async fn a_daemon_that_never_answers() {
    let machine = Machine::new();
    let _silent = UnixListener::bind(machine.path("var/run/docker.sock")).unwrap();
    let around = Surroundings { patience: Duration::from_millis(300), ..machine.surroundings() };
    let error = find_in(&around).await.unwrap_err();
    assert_eq!(error, DockerError::Silent { doing: "answer", within: around.patience });
}

#[test]
fn a_socket_of_others() {
    let machine = Machine::new();
    let socket = machine.path("var/run/docker.sock");
    listen(&socket, PONG);
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
    let told = as_nobody(&machine);
    assert_eq!(told.0, "Docker is there, but this user may not use its socket /var/run/docker.sock");
    assert!(told.1.starts_with("`sudo usermod -aG docker $USER`, log out and in again"), "{}", told.1);
}

/// Permissions do not stop root, so a thread of it becomes nobody; anybody else closes the socket to themselves.
fn as_nobody(machine: &Machine) -> (String, String) {
    let open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    open(machine.0.path());
    let told = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                if rustix::process::geteuid().is_root() {
                    let nobody = rustix::process::Uid::from_raw(65_534);
                    rustix::thread::set_thread_res_uid(None, Some(nobody), None).unwrap();
                } else {
                    let socket = machine.path("var/run/docker.sock");
                    fs::set_permissions(socket, fs::Permissions::from_mode(0o000)).unwrap();
                }
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(machine.find()).unwrap_err()
            })
            .join()
            .unwrap()
    });
    (told.to_string().replace(&machine.0.path().display().to_string(), ""), told.hint())
}

#[tokio::test]
async fn what_is_named_is_taken_and_nothing_else() {
    let machine = Machine::new();
    listen(&machine.path("var/run/docker.sock"), PONG);
    let mine = machine.path("mine.sock");
    let named = |host: String| Surroundings { docker_host: Some(host), ..machine.surroundings() };
    let around = named(format!("unix://{}", mine.display()));
    assert!(matches!(find_in(&around).await, Err(DockerError::NoSocket { .. })));
    listen(&mine, PONG);
    assert_eq!(find_in(&around).await.unwrap().file().unwrap(), mine);

    for elsewhere in ["tcp://192.0.2.1:2376", "ssh://me@192.0.2.1", "tcp://docker.example:2375"] {
        let error = find_in(&named(elsewhere.to_owned())).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "DOCKER_HOST names a Docker on another machine ({elsewhere}), and labs need one on this machine"
            )
        );
        assert_eq!(
            error.hint(),
            "unset DOCKER_HOST to use a Docker on this machine, or take `--engine local`"
        );
    }
    let nobody = find_in(&named("tcp://localhost:1".to_owned())).await.unwrap_err();
    assert_eq!(nobody.to_string(), "Docker does not run: nobody listens at tcp://localhost:1");
}

/// Writes a context as `docker context create` and `docker context use` do.
fn context(machine: &Machine, name: &str, host: &str) {
    let sum: String = Sha256::digest(name).iter().map(|byte| format!("{byte:02x}")).collect();
    let meta = format!(
        r#"{{"Name":{name:?},"Metadata":{{}},"Endpoints":{{"docker":{{"Host":{host:?},"SkipTLSVerify":false}}}}}}"#
    );
    fs::write(machine.path(&format!("home/.docker/contexts/meta/{sum}/meta.json")), meta).unwrap();
    let config = format!(r#"{{"auths":{{}},"currentContext":{name:?}}}"#);
    fs::write(machine.path("home/.docker/config.json"), config).unwrap();
}

#[tokio::test]
async fn the_current_context_is_followed() {
    let machine = Machine::new();
    listen(&machine.path("var/run/docker.sock"), PONG);
    let other = machine.path("home/.colima/big/docker.sock");
    listen(&other, PONG);
    context(&machine, "colima-big", &format!("unix://{}", other.display()));
    assert_eq!(machine.find().await.unwrap(), Found::socket(other.display(), Provider::Colima));

    let around = Surroundings { docker_context: Some("default".to_owned()), ..machine.surroundings() };
    assert_eq!(find_in(&around).await.unwrap().file().unwrap(), machine.path("var/run/docker.sock"));

    context(&machine, "office", "ssh://me@office.example");
    assert_eq!(
        machine.told().await,
        "the Docker context \"office\" names a Docker on another machine (ssh://me@office.example), and labs need one \
         on this machine"
    );
    let around = Surroundings { docker_context: Some("gone".to_owned()), ..machine.surroundings() };
    let gone = find_in(&around).await.unwrap_err();
    assert!(gone.to_string().starts_with("what listens at the context \"gone\" cannot be used"), "{gone}");
}
