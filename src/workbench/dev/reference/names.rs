//! What stands in the place of a name in braces.

/// Each name that a message may use, and what it is replaced by.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("count", "how many items it is about; with `count`, how many there are"),
    ("expected", "how many there should be, as the check says it"),
    ("of", "how many items there are in all"),
    ("keys", "what identifies them: the first five, and how many more"),
    ("where", "the place of the first, such as `task-created-2@9`"),
    ("why", "why the first does not fit: the values that the condition looked at"),
    ("group", "the group in which it is so"),
    ("first", "the earlier of the two"),
    ("second", "the later of the two"),
    ("path", "the states that it went through, one after the other"),
    ("shown", "the values of the expressions in `shows`"),
];
