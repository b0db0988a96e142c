//! The security settings of a file, taken as Kafka's Java clients take them.

use super::file::Entries;
use super::{ConfigError, Login, Mechanism, Security, jaas, stores};

/// What is understood. Everything else that is about security is an error: to leave it out would be to connect in
/// another way than its owner asked for.
const KNOWN: [&str; 15] = [
    "bootstrap.servers",
    "sasl.jaas.config",
    "sasl.mechanism",
    "security.protocol",
    "ssl.endpoint.identification.algorithm",
    "ssl.key.password",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.keystore.type",
    "ssl.truststore.certificates",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.type",
];

/// What the file says of security, and what its owner should know.
pub(super) fn of(entries: &Entries) -> Result<(Security, Vec<String>), ConfigError> {
    let mut ignored = Vec::new();
    for (name, entry) in &entries.all {
        if name.starts_with("config.providers") || names_provider(&entry.value) {
            let hint = "write the value itself; `chmod 600` keeps the file to you".to_owned();
            return Err(entries.wrong(
                name,
                "asks for a config provider, and there are none here",
                Some(hint),
            ));
        }
        if KNOWN.contains(&name.as_str()) {
            continue;
        }
        if ["ssl.", "sasl.", "security."].iter().any(|of| name.starts_with(of)) {
            return Err(entries.wrong(name, "is not supported here", Some(nearest(name))));
        }
        // A name such as `ssl_truststore.location` says what it is meant to be.
        if let Some(known) = close(name) {
            return Err(entries.wrong(
                name,
                "is no setting of a client",
                Some(format!("did you mean `{known}`?")),
            ));
        }
        ignored.push(name.as_str());
    }
    let mut warnings = Vec::new();
    if !ignored.is_empty() {
        let path = entries.path.display();
        warnings
            .push(format!("{path} has settings that the workbench does not look at: {}", ignored.join(", ")));
    }
    Ok((security(entries)?, warnings))
}

fn security(entries: &Entries) -> Result<Security, ConfigError> {
    let protocol = entries.get("security.protocol").unwrap_or("PLAINTEXT").to_ascii_uppercase();
    let (tls, sasl) = match protocol.as_str() {
        "PLAINTEXT" => (false, false),
        "SSL" => (true, false),
        "SASL_PLAINTEXT" => (false, true),
        "SASL_SSL" => (true, true),
        _ => {
            let hint = "there are PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL".to_owned();
            return Err(entries.wrong("security.protocol", "is none that Kafka has", Some(hint)));
        }
    };
    for (asked, of, with) in [(tls, "ssl.", "SSL or SASL_SSL"), (sasl, "sasl.", "SASL_PLAINTEXT or SASL_SSL")]
    {
        let mut idle = entries.all.keys().filter(|name| name.starts_with(of));
        if let (false, Some(name)) = (asked, idle.next()) {
            let what = format!("means nothing with `security.protocol={protocol}`");
            return Err(entries.wrong(
                name,
                what,
                Some(format!("set `security.protocol` to {with}, or leave it out")),
            ));
        }
    }
    Ok(Security {
        tls: if tls { Some(stores::tls(entries)?) } else { None },
        login: if sasl { Some(login(entries, &protocol)?) } else { None },
    })
}

fn login(entries: &Entries, protocol: &str) -> Result<Login, ConfigError> {
    let called_for = format!("`security.protocol={protocol}` calls for");
    // The Java clients' default is GSSAPI.
    let Some(name) = entries.get("sasl.mechanism") else {
        return Err(entries.missing("sasl.mechanism", called_for));
    };
    let all = [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512];
    let Some(mechanism) = all.into_iter().find(|mechanism| mechanism.name() == name) else {
        let hint = "PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are".to_owned();
        return Err(entries.wrong("sasl.mechanism", "is not supported here", Some(hint)));
    };
    let Some(config) = entries.get("sasl.jaas.config") else {
        return Err(entries.missing("sasl.jaas.config", called_for));
    };
    let jaas = jaas::parse(config, mechanism)
        .map_err(|what| entries.wrong("sasl.jaas.config", what, Some(example(mechanism))))?;
    Ok(Login { mechanism, username: jaas.username, password: jaas.password })
}

fn example(mechanism: Mechanism) -> String {
    let module = match mechanism {
        Mechanism::Plain => "plain.PlainLoginModule",
        Mechanism::ScramSha256 | Mechanism::ScramSha512 => "scram.ScramLoginModule",
    };
    format!(
        "it reads like this: org.apache.kafka.common.security.{module} required username=\"alice\" password=\"…\";"
    )
}

/// `${env:NAME}` and its like (KIP-297).
fn names_provider(value: &str) -> bool {
    let mut parts = value.split("${").skip(1);
    parts.any(|part| part.split('}').next().is_some_and(|inside| inside.contains(':')) && part.contains('}'))
}

fn nearest(name: &str) -> String {
    match close(name) {
        Some(known) => format!("did you mean `{known}`?"),
        None => {
            let known = KNOWN.iter().filter(|known| known.starts_with('s'));
            format!("these are: {}", known.copied().collect::<Vec<_>>().join(", "))
        }
    }
}

fn close(name: &str) -> Option<&'static str> {
    let near = |known: &&str| strsim::normalized_damerau_levenshtein(name, known) > 0.85;
    KNOWN.iter().filter(|known| known.starts_with('s')).copied().find(near)
}
