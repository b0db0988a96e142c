//! Evidence and checks become findings, and findings a verdict.
//!
//! Nothing here reads a file, a clock or a network: a saved [`Bundle`] is judged the same on any machine.

mod bundle;
mod finding;
mod halt;
mod judge;
mod told;
mod traceback;
mod unjudged;
mod verb;
mod verdict;

pub use bundle::{Bundle, BundleStage, BundleTimes, Versions};
pub use finding::{Breach, Finding, Standing};
pub use halt::{Halt, HaltKind, find as find_halt};
pub use judge::{Hearing, not_judged, not_reached, stage};
pub use traceback::{Frame, Traceback};
pub use unjudged::Unjudged;
pub use verdict::{Blame, Outcome, StageVerdict, Verdict};
