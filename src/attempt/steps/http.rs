//! `http`: sends requests to a program that listens, and keeps what comes of each.

use crate::attempt::http::{self, Asked, Exchange};
use crate::attempt::run::Trouble;
use crate::attempt::scenario::{Halted, Scenario};
use crate::course::lab::{Expect, HttpMethod, HttpStep};
use crate::evidence::cel::{Condition, Scope};
use crate::evidence::{Cite, Evidence, Item, Response};
use futures::StreamExt;
use serde_json::{Map, Value, json};

pub(super) async fn perform(step: &HttpStep, id: &str, scenario: &mut Scenario<'_>) -> Result<Value, Halted> {
    scenario.order.listener.phase(format!("Asking {}", step.program.value));
    let entries = match &step.data {
        Some(data) => scenario.known.given.get(data.as_str()).cloned().unwrap_or_default(),
        None => vec![Value::Null],
    };
    let mut requests = Vec::new();
    for entry in &entries {
        let request = request(step, entry)?;
        requests.extend(std::iter::repeat_n(request, usize::try_from(step.times).unwrap_or(1)));
    }
    let (run, port) = scenario.port(&step.program, step.worker.as_deref());
    let (clock, within) = (scenario.clock, step.within.0);
    let at_once = usize::try_from(step.at_once).unwrap_or(1);
    let sent = futures::stream::iter(requests).map(|(asked, body)| async move {
        let exchange = match port {
            Some(port) => http::ask(port, &asked, within, clock).await,
            None => Exchange {
                sent_at: clock.now(),
                over_at: clock.now(),
                came: Err("the program was not started".to_owned()),
            },
        };
        (asked, body, exchange)
    });
    let mut came: Vec<(Asked, Value, Exchange)> = sent.buffer_unordered(at_once).collect().await;
    came.sort_by_key(|(_, _, exchange)| exchange.sent_at);
    let before = scenario.known.responses.len();
    let first = i64::try_from(before).unwrap_or(i64::MAX);
    scenario.known.responses.extend((1..).zip(came).map(|(n, (asked, request, exchange))| {
        let (answered, error) = match exchange.came {
            Ok(answered) => (Some(answered), None),
            Err(why) => (None, Some(why)),
        };
        let answered_at = answered.as_ref().map(|_| exchange.over_at);
        let (status, headers, body) =
            answered.map(|it| (Some(i64::from(it.status)), it.headers, it.body)).unwrap_or_default();
        Response {
            n: first + n,
            step: id.to_owned(),
            program: step.program.value.clone(),
            run: run.clone(),
            method: asked.method.to_owned(),
            path: asked.path,
            request,
            status,
            headers,
            body,
            sent_at: exchange.sent_at,
            answered_at,
            error,
        }
    }));
    judged(step, &scenario.known.responses[before..])
}

/// What the step came to, and whether that is what it may come to.
fn judged(step: &HttpStep, came: &[Response]) -> Result<Value, Halted> {
    let well = |response: &&Response| response.status.is_some_and(|status| status < 400);
    let (good, answered) =
        (came.iter().filter(well).count(), came.iter().filter(|it| it.status.is_some()).count());
    let counts = json!({ "sent": came.len(), "answered": answered, "ok": good });
    let unfit = match step.expect {
        None => None,
        Some(Expect::Ok) => came.iter().find(|response| !well(response)),
        // What is done with an error goes on from there: see `Scenario::step`.
        Some(Expect::Error) => (good == 0).then(|| came.first()).flatten(),
    };
    let Some(unfit) = unfit else { return Ok(counts) };
    let how = match (&unfit.error, unfit.status) {
        (Some(why), _) => why.clone(),
        (None, status) => format!("it was answered with {}", status.unwrap_or_default()),
    };
    Err(Halted::Program {
        error: format!("{} did not do {} {}: {how}", unfit.program, unfit.method, unfit.path),
        result: json!({
            "program": unfit.program,
            "expected": "an answer with a status below 400",
            "got": how,
            "sent": came.len(),
            "answered": answered,
            "ok": good,
        }),
    })
}

/// A request for an entry, and its body as evidence has it.
fn request(step: &HttpStep, entry: &Value) -> Result<(Asked, Value), Trouble> {
    let body = match (&step.json, &step.body, &step.data, &step.each) {
        (Some(json), ..) => json.clone(),
        (None, Some(text), ..) => Value::String(text.clone()),
        (None, None, Some(_), Some(each)) => value_of(each, entry)?,
        (None, None, Some(_), None) => entry.clone(),
        (None, None, None, _) => Value::Null,
    };
    let is_json = step.body.is_none() && !body.is_null();
    let mut headers = step.headers.clone();
    if is_json && !headers.keys().any(|name| name.eq_ignore_ascii_case("content-type")) {
        headers.insert("content-type".to_owned(), "application/json".to_owned());
    }
    let bytes = match &step.body {
        Some(text) => text.clone().into_bytes(),
        None if is_json => body.to_string().into_bytes(),
        None => Vec::new(),
    };
    let path = filled(&step.path, entry);
    Ok((Asked { method: HttpMethod::name(step.method), path, headers, body: bytes }, body))
}

/// A path with the fields of an entry in the place of their names.
fn filled(path: &str, entry: &Value) -> String {
    let fields = entry.as_object().into_iter().flatten();
    fields.fold(path.to_owned(), |path, (name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // What a path may hold as it is: RFC 3986, section 2.3.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let escaped: String = value
            .bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        path.replace(&format!("{{{name}}}"), &escaped)
    })
}

fn value_of(expression: &str, entry: &Value) -> Result<Value, Trouble> {
    let ours = |why: String| Trouble::ours(format!("`each: {expression}` gives no body for {entry}: {why}"));
    let condition = Condition::compile(expression).map_err(|complaint| ours(complaint.message))?;
    let fields = match entry {
        Value::Object(fields) => fields.clone(),
        other => Map::from_iter([("it".to_owned(), other.clone())]),
    };
    let item = Item { fields, cite: Cite::Step { id: "http".to_owned() } };
    Scope::new(&Evidence::default()).value(&condition, Some(&item)).map_err(|error| ours(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(text: &str) -> HttpStep {
        serde_saphyr::from_str(text).unwrap()
    }

    #[test]
    fn an_entry_becomes_a_request() {
        let entry = json!({ "id": "a/b 1", "n": 2, "title": "x" });
        let made = |text: &str| {
            let (asked, body) = request(&step(text), &entry).unwrap();
            (asked.path, String::from_utf8(asked.body).unwrap(), body, asked.headers)
        };
        let json_type = [("content-type".to_owned(), "application/json".to_owned())].into();
        assert_eq!(
            made("{ program: p, path: '/tasks/{id}/{n}/{x}', data: t, each: '{\"title\": title}' }"),
            ("/tasks/a%2Fb%201/2/{x}".into(), r#"{"title":"x"}"#.into(), json!({"title": "x"}), json_type)
        );
        let (_, text, body, headers) = made("{ program: p, path: /, body: hello }");
        assert_eq!((text.as_str(), body, headers.len()), ("hello", json!("hello"), 0));
        let (_, text, body, _) = made("{ program: p, path: / }");
        assert_eq!((text.as_str(), body), ("", json!(null)));
    }

    #[test]
    fn an_answer_is_held_against_what_is_expected() {
        let response = |status: Option<i64>| Response {
            n: 1,
            step: "s".into(),
            program: "api".into(),
            run: None,
            method: "GET".into(),
            path: "/".into(),
            request: Value::Null,
            status,
            headers: [].into(),
            body: Value::Null,
            sent_at: 0,
            answered_at: None,
            error: status.is_none().then(|| "nobody".to_owned()),
        };
        let told = |expect: &str, statuses: &[Option<i64>]| {
            let came: Vec<Response> = statuses.iter().map(|status| response(*status)).collect();
            match judged(&step(&format!("{{ program: api, path: /{expect} }}")), &came) {
                Ok(_) => "done".to_owned(),
                Err(Halted::Program { error, .. }) => error,
                Err(Halted::Trouble(trouble)) => trouble.why,
            }
        };
        assert_eq!(told("", &[None, Some(500)]), "done");
        assert_eq!(told(", expect: ok", &[Some(200), Some(302)]), "done");
        assert_eq!(
            told(", expect: ok", &[Some(200), Some(404)]),
            "api did not do GET /: it was answered with 404"
        );
        assert_eq!(told(", expect: ok", &[None]), "api did not do GET /: nobody");
        // An error that is wanted comes as one.
        assert_eq!(
            told(", expect: error", &[Some(503), None]),
            "api did not do GET /: it was answered with 503"
        );
        assert_eq!(told(", expect: error", &[Some(200), None]), "done");
    }
}
