//! Pages, fragments and streams.
