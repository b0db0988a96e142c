//! How a program is told to prove itself: by its environment, and certificates in files.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::Security;

impl Security {
    /// The variables; none where an address is enough. Certificates and keys are written into `folder`, readable by
    /// their owner alone.
    pub(crate) fn variables(&self, folder: &Path) -> io::Result<Vec<(String, String)>> {
        if self.is_plain() {
            return Ok(Vec::new());
        }
        let mut variables = vec![("KAFKA_SECURITY_PROTOCOL".to_owned(), self.protocol().to_owned())];
        let mut tell = |name: &str, value: String| variables.push((name.to_owned(), value));
        if let Some(login) = &self.login {
            tell("KAFKA_SASL_MECHANISM", login.mechanism.name().to_owned());
            tell("KAFKA_SASL_USERNAME", login.username.clone());
            tell("KAFKA_SASL_PASSWORD", login.password.reveal().to_owned());
        }
        if let Some(tls) = &self.tls {
            tell("KAFKA_SSL_CA", private(folder, "ca.pem", &tls.trusted)?);
            if !tls.check_name {
                tell("KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "none".to_owned());
            }
            if let Some(identity) = &tls.identity {
                tell("KAFKA_SSL_CERTIFICATE", private(folder, "client.pem", &identity.certificates)?);
                tell("KAFKA_SSL_KEY", private(folder, "client.key", identity.key.reveal())?);
            }
        }
        Ok(variables)
    }
}

fn private(folder: &Path, name: &str, text: &str) -> io::Result<String> {
    let path = folder.join(name);
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
    file.write_all(text.as_bytes())?;
    Ok(path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::{Login, Mechanism, Secret, Tls};
    use super::*;

    #[test]
    fn a_program_is_told_what_it_needs() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Security::default().variables(folder.path()).unwrap(), []);
        let security = Security {
            tls: Some(Tls { trusted: "PEM".into(), identity: None, check_name: true }),
            login: Some(Login {
                mechanism: Mechanism::ScramSha512,
                username: "alice".into(),
                password: Secret::new("s3cret"),
            }),
        };
        let told = security.variables(folder.path()).unwrap();
        let ca = folder.path().join("ca.pem");
        let expected = [
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            ("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"),
            ("KAFKA_SASL_USERNAME", "alice"),
            ("KAFKA_SASL_PASSWORD", "s3cret"),
            ("KAFKA_SSL_CA", ca.to_str().unwrap()),
        ];
        assert_eq!(told, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(std::fs::metadata(&ca).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!format!("{security:?}").contains("s3cret"));
    }
}
