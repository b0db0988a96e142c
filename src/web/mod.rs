//! Pages, fragments and streams.
//!
//! A page is one template and one handler file in `page/`; a fragment is a part of its page. Every
//! form posts without script too. Handlers hold no rule about labs: they ask `from_workbench` for
//! the plain data of `view/` and render it. `guard/` stands before all of them.

mod routes;
mod server;
mod state;
mod page;
mod view;
mod from_workbench;
mod jobs;
mod stream;
mod markdown;
mod error;
mod assets;
mod guard;
#[cfg(test)]
mod testing;

pub use server::{Server, ServerError};
