//! CEL's own functions, as far as conditions have them: the standard library, and the extensions for lists, strings and
//! mathematics.

use super::functions::Function;

/// What a condition can call that is not of the workbench's making.
pub const LIBRARY: &[Function] = &[
    of("size", "list.size(): how many there are; of a text how many characters, of a map how many names"),
    of("has", "has(it.field): whether the field is there"),
    of("all", "list.all(e, condition): whether it holds of all"),
    of("exists", "list.exists(e, condition): whether it holds of one at least"),
    of("exists_one", "list.exists_one(e, condition): whether it holds of exactly one"),
    of("filter", "list.filter(e, condition): those of which it holds"),
    of("map", "list.map(e, value): the value of each"),
    of("distinct", "list.distinct(): each once, in the order in which they first come"),
    of("flatten", "list.flatten(): the entries of its lists, one after the other"),
    of("sort", "list.sort(): from the smallest on"),
    of("sortBy", "list.sortBy(e, value): by the value of each"),
    of("slice", "list.slice(from, to): from the place `from`, counted from 0, to before `to`"),
    of("reverse", "list.reverse(): the last first"),
    of("range", "lists.range(n): the numbers from 0 to before n"),
    of("contains", "text.contains(part): whether the part is in it"),
    of("startsWith", "text.startsWith(part): whether it begins so"),
    of("endsWith", "text.endsWith(part): whether it ends so"),
    of("matches", "text.matches(pattern): whether the regular expression is found in it"),
    of("charAt", "text.charAt(n): the character at the place n, counted from 0"),
    of("indexOf", "text.indexOf(part): the place of the first, −1 where there is none"),
    of("lastIndexOf", "text.lastIndexOf(part): the place of the last, −1 where there is none"),
    of("join", "list.join(between): one text of several"),
    of("split", "text.split(between): several texts of one"),
    of("substring", "text.substring(from, to): a part of it; to its end without `to`"),
    of("replace", "text.replace(old, new): all that is old replaced"),
    of("trim", "text.trim(): without space around it"),
    of("lowerAscii", "text.lowerAscii(): in small letters"),
    of("upperAscii", "text.upperAscii(): in capital letters"),
    of("format", "text.format([values]): with the values in the place of `%s`, `%d` and the like"),
    of("greatest", "math.greatest(list): the largest of them"),
    of("least", "math.least(list): the smallest of them"),
    of("abs", "math.abs(number): without its sign"),
    of("ceil", "math.ceil(number): the next whole number up"),
    of("floor", "math.floor(number): the next whole number down"),
    of("round", "math.round(number): the nearest whole number"),
    of("int", "int(value): as a whole number"),
    of("uint", "uint(value): as a whole number without a sign"),
    of("double", "double(value): as a number with a fraction"),
    of("string", "string(value): as text"),
    of("bool", "bool(text): as true or false"),
    of("bytes", "bytes(text): as bytes"),
    of("type", "type(value): what kind of value it is"),
    of("dyn", "dyn(value): itself, of any kind"),
];

const fn of(name: &'static str, usage: &'static str) -> Function {
    Function { name, usage }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::evidence::cel::{Condition, Scope};
    use std::collections::BTreeMap;

    /// What each function is known by: a condition that holds.
    const EXAMPLES: &[(&str, &str)] = &[
        ("size", "[1, 2].size() == 2 && size('ab') == 2 && {'a': 1}.size() == 1"),
        ("has", "has({'a': 1}.a)"),
        ("all", "[1, 2].all(n, n > 0)"),
        ("exists", "[1, 2].exists(n, n > 1)"),
        ("exists_one", "[1, 2].exists_one(n, n > 1)"),
        ("filter", "[1, 2].filter(n, n > 1) == [2]"),
        ("map", "[1, 2].map(n, n + 1) == [2, 3]"),
        ("distinct", "[2, 1, 2].distinct() == [2, 1]"),
        ("flatten", "[[1], [2, 3]].flatten() == [1, 2, 3]"),
        ("sort", "[2, 1].sort() == [1, 2]"),
        ("sortBy", "[2, 1].sortBy(n, n) == [1, 2]"),
        ("slice", "[1, 2, 3].slice(0, 2) == [1, 2]"),
        ("reverse", "[1, 2].reverse() == [2, 1]"),
        ("range", "lists.range(2) == [0, 1]"),
        ("contains", "'abc'.contains('b')"),
        ("startsWith", "'abc'.startsWith('a')"),
        ("endsWith", "'abc'.endsWith('c')"),
        ("matches", "'task-12'.matches('^task-[0-9]+$')"),
        ("charAt", "'abc'.charAt(1) == 'b'"),
        ("indexOf", "'abcb'.indexOf('b') == 1 && 'abc'.indexOf('x') == -1"),
        ("lastIndexOf", "'abcb'.lastIndexOf('b') == 3"),
        ("join", "['a', 'b'].join('-') == 'a-b'"),
        ("split", "'a,b'.split(',') == ['a', 'b']"),
        ("substring", "'abc'.substring(1) == 'bc' && 'abc'.substring(0, 2) == 'ab'"),
        ("replace", "'abab'.replace('a', 'x') == 'xbxb'"),
        ("trim", "' a '.trim() == 'a'"),
        ("lowerAscii", "'aB'.lowerAscii() == 'ab'"),
        ("upperAscii", "'aB'.upperAscii() == 'AB'"),
        ("format", "'%s-%d'.format(['a', 1]) == 'a-1'"),
        ("greatest", "math.greatest([1, 3, 2]) == 3 && math.greatest(1, 2) == 2"),
        ("least", "math.least([2, 1]) == 1"),
        ("abs", "math.abs(-1) == 1"),
        ("ceil", "math.ceil(1.2) == 2.0"),
        ("floor", "math.floor(1.8) == 1.0"),
        ("round", "math.round(1.6) == 2.0"),
        ("int", "int('3') == 3"),
        ("uint", "uint(3) == 3u"),
        ("double", "double(3) == 3.0"),
        ("string", "string(3) == '3'"),
        ("bool", "bool('true')"),
        ("bytes", "bytes('a') == b'a'"),
        ("type", "type(1) == type(2)"),
        ("dyn", "dyn(1) == 1"),
    ];

    /// A function that the lint lets pass and that is not there would make a check be not reached.
    #[test]
    fn every_function_is_there() {
        let examples: BTreeMap<_, _> = EXAMPLES.iter().copied().collect();
        let scope = Scope::new(&Evidence::default());
        let wrong: Vec<String> = LIBRARY
            .iter()
            .filter_map(|function| {
                let example = examples.get(function.name)?;
                let held = Condition::compile(example)
                    .map_err(|complaint| complaint.message)
                    .and_then(|condition| scope.holds(&condition, None).map_err(|error| error.to_string()));
                (held != Ok(true)).then(|| format!("{example}: {held:?}"))
            })
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
        let names: Vec<_> = LIBRARY.iter().map(|function| function.name).collect();
        assert_eq!(names, EXAMPLES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
