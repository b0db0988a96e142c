//! HTTP services that the workbench plays for a lab's programs, and what a step makes of them.

use crate::course::{At, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A service. Programs find it at `NAME_URL`; it answers every call with 200 and `{"ok": true}`, unless it says
/// otherwise, and each is an effect. In lab.yaml: `services: { email: {} }`, or
/// `services: { inventory: { answers: [{ when: "body.sku == 'sold-out'", status: 409 }] } }`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What it answers by itself, when all is well: what is sold out is no fault. The first that fits a call is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<At<Answer>>,
}

impl Service {
    /// The variable in which a program finds the address of the service `name`: `EMAIL_URL` for `email`.
    pub fn variable(name: &str) -> String {
        format!("{}_URL", name.to_ascii_uppercase().replace('-', "_"))
    }

    /// Whether `name` can be made a variable: lower-case letters, digits and dashes, a letter first.
    pub fn is_name(name: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
    }
}

/// `service`: how a service answers from here on, in place of what an earlier step said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceStep {
    /// The step's id, by which effects name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The service.
    pub service: At<String>,
    /// The answers, of which the first that fits a call is given; a call that none fits is answered as by
    /// itself. An empty list heals the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<At<Answer>>>,
    /// Whether it is down: connections that it has are cut, and new ones are closed.
    #[serde(default)]
    pub down: bool,
}

/// What a service answers to some of its calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Which calls, as a CEL condition over `n`, `method`, `path`, `query`, `headers` and `body`; all of them
    /// where there is none. A call that lacks what it asks for does not fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<At<String>>,
    /// The status, 200 to 599; 200 where only the time is to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The body, as JSON; `{"ok": true}` where there is none, or false where the status is no success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// How long the caller waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// How many calls it is for; for all where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::Service;

    #[test]
    fn a_name_becomes_a_variable() {
        assert_eq!(["email", "tax-office2"].map(Service::variable), ["EMAIL_URL", "TAX_OFFICE2_URL"]);
        assert!(["email", "tax-office2"].into_iter().all(Service::is_name));
        assert!(!["", "Email", "e mail", "2fast", "-x", "e_mail"].into_iter().any(Service::is_name));
    }
}
