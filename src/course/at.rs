//! A value and where it stands in its file.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_saphyr::Spanned;
use std::borrow::Cow;
use std::ops::Deref;

/// A value with its line and column, both from 1; 0 where it does not come from a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// The line in its file.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl<T> At<T> {
    /// A value that comes from no file.
    pub fn nowhere(value: T) -> At<T> {
        At { value, line: 0, column: 0 }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<At<T>, D::Error> {
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        let place = |n: u64| usize::try_from(n).unwrap_or(0);
        Ok(At {
            line: place(spanned.referenced.line()),
            column: place(spanned.referenced.column()),
            value: spanned.value,
        })
    }
}

/// A saved value has no place: what reads it again does not have the file.
impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// To an author it is the value.
impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
