//! The learner's kafka-events skill.
