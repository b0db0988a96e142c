//! Files of settings, right and wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use insta::assert_snapshot;
use tempfile::TempDir;

use super::{ConfigFile, read};

const LOGIN: &str = "sasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"s3cret\";\n";

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("client.properties");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    (folder, path)
}

fn good(text: &str) -> ConfigFile {
    let (_folder, path) = file(text);
    read(&path).unwrap()
}

/// The error, and what to do about it, with the folder taken out.
fn said(text: &str) -> String {
    let (folder, path) = file(text);
    let error = read(&path).unwrap_err();
    let told = format!("{error}\n{}", error.hint().unwrap_or_default());
    assert!(!format!("{told}{error:?}").contains("s3cret"), "{told}");
    told.replace(&folder.path().display().to_string(), "[DIR]")
}

#[test]
fn the_four_protocols() {
    assert!(good("").security.is_plain());
    assert!(good("# nothing\n security.protocol = plaintext \n").security.is_plain());
    let sasl = good(&format!("security.protocol=SASL_PLAINTEXT\n{LOGIN}")).security;
    assert_eq!((sasl.protocol(), sasl.tls.is_none()), ("SASL_PLAINTEXT", true));
    assert_eq!(sasl.login.unwrap().password.reveal(), "s3cret");
    assert_eq!(good("security.protocol=SSL").security.protocol(), "SSL");
    let both = good(&format!("security.protocol=SASL_SSL\nssl.endpoint.identification.algorithm=\n{LOGIN}"))
        .security;
    assert_eq!((both.protocol(), both.tls.unwrap().check_name), ("SASL_SSL", false));
}

#[test]
fn values_go_over_lines_as_in_java() {
    let text = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism:SCRAM-SHA-256\nsasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\\n   username=\"a\" \\\n   password=\"b\\\\\\\"c\";\n";
    let login = good(text).security.login.unwrap();
    assert_eq!((login.username.as_str(), login.password.reveal()), ("a", "b\"c"));
}

#[test]
fn a_setting_that_is_not_understood_is_an_error() {
    assert_snapshot!(said("security.protocol=TLS"), @"
    [DIR]/client.properties, line 1: `security.protocol` is none that Kafka has
    there are PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL
    ");
    assert_snapshot!(said("security.protokol=SSL"), @"
    [DIR]/client.properties, line 1: `security.protokol` is not supported here
    did you mean `security.protocol`?
    ");
    assert_snapshot!(said("security.protocol=SSL\nssl.truststore.locatoin=/x"), @"
    [DIR]/client.properties, line 2: `ssl.truststore.locatoin` is not supported here
    did you mean `ssl.truststore.location`?
    ");
    assert_snapshot!(said("security.protocol=SSL\nssl.engine.factory.class=x"), @"
    [DIR]/client.properties, line 2: `ssl.engine.factory.class` is not supported here
    these are: sasl.jaas.config, sasl.mechanism, security.protocol, ssl.endpoint.identification.algorithm, ssl.key.password, ssl.keystore.certificate.chain, ssl.keystore.key, ssl.keystore.location, ssl.keystore.password, ssl.keystore.type, ssl.truststore.certificates, ssl.truststore.location, ssl.truststore.password, ssl.truststore.type
    ");
    assert_snapshot!(said(&format!("security.protocol=SSL\n{LOGIN}")), @"
    [DIR]/client.properties, line 3: `sasl.jaas.config` means nothing with `security.protocol=SSL`
    set `security.protocol` to SASL_PLAINTEXT or SASL_SSL, or leave it out
    ");
    assert_snapshot!(said("security.protocol=SASL_SSL\n"), @"[DIR]/client.properties: `sasl.mechanism` is missing, which `security.protocol=SASL_SSL` calls for");
    assert_snapshot!(said("security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI"), @"
    [DIR]/client.properties, line 2: `sasl.mechanism` is not supported here
    PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are
    ");
    assert_snapshot!(said("security.protocol=SASL_SSL\nsasl.mechanism=PLAIN"), @"[DIR]/client.properties: `sasl.jaas.config` is missing, which `security.protocol=SASL_SSL` calls for");
    assert_snapshot!(said("security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"s3cret\";"), @r#"
    [DIR]/client.properties, line 3: `sasl.jaas.config` names another login module than SCRAM-SHA-512 takes, which is org.apache.kafka.common.security.scram.ScramLoginModule
    it reads like this: org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="…";
    "#);
    assert_snapshot!(said("security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=${env:JAAS}"), @"
    [DIR]/client.properties, line 3: `sasl.jaas.config` asks for a config provider, and there are none here
    write the value itself; `chmod 600` keeps the file to you
    ");
    assert_snapshot!(said("security.protocol=SSL\nssl.endpoint.identification.algorithm=maybe"), @"
    [DIR]/client.properties, line 2: `ssl.endpoint.identification.algorithm` is none that there is
    it is https, or empty for no look at the name
    ");
}

#[test]
fn stores_that_cannot_be_used() {
    let with_store = |bytes: &[u8], settings: &str| {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        fs::write(&store, bytes).unwrap();
        let text = format!("security.protocol=SSL\nssl.truststore.location={}\n{settings}", store.display());
        said(&text).replace(&folder.path().display().to_string(), "[STORES]")
    };
    assert_snapshot!(with_store(&[0xfe, 0xed, 0xfe, 0xed, 0], ""), @"
    [DIR]/client.properties, line 2: `ssl.truststore.location` is a JKS store, which only Java reads
    convert it with `keytool -importkeystore -srckeystore [STORES]/store -destkeystore [STORES]/store.p12 -deststoretype PKCS12`, and name that with the type PKCS12
    ");
    assert_snapshot!(with_store(b"-----BEGIN CERTIFICATE-----", ""), @"
    [DIR]/client.properties, line 2: `ssl.truststore.location` is a PEM file, and no PKCS12 store
    set `ssl.truststore.type=PEM`
    ");
    assert_snapshot!(with_store(b"nothing", "ssl.truststore.type=PEM"), @"[DIR]/client.properties, line 2: `ssl.truststore.location` holds no certificate");
    assert_snapshot!(with_store(b"nothing", "ssl.truststore.type=PKCS12\nssl.truststore.password=s3cret"), @"
    [DIR]/client.properties, line 2: `ssl.truststore.location` cannot be opened as a PKCS12 store
    is `ssl.truststore.password` right? `keytool -list -keystore [STORES]/store` tells
    ");
    assert_snapshot!(with_store(b"nothing", "ssl.truststore.type=BCFKS"), @"
    [DIR]/client.properties, line 3: `ssl.truststore.type` is not supported here
    PEM and PKCS12 are
    ");
    assert_snapshot!(said("security.protocol=SSL\nssl.truststore.password=s3cret"), @"[DIR]/client.properties: `ssl.truststore.location` is missing, which `ssl.truststore.password` calls for");
    assert_snapshot!(said("security.protocol=SSL\nssl.keystore.key=x"), @"[DIR]/client.properties: `ssl.keystore.certificate.chain` is missing, which `ssl.keystore.key` calls for");
}

#[test]
fn its_owner_is_told_what_is_not_looked_at_and_who_may_read_it() {
    let text =
        format!("security.protocol=SASL_PLAINTEXT\nacks=all\nclient.id=x\nbootstrap.servers=k:1\n{LOGIN}");
    let (_folder, path) = file(&text);
    let told = read(&path).unwrap();
    assert_eq!(told.servers.as_deref(), Some("k:1"));
    assert_eq!(told.warnings.len(), 1);
    assert!(told.warnings[0].ends_with("does not look at: acks, client.id"), "{:?}", told.warnings);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let told = read(&path).unwrap().warnings;
    assert!(told[1].contains("can be read by others on this machine"), "{told:?}");
    assert!(!format!("{told:?}").contains("s3cret"));
}

#[test]
fn nothing_is_shown_of_what_is_secret() {
    let file = good(&format!("security.protocol=SASL_SSL\n{LOGIN}"));
    assert!(!format!("{file:?}").contains("s3cret"));
}
