//! Truststores and keystores, as PEM: what is believed, and what is shown.

use std::path::{Path, PathBuf};

use p12_keystore::{Pkcs12Archive, PrivateKeyBag};
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::SecretDocument;
use pkcs8::der::pem::{LineEnding, encode_string};

use super::file::Entries;
use super::{ConfigError, Identity, Secret, Tls};

/// What a Java keystore of the older kind begins with.
const JKS: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];

/// What the `ssl.` settings say.
pub(super) fn tls(entries: &Entries) -> Result<Tls, ConfigError> {
    let algorithm = entries.all.get("ssl.endpoint.identification.algorithm");
    let check_name = match algorithm.map(|entry| entry.value.trim()) {
        None => true,
        Some("") => false,
        Some(name) if name.eq_ignore_ascii_case("https") => true,
        Some(_) => {
            let hint = "it is https, or empty for no look at the name".to_owned();
            return Err(entries.wrong(
                "ssl.endpoint.identification.algorithm",
                "is none that there is",
                Some(hint),
            ));
        }
    };
    Ok(Tls { trusted: trusted(entries)?, identity: identity(entries)?, check_name })
}

fn trusted(entries: &Entries) -> Result<String, ConfigError> {
    let trust =
        Store::new(entries, "ssl.truststore.type", "ssl.truststore.location", "ssl.truststore.password")?;
    let pem = match (trust, entries.get("ssl.truststore.certificates")) {
        (Some(Store::Pem(text)), None) => text,
        (Some(Store::Pkcs12(store)), None) => all(&store),
        (None, Some(text)) => text.to_owned(),
        (Some(_), Some(_)) => {
            let hint = "leave one of the two out".to_owned();
            let what = "stands beside ssl.truststore.location";
            return Err(entries.wrong("ssl.truststore.certificates", what, Some(hint)));
        }
        (None, None) => return Ok(of_the_system()),
    };
    if pem.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(pem);
    }
    let name = ["ssl.truststore.certificates", "ssl.truststore.location"];
    let name = name.into_iter().find(|name| entries.get(name).is_some()).unwrap_or("ssl.truststore.location");
    Err(entries.wrong(name, "holds no certificate", None))
}

/// Those that this machine believes.
fn of_the_system() -> String {
    let found = rustls_native_certs::load_native_certs();
    found.certs.iter().map(|certificate| pem("CERTIFICATE", certificate)).collect()
}

fn identity(entries: &Entries) -> Result<Option<Identity>, ConfigError> {
    const KEY: &str = "ssl.keystore.key";
    const CHAIN: &str = "ssl.keystore.certificate.chain";
    const LOCATION: &str = "ssl.keystore.location";
    let store = Store::new(entries, "ssl.keystore.type", LOCATION, "ssl.keystore.password")?;
    let (certificates, key, named) = match (store, entries.get(KEY), entries.get(CHAIN)) {
        (None, None, None) => return Ok(None),
        (Some(Store::Pem(text)), None, None) => (blocks(&text, "CERTIFICATE"), text, LOCATION),
        (Some(Store::Pkcs12(store)), None, None) => {
            let found = store.keys.first();
            let key = found.ok_or_else(|| entries.wrong(LOCATION, "holds no private key", None))?;
            (chain(&store, key), pem("PRIVATE KEY", key.key.as_der()), LOCATION)
        }
        (None, Some(key), Some(chain)) => (blocks(chain, "CERTIFICATE"), key.to_owned(), KEY),
        (None, Some(_), None) => return Err(entries.missing(CHAIN, format!("`{KEY}` calls for"))),
        (None, None, Some(_)) => return Err(entries.missing(KEY, format!("`{CHAIN}` calls for"))),
        (Some(_), ..) => {
            return Err(entries.wrong(
                LOCATION,
                "stands beside a key in the file",
                Some("leave one of them out".into()),
            ));
        }
    };
    if certificates.is_empty() {
        return Err(entries.wrong(named, "holds no certificate", None));
    }
    Ok(Some(Identity { certificates, key: Secret::new(private_key(entries, named, &key)?) }))
}

/// The key in `text`, as PEM and not encrypted.
fn private_key(entries: &Entries, named: &str, text: &str) -> Result<String, ConfigError> {
    const PASSWORD: &str = "ssl.key.password";
    let encrypted = blocks(text, "ENCRYPTED PRIVATE KEY");
    if encrypted.is_empty() {
        let plain = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"].map(|label| blocks(text, label));
        let found = plain.into_iter().find(|key| !key.is_empty());
        return found.ok_or_else(|| entries.wrong(named, "holds no private key", None));
    }
    let password =
        entries.get(PASSWORD).ok_or_else(|| entries.missing(PASSWORD, "the encrypted key calls for"))?;
    let unreadable = || entries.wrong(named, "holds an encrypted key that cannot be read", None);
    let (_, document) = SecretDocument::from_pem(&encrypted).map_err(|_| unreadable())?;
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| unreadable())?;
    let opened = info.decrypt(password.as_bytes());
    let opened = opened.map_err(|_| entries.wrong(PASSWORD, "does not open the key", None))?;
    Ok(pem("PRIVATE KEY", opened.as_bytes()))
}

/// A file with certificates or keys.
enum Store {
    Pem(String),
    Pkcs12(Pkcs12Archive),
}

impl Store {
    /// The store that three settings describe, where there is one.
    fn new(
        entries: &Entries,
        kind: &str,
        location: &'static str,
        password: &'static str,
    ) -> Result<Option<Store>, ConfigError> {
        let named = entries.get(kind).map(str::to_ascii_uppercase);
        let known = matches!(named.as_deref(), None | Some("PEM" | "PKCS12" | "JKS"));
        if !known {
            return Err(entries.wrong(kind, "is not supported here", Some("PEM and PKCS12 are".into())));
        }
        let Some(path) = entries.get(location).map(PathBuf::from) else {
            // A password without a store, or a type without a file, is a slip.
            return match entries.get(password) {
                Some(_) => Err(entries.missing(location, format!("`{password}` calls for"))),
                None => Ok(None),
            };
        };
        let bytes = std::fs::read(&path);
        let bytes = bytes.map_err(|error| {
            entries.wrong(location, format!("names {}, which cannot be read: {error}", path.display()), None)
        })?;
        if named.as_deref() == Some("JKS") || bytes.starts_with(&JKS) {
            return Err(entries.wrong(
                location,
                "is a JKS store, which only Java reads",
                Some(conversion(&path)),
            ));
        }
        if named.as_deref() == Some("PEM") {
            let text =
                String::from_utf8(bytes).map_err(|_| entries.wrong(location, "is no PEM file", None))?;
            return Ok(Some(Store::Pem(text)));
        }
        if bytes.starts_with(b"-----BEGIN") {
            let hint = format!("set `{kind}=PEM`");
            return Err(entries.wrong(location, "is a PEM file, and no PKCS12 store", Some(hint)));
        }
        let secret = entries.get(password).unwrap_or_default();
        let store = Pkcs12Archive::from_pkcs12(&bytes, secret).map_err(|_| {
            let hint = format!("is `{password}` right? `keytool -list -keystore {}` tells", path.display());
            entries.wrong(location, "cannot be opened as a PKCS12 store", Some(hint))
        })?;
        Ok(Some(Store::Pkcs12(store)))
    }
}

/// Every certificate: what stands in a truststore is there to be believed, with Java's own mark or without.
fn all(store: &Pkcs12Archive) -> String {
    store.certs.iter().map(|bag| pem("CERTIFICATE", bag.cert.as_der())).collect()
}

/// The certificate of the key, then those that vouch for it.
fn chain(store: &Pkcs12Archive, key: &PrivateKeyBag) -> String {
    let id = key.local_key_id.as_ref().map(|id| &id.0);
    let is_own = |of: Option<&Vec<u8>>| id.is_some() && of == id;
    let mut bags: Vec<_> = store.certs.iter().collect();
    // Stable: the others stay in their order.
    bags.sort_by_key(|bag| !is_own(bag.local_key_id.as_ref()));
    bags.into_iter().map(|bag| pem("CERTIFICATE", bag.cert.as_der())).collect()
}

fn conversion(path: &Path) -> String {
    let path = path.display();
    format!(
        "convert it with `keytool -importkeystore -srckeystore {path} -destkeystore {path}.p12 -deststoretype PKCS12`, and name that with the type PKCS12"
    )
}

/// The blocks of this label, one after the other.
fn blocks(text: &str, label: &str) -> String {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let parts = text.split(begin.as_str()).skip(1);
    let bodies = parts.filter_map(|part| part.split(end.as_str()).next());
    // A value in a properties file has its lines joined by blanks.
    let lines = |body: &str| body.split_whitespace().collect::<Vec<_>>().join("\n");
    bodies.map(|body| format!("{begin}\n{}\n{end}\n", lines(body))).collect()
}

fn pem(label: &str, der: &[u8]) -> String {
    // Fails for labels with letters that none of ours has.
    encode_string(label, LineEnding::LF, der).unwrap_or_default()
}
