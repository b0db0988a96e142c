//! A verdict as one document, for programs.

use crate::grade::{Bundle, BundleTimes, Verdict, Versions};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// What `grade --json` and `replay --json` print.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GradeDocument<'a> {
    /// The version of this document's form: it goes up when something is removed or changes its meaning.
    version: u32,
    /// The attempt's id.
    attempt: &'a str,
    /// The lab's folder name.
    lab: &'a str,
    /// SHA-256 of the lab's file: which wording of the checks judged.
    lab_digest: &'a str,
    /// When the attempt began, RFC 3339, UTC.
    began: &'a str,
    /// Where generated data came from.
    seed: u64,
    /// What took part.
    versions: &'a Versions,
    /// How long its parts took.
    times: &'a BundleTimes,
    /// What it came to.
    verdict: &'a Verdict,
    /// The file that holds everything else.
    bundle: &'a Path,
}

impl<'a> GradeDocument<'a> {
    /// The version of the form that is written now.
    pub const VERSION: u32 = 1;

    /// The document of an attempt in `path`, judged as `verdict`.
    pub fn of(bundle: &'a Bundle, verdict: &'a Verdict, path: &'a Path) -> GradeDocument<'a> {
        GradeDocument {
            version: GradeDocument::VERSION,
            attempt: &bundle.attempt,
            lab: &bundle.lab,
            lab_digest: &bundle.lab_digest,
            began: &bundle.began,
            seed: bundle.seed,
            versions: &bundle.versions,
            times: &bundle.times,
            verdict,
            bundle: path,
        }
    }
}
