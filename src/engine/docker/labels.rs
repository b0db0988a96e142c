//! What everything of ours in Docker carries, so that nobody else's is ever touched.

use std::collections::HashMap;

/// The home that it belongs to.
pub(super) const HOME: &str = "org.kafka-workbench.home";
/// The workbench process that it belongs to: [`Owner::mark`](crate::engine::runs::Owner::mark).
pub(super) const OWNER: &str = "org.kafka-workbench.owner";
/// What a prepared image was made from and how.
pub(super) const PREPARED: &str = "org.kafka-workbench.prepared";
/// The cache that a prepared image belongs to, as archives of classes do.
pub(super) const CACHE: &str = "org.kafka-workbench.cache";
/// The Java in a prepared image.
pub(super) const JAVA: &str = "org.kafka-workbench.java";

/// A filter, as Docker's lists take it: all labels must be there.
pub(super) fn filter(labels: &[(&str, &str)]) -> HashMap<String, Vec<String>> {
    HashMap::from([(
        "label".to_owned(),
        labels.iter().map(|(name, value)| format!("{name}={value}")).collect(),
    )])
}

/// The same for a label of whatever value.
pub(super) fn any(label: &str) -> HashMap<String, Vec<String>> {
    HashMap::from([("label".to_owned(), vec![label.to_owned()])])
}
