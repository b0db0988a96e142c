//! A cluster that asks who is there, and proves who it is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use insta::assert_snapshot;
use tempfile::TempDir;

use super::somebody::Somebody;
use super::{grade, home, of_lab_5};
use crate::harness::{Home, Said, skip};

const USER: &str = "learner";
const PASSWORD: &str = "learners-only-7";

/// A cluster whose LEARNER listener speaks SASL_SSL, with SCRAM.
struct Secured {
    somebody: Somebody,
    folder: TempDir,
}

impl Secured {
    /// `None` where no certificate can be made.
    async fn new(test: &str, client_auth: &str, more: &[(&str, &str)]) -> Option<Secured> {
        let folder = tempfile::tempdir().unwrap();
        if !certify(folder.path()) {
            skip(test, "there is no openssl to make certificates with");
            return None;
        }
        let keystore = folder.path().join("broker.pem").display().to_string();
        let truststore = folder.path().join("ca.pem").display().to_string();
        let settings = [
            ("listener.security.protocol.map", "DIRECT:PLAINTEXT,LEARNER:SASL_SSL,CONTROLLER:PLAINTEXT"),
            ("listener.name.learner.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
            (
                "listener.name.learner.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            ),
            ("listener.name.learner.ssl.keystore.type", "PEM"),
            ("listener.name.learner.ssl.keystore.location", &keystore),
            ("listener.name.learner.ssl.truststore.type", "PEM"),
            ("listener.name.learner.ssl.truststore.location", &truststore),
            ("listener.name.learner.ssl.client.auth", client_auth),
        ];
        let somebody = Somebody::with(&[&settings[..], more].concat()).await;
        // The brokers of a real cluster advertise themselves; this one advertises a front, which nobody serves but us.
        somebody.pass_on();
        somebody.add_user(USER, PASSWORD).await;
        Some(Secured { somebody, folder })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Settings that let one in, with others in their place or beside them.
    fn config(&self, changes: &[(&str, &str)]) -> PathBuf {
        let ca = self.file("ca.pem").display().to_string();
        let jaas = jaas(PASSWORD);
        let mut settings = vec![
            ("security.protocol", "SASL_SSL"),
            ("sasl.mechanism", "SCRAM-SHA-512"),
            ("sasl.jaas.config", jaas.as_str()),
            ("ssl.truststore.type", "PEM"),
            ("ssl.truststore.location", ca.as_str()),
        ];
        settings.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        settings.extend(changes);
        let lines: String = settings.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        let path = self.file("client.properties");
        fs::write(&path, lines).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn grade(&self, home: &Home, config: &Path, dir: &str) -> Said {
        let (servers, config) = (self.somebody.front(), config.display().to_string());
        let rest = grade(&servers, "5", dir);
        home.run(["--engine-config", &config].into_iter().chain(rest))
    }
}

fn jaas(password: &str) -> String {
    format!(
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{USER}\" password=\"{password}\";"
    )
}

/// The lab's solution with the settings from its environment.
fn solution(home: &Home) -> String {
    let text = fs::read_to_string(Path::new(&of_lab_5("solution")).join("producer.py")).unwrap();
    let plain = "Producer({\"bootstrap.servers\": os.environ[\"KAFKA_BOOTSTRAP_SERVERS\"]})";
    assert!(text.contains(plain));
    let told = "Producer({
        \"bootstrap.servers\": os.environ[\"KAFKA_BOOTSTRAP_SERVERS\"],
        \"security.protocol\": os.environ[\"KAFKA_SECURITY_PROTOCOL\"],
        \"sasl.mechanism\": os.environ[\"KAFKA_SASL_MECHANISM\"],
        \"sasl.username\": os.environ[\"KAFKA_SASL_USERNAME\"],
        \"sasl.password\": os.environ[\"KAFKA_SASL_PASSWORD\"],
        \"ssl.ca.location\": os.environ[\"KAFKA_SSL_CA\"],
    })";
    home.program("producer.py", &text.replace(plain, told))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn lab_5_over_tls_with_a_login() {
    let Some(secured) = Secured::new("lab_5_over_tls_with_a_login", "none", &[]).await else { return };
    let (home, before) = (home(), secured.somebody.everything().await);
    let said = secured.grade(&home, &secured.config(&[]), &solution(&home));
    assert_eq!(said.status, "0", "{said}");
    assert_eq!(secured.somebody.everything().await, before);
    // The password is nowhere: not in what was said, not in anything that was kept.
    assert!(!said.out.contains(PASSWORD) && !said.err.contains(PASSWORD), "{said}");
    for entry in walkdir::WalkDir::new(home.path()).follow_links(false).into_iter().map(Result::unwrap) {
        let text = fs::read(entry.path()).unwrap_or_default();
        let found = text.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes());
        assert!(!found, "{}", entry.path().display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn what_does_not_let_one_in_says_why() {
    let Some(secured) = Secured::new("what_does_not_let_one_in_says_why", "none", &[]).await else { return };
    let home = home();
    let said = |changes: &[(&str, &str)]| {
        let said = secured.grade(&home, &secured.config(changes), &of_lab_5("solution")).complaint();
        assert!(!said.contains(PASSWORD), "{said}");
        said.replace(&secured.folder.path().display().to_string(), "[STORES]")
    };
    assert_snapshot!(said(&[("sasl.jaas.config", &jaas("wrong"))]), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: the broker at 127.0.0.1:[PORT] does not let learner in: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512

    hint: see whether username and password in sasl.jaas.config are right, and whether the user has them for this mechanism
    ");
    assert_snapshot!(said(&[("sasl.mechanism", "SCRAM-SHA-256")]), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: the broker at 127.0.0.1:[PORT] does not take logins by SCRAM-SHA-256; it takes SCRAM-SHA-512

    hint: set `sasl.mechanism` in the file of --engine-config to one that it takes
    ");
    assert_snapshot!(said(&[("ssl.truststore.location", &secured.file("other.pem").display().to_string())]), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: the broker at 127.0.0.1:[PORT] and the workbench do not agree on TLS: its certificate is signed by nobody that the truststore has

    hint: put the certificate of whoever signs the brokers' certificates into ssl.truststore.location
    ");
    assert_snapshot!(said(&[("ssl.truststore.location", "/nowhere/ca.pem")]), @"
    status 2
    error: [STORES]/client.properties, line 5: `ssl.truststore.location` names /nowhere/ca.pem, which cannot be read: No such file or directory (os error 2)
    ");
    // A plain client at a listener that speaks TLS.
    let plain = home.run(["--engine", &secured.somebody.front(), "grade", "5"]).complaint();
    assert_snapshot!(plain, @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: the listener at 127.0.0.1:[PORT] speaks TLS, and was asked without it

    hint: set security.protocol=SSL or SASL_SSL in the file of --engine-config
    ");
    // And the other way round.
    let (direct, config) = (secured.somebody.servers(), secured.config(&[]).display().to_string());
    let tls = home.run(["--engine-config", &config, "--engine", &direct, "grade", "5"]).complaint();
    assert_snapshot!(tls, @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: the listener at 127.0.0.1:[PORT] does not speak TLS

    hint: set security.protocol=PLAINTEXT or SASL_PLAINTEXT in the file of --engine-config, or name the port of the listener that speaks TLS
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_name_that_the_certificate_does_not_have() {
    let Some(secured) = Secured::new("a_name_that_the_certificate_does_not_have", "none", &[]).await else {
        return;
    };
    let (home, dir) = (home(), of_lab_5("solution"));
    let by_name = secured.somebody.front().replace("127.0.0.1", "localhost");
    let said = |config: PathBuf| {
        let config = config.display().to_string();
        let said = home.run(["--engine-config", &config].into_iter().chain(grade(&by_name, "5", &dir)));
        let port = by_name.split(':').next_back().unwrap().to_owned();
        (said.status.clone(), said.progress().replace(&port, "[PORT]"))
    };
    assert_snapshot!(said(secured.config(&[])).1, @"
    Asking the cluster at localhost:[PORT]
    error: the cluster at localhost:[PORT] cannot be used: the broker at localhost:[PORT] and the workbench do not agree on TLS: its certificate is not for localhost

    hint: name the broker as its certificate does; an empty ssl.endpoint.identification.algorithm switches the look at the name off
    ");
    // Not looked at; the program, which says nothing of all this, is not let in then.
    let (status, _) = said(secured.config(&[("ssl.endpoint.identification.algorithm", "")]));
    assert_eq!(status, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_user_without_rights() {
    let rights = [
        ("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
        ("super.users", "User:ANONYMOUS"),
    ];
    let Some(secured) = Secured::new("a_user_without_rights", "none", &rights).await else { return };
    let before = secured.somebody.everything().await;
    let said = secured.grade(&home(), &secured.config(&[]), &of_lab_5("solution"));
    assert_snapshot!(said.complaint(), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    Looking for Python
    Checking the Python environment
    Seeing that the cluster works
    error: the cluster at 127.0.0.1:[PORT] does not work as it should: the workbench's own check could not create a topic: TopicAuthorizationFailed (29)

    hint: the user needs the operations Create, Delete, Describe, DescribeConfigs, Read and Write on the lab's topics, Read, Describe and Delete on its consumer groups, and all of them on topics, groups and transactional ids that begin with `kafka-workbench.`
    ");
    assert_eq!(secured.somebody.everything().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn stores_of_every_kind() {
    let Some(secured) = Secured::new("stores_of_every_kind", "required", &[]).await else { return };
    let home = home();
    let dir = solution(&home);
    let path = |name: &str| secured.file(name).display().to_string();
    // Without a certificate of its own it is not let in.
    let none = secured.grade(&home, &secured.config(&[]), &dir);
    assert_snapshot!(none.complaint(), @"
    status 3
    Asking the cluster at 127.0.0.1:[PORT]
    error: the cluster at 127.0.0.1:[PORT] cannot be used: the broker at 127.0.0.1:[PORT] and the workbench do not agree on TLS: it asks for a certificate of the client's, and does not take what it was shown (CertificateRequired)

    hint: name a keystore that it knows with ssl.keystore.location, ssl.keystore.type and ssl.keystore.password
    ");
    let (trust, keys, key) = (path("trust.p12"), path("client.p12"), path("client.pem"));
    let with = [
        vec![
            ("ssl.keystore.type", "PEM"),
            ("ssl.keystore.location", key.as_str()),
            ("ssl.key.password", "of-the-key"),
        ],
        vec![
            ("ssl.truststore.type", "PKCS12"),
            ("ssl.truststore.location", trust.as_str()),
            ("ssl.truststore.password", "of-the-store"),
            ("ssl.keystore.type", "PKCS12"),
            ("ssl.keystore.location", keys.as_str()),
            ("ssl.keystore.password", "of-the-store"),
        ],
    ];
    for changes in with {
        // The program shows no certificate and is not let in; that the lab is judged says that the workbench is.
        let said = secured.grade(&home, &secured.config(&changes), &dir);
        assert!(said.out.starts_with("failed: "), "{said}");
    }
}

/// Two authorities, and certificates of a broker and a client that the first has signed; stores of them.
fn certify(folder: &Path) -> bool {
    let openssl = |args: &str| {
        let run = Command::new("openssl").args(args.split(' ')).current_dir(folder).output();
        run.map(|output| output.status.success().then_some(()).ok_or(output))
    };
    let make = |args: &str| match openssl(args) {
        Ok(made) => {
            made.unwrap_or_else(|output| panic!("{args}: {}", String::from_utf8_lossy(&output.stderr)))
        }
        Err(_) => unreachable!("it was there a moment ago"),
    };
    if openssl("version").is_err() {
        return false;
    }
    fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    for authority in ["ca", "other"] {
        make(&format!(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={authority} -keyout {authority}.key -out {authority}.pem"
        ));
    }
    for (who, extensions) in [("broker", "-extfile names"), ("client", "-extfile names")] {
        make(&format!("req -newkey rsa:2048 -nodes -subj /CN={who} -keyout {who}.key -out {who}.csr"));
        make(&format!(
            "x509 -req -in {who}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 {extensions} -out {who}.crt"
        ));
    }
    make("pkcs8 -topk8 -in client.key -passout pass:of-the-key -out client.enc");
    make("pkcs12 -export -nokeys -in ca.pem -passout pass:of-the-store -out trust.p12");
    make("pkcs12 -export -inkey client.key -in client.crt -passout pass:of-the-store -out client.p12");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    fs::write(folder.join("broker.pem"), read("broker.key") + &read("broker.crt")).unwrap();
    fs::write(folder.join("client.pem"), read("client.enc") + &read("client.crt")).unwrap();
    true
}
