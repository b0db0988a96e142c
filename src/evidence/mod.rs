//! The types of what can be known of a run.
