//! One record of an attempt's evidence.

/// The page at `/attempts/{id}/records/{coordinate}`.
#[derive(Debug, Clone)]
pub(crate) struct RecordView {
    /// The attempt that it belongs to.
    pub(crate) attempt: String,
    /// `topic-partition@offset`.
    pub(crate) coordinate: String,
    /// The command that shows it in a terminal.
    pub(crate) command: String,
    /// The record in each stage that had one there: topics are made anew between stages.
    pub(crate) sightings: Vec<Sighting>,
}

/// The record at a coordinate, in one stage.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    /// The stage's title.
    pub(crate) stage: String,
    /// Name and value of each field that is not the value.
    pub(crate) fields: Vec<(String, String)>,
    /// The value as it is shown, capped.
    pub(crate) value: String,
}
