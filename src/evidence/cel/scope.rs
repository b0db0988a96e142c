//! Evidence as the variables of a condition.

use super::{Condition, functions};
use crate::evidence::{Evidence, Item};
use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString};
use cel::common::value::Val;
use cel::{Context, ExecutionError};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// The evidence of a stage, ready to be asked.
///
/// Built once and asked often: an item's fields are laid over it for the length of one question.
pub struct Scope {
    context: Context<'static, 'static>,
}

/// Why a condition has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// A field that is not there, such as `title` in a value without one.
    #[error("there is no `{0}`")]
    Missing(String),
    /// Anything else, such as text where a number was needed.
    #[error("{0}")]
    Unfit(String),
}

impl Scope {
    /// The scope of `evidence`.
    pub fn new(evidence: &Evidence) -> Scope {
        let mut context = Context::with_env(Arc::clone(functions::environment()));
        functions::add_to(&mut context);
        if let Ok(Value::Object(roots)) = serde_json::to_value(evidence) {
            for (name, value) in roots {
                context.add_variable_as_val(name, owned(value));
            }
        }
        Scope { context }
    }

    /// The value of `condition`, as JSON.
    ///
    /// # Errors
    /// Where a field is missing or a value does not fit.
    pub fn value(&self, condition: &Condition, item: Option<&Item>) -> Result<Value, EvalError> {
        let mut inner = self.context.new_inner_scope();
        // An item has dozens of fields, of which a condition asks for two.
        let asked = |(name, _): &(&String, &Value)| condition.reads(name);
        for (name, value) in item.into_iter().flat_map(|item| &item.fields).filter(asked) {
            inner.add_variable_as_val(name.clone(), borrowed(value));
        }
        let value = condition.program.execute(&inner).map_err(EvalError::from)?;
        let mut value = value.json().map_err(|e| EvalError::Unfit(e.to_string()))?;
        // CEL's maps have no order, and a message that shows one is to be the same in every replay.
        value.sort_all_objects();
        Ok(value)
    }

    /// Whether `condition` holds.
    ///
    /// # Errors
    /// As [`Scope::value`], and where the value is neither true nor false.
    pub fn holds(&self, condition: &Condition, item: Option<&Item>) -> Result<bool, EvalError> {
        match self.value(condition, item)? {
            Value::Bool(held) => Ok(held),
            other => {
                Err(EvalError::Unfit(format!("`{}` gives {other}, not true or false", condition.source())))
            }
        }
    }
}

impl From<ExecutionError> for EvalError {
    fn from(error: ExecutionError) -> EvalError {
        match error {
            ExecutionError::NoSuchKey(name) => EvalError::Missing(name.to_string()),
            ExecutionError::UndeclaredReference(name) => EvalError::Missing(name.to_string()),
            ExecutionError::NoSuchOverload(e) => EvalError::Unfit(e.to_string()),
            other => EvalError::Unfit(other.to_string()),
        }
    }
}

/// For as long as the JSON is there: evidence has megabytes of text.
fn borrowed(value: &Value) -> Box<dyn Val + '_> {
    match value {
        Value::String(text) => Box::new(CelString::from(text.as_str())),
        Value::Array(list) => Box::new(CelList::from(list.iter().map(borrowed).collect::<Vec<_>>())),
        Value::Object(map) => {
            let map = map.iter().map(|(name, value)| (CelMapKey::from(name.as_str()), borrowed(value)));
            Box::new(CelMap::from(map.collect::<HashMap<_, _>>()))
        }
        plain => scalar(plain),
    }
}

fn owned(value: Value) -> Box<dyn Val> {
    match value {
        Value::String(text) => Box::new(CelString::from(text)),
        Value::Array(list) => Box::new(CelList::from(list.into_iter().map(owned).collect::<Vec<_>>())),
        Value::Object(map) => {
            let map = map.into_iter().map(|(name, value)| (CelMapKey::from(name), owned(value)));
            Box::new(CelMap::from(map.collect::<HashMap<_, _>>()))
        }
        plain => scalar(&plain),
    }
}

/// Whole numbers become CEL's `int` whatever their sign, so that `offset + 1` needs no conversion.
fn scalar(value: &Value) -> Box<dyn Val> {
    match value {
        Value::Bool(is_so) => Box::new(CelBool::from(*is_so)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Box::new(CelInt::from(whole)),
            (None, Some(float)) => Box::new(CelDouble::from(float)),
            (None, None) => Box::new(CelNull),
        },
        _ => Box::new(CelNull),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Cite;
    use serde_json::json;

    fn ask(item: Value, source: &str) -> Result<Value, EvalError> {
        let mut evidence = Evidence::default();
        evidence
            .given
            .insert("tasks".into(), vec![json!({"id": "a"}), json!({"id": "b"}), json!({"id": "a"})]);
        let Value::Object(fields) = item else { panic!("an item is an object") };
        let item = Item { fields, cite: Cite::Step { id: "s".into() } };
        Scope::new(&evidence).value(&Condition::compile(source).unwrap(), Some(&item))
    }

    #[test]
    fn fields_stand_beside_roots() {
        assert_eq!(ask(json!({"offset": 3}), "offset + 1"), Ok(json!(4)));
        assert_eq!(ask(json!({}), "given.tasks.map(t, t.id).distinct().size()"), Ok(json!(2)));
        assert_eq!(ask(json!({"key": "b"}), "given.tasks.exists(t, t.id == key)"), Ok(json!(true)));
    }

    #[test]
    fn a_missing_field_is_told_apart_from_one_that_does_not_fit() {
        let value = json!({"value": {"title": "x"}});
        assert_eq!(ask(value.clone(), "value.owner"), Err(EvalError::Missing("owner".into())));
        assert!(matches!(ask(value, "value.title > 3"), Err(EvalError::Unfit(_))));
        assert_eq!(ask(json!({"value": {}}), "has(value.owner)"), Ok(json!(false)));
    }
}
