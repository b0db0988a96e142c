//! Lessons and labs as data.
