//! Evidence and checks become findings, and findings a verdict.
