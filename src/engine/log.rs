//! What a process or a container prints: its last lines at hand, and all of it in a file.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::process::held;

/// Enough to hold a stack trace and what led to it.
const KEPT_LINES: usize = 400;
/// A line longer than this is cut: a log is for reading.
const LONGEST_LINE: usize = 2_000;
/// A broker in trouble repeats itself; past this the file says that it was cut.
const LARGEST_FILE: usize = 8 << 20;

/// The last lines, and a file with all of them; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Log(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    lines: VecDeque<String>,
    file: Option<File>,
    written: usize,
}

impl Log {
    /// A broker that is started again goes on in the same file.
    pub(super) fn open(file: Option<&Path>) -> io::Result<Self> {
        let file = file.map(|file| File::options().create(true).append(true).open(file)).transpose()?;
        Ok(Self(Arc::new(Mutex::new(Kept { lines: VecDeque::new(), file, written: 0 }))))
    }

    pub(super) fn push(&self, line: &str) {
        let mut kept = held(&self.0);
        if kept.lines.len() == KEPT_LINES {
            kept.lines.pop_front();
        }
        kept.lines.push_back(line.chars().take(LONGEST_LINE).collect());
        kept.written += line.len() + 1;
        let cut = kept.written > LARGEST_FILE;
        if let Some(file) = &mut kept.file {
            // A full disk must not stop the broker's output from being read.
            let _ = if cut { writeln!(file, "(cut here)") } else { writeln!(file, "{line}") };
        }
        if cut {
            kept.file = None;
        }
    }

    /// The last lines, oldest first.
    pub(super) fn tail(&self) -> Vec<String> {
        held(&self.0).lines.iter().cloned().collect()
    }
}
