//! Error codes by Kafka's own names.

use kafka_protocol::error::ResponseError;

/// `NOT_LEADER_OR_FOLLOWER` for 6, `unknown(1000)` for a code without a name, `None` for 0.
pub(super) fn name(code: i16) -> Option<String> {
    match ResponseError::try_from_code(code)? {
        ResponseError::Unknown(code) => Some(format!("unknown({code})")),
        known => Some(screaming(&format!("{known:?}"))),
    }
}

/// Kafka's `Errors` and `kafka-protocol` have the same words, one in capitals with `_` between them.
fn screaming(camel: &str) -> String {
    let mut name = String::with_capacity(camel.len() + 8);
    for (n, letter) in camel.char_indices() {
        if n > 0 && letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn errors_have_the_names_of_kafka() {
        for (code, expected) in [
            (-1, "UNKNOWN_SERVER_ERROR"),
            (3, "UNKNOWN_TOPIC_OR_PARTITION"),
            (6, "NOT_LEADER_OR_FOLLOWER"),
            (14, "COORDINATOR_LOAD_IN_PROGRESS"),
            (17, "INVALID_TOPIC_EXCEPTION"),
            (20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND"),
            (79, "MEMBER_ID_REQUIRED"),
            (106, "FETCH_SESSION_TOPIC_ID_ERROR"),
            (133, "SHARE_SESSION_LIMIT_REACHED"),
            (1000, "unknown(1000)"),
        ] {
            assert_eq!(name(code).as_deref(), Some(expected));
        }
        assert_eq!(name(0), None);
    }
}
