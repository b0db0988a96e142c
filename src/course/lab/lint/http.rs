//! What an `http` step says can be sent.

use super::File;
use crate::course::lab::{HttpStep, Step};
use crate::course::{At, Diagnostic};

pub(super) fn step(args: &HttpStep, step: &At<Step>, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    if !args.path.starts_with('/') {
        let message = "a path begins with `/`";
        found.push(file.at(&args.path, message).help(format!("write `path: /{}`", *args.path)));
    }
    let bodies = [args.json.is_some(), args.body.is_some(), args.data.is_some()];
    if bodies.into_iter().filter(|given| *given).count() > 1 {
        let message = "a request has one body: `json`, or `body`, or what `data` gives";
        found.push(file.at(step, message));
    }
    if let Some(each) = args.each.as_ref().filter(|_| args.data.is_none()) {
        found.push(file.at(each, "`each` is asked of the entries of `data`, and there is none"));
    }
    if args.times == 0 || args.at_once == 0 {
        found.push(file.at(step, "`times` and `at_once` count from 1"));
    }
    for (name, value) in &args.headers {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        // RFC 9110, sections 5.1 and 5.5.
        if name.is_empty() || !name.chars().all(token) || value.contains(['\r', '\n', '\0']) {
            found.push(file.at(step, format!("`{name}: {value}` is no header of HTTP")));
        }
    }
}
