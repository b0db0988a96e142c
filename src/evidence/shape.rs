//! Which fields evidence has, so that a condition can be checked before anything runs.

/// A field's name and what it holds.
pub type Field = (&'static str, Shape);

/// What a piece of evidence looks like to a condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Text, a number, a truth value or null: it has no fields.
    Scalar,
    /// Whatever a program wrote: any field may be there.
    Any,
    /// An object with these fields and no others.
    Object(&'static [Field]),
    /// A list.
    List(&'static Shape),
    /// A map from a name that the lab chose.
    Map(&'static Shape),
}

impl Shape {
    /// The shape of `self.name`, or the names that there are where it is none of them.
    pub fn field(self, name: &str) -> Result<Shape, Vec<&'static str>> {
        match self {
            Shape::Object(fields) => fields
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, shape)| *shape)
                .ok_or_else(|| fields.iter().map(|(field, _)| *field).collect()),
            Shape::Map(inner) => Ok(*inner),
            Shape::Any => Ok(Shape::Any),
            Shape::Scalar | Shape::List(_) => Err(Vec::new()),
        }
    }

    /// The shape of an element: of a list its entries, of a map its keys.
    pub fn element(self) -> Shape {
        match self {
            Shape::List(inner) => *inner,
            Shape::Map(_) => Shape::Scalar,
            Shape::Scalar | Shape::Any | Shape::Object(_) => Shape::Any,
        }
    }

    /// The shape of `self[…]`.
    pub fn index(self) -> Shape {
        match self {
            Shape::List(inner) | Shape::Map(inner) => *inner,
            Shape::Scalar | Shape::Any | Shape::Object(_) => Shape::Any,
        }
    }
}
