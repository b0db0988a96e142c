//! Kafka's APIs by the names that its protocol guide has for them.

use kafka_protocol::messages::ApiKey;

/// The names, in the order of their keys.
pub fn api_names() -> Vec<String> {
    all().map(|api| format!("{api:?}")).collect()
}

/// The API of this name.
pub fn api_of(name: &str) -> Option<ApiKey> {
    all().find(|api| format!("{api:?}") == name)
}

/// No key is higher yet, by far.
fn all() -> impl Iterator<Item = ApiKey> {
    (0..1_000).filter_map(|key| ApiKey::try_from(key).ok())
}

#[cfg(test)]
mod tests {
    #[test]
    fn apis_have_the_names_of_the_protocol_guide() {
        let names = super::api_names();
        for name in ["Produce", "Metadata", "EndTxn", "ConsumerGroupHeartbeat"] {
            assert!(names.iter().any(|n| n == name), "{name} is not among {names:?}");
            assert!(super::api_of(name).is_some());
        }
    }
}
