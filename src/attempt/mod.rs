//! One run of a learner's program.
