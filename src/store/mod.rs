//! Progress in SQLite, and the folders of the home.
