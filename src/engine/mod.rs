//! Where Kafka and its companions come from.
