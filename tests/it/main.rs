//! Everything that crosses the front door: commands, pages, real Kafka.

#![expect(clippy::unwrap_used, reason = "clippy.toml excepts test functions only, not what they share")]

mod cli;
mod clients;
mod engine;
mod external;
mod harness;
mod kill_matrix;
mod sketches;
mod skill;
mod skill_export;
mod skill_mistakes;
mod skill_odd_texts;
mod skill_offer;
mod skill_own_words;
mod skill_scaffold;
mod skill_whole;
mod tidy;
