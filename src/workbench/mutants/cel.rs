//! Small changes to a CEL expression, each of which makes another condition of it.
//!
//! Works on the text and not on a tree, so that an author reads the change in the words of the lab.

/// A change: what kind it is, and the expression with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    /// In a word or two, such as `== to !=`.
    pub(super) kind: String,
    /// The expression after it.
    pub(super) text: String,
}

/// A piece of an expression that means something by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    at: usize,
    /// How many brackets are open around it; a bracket stands with what is outside of it.
    depth: usize,
}

/// Operators of two characters; everything else that is no name, number or text is one character.
const PAIRS: [&str; 6] = ["&&", "||", "==", "!=", "<=", ">="];
/// What each operator and macro is turned to.
const TURNED: [(&str, &str); 10] = [
    ("==", "!="),
    ("!=", "=="),
    ("<", "<="),
    ("<=", "<"),
    (">", ">="),
    (">=", ">"),
    ("&&", "||"),
    ("||", "&&"),
    ("all", "exists"),
    ("exists", "all"),
];

/// Every change to `source`: an operator turned, a negation removed, a part of `&&`, `||`, a list or a choice dropped.
pub(super) fn turns(source: &str) -> Vec<Turn> {
    let tokens = tokens(source);
    let mut turns = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        let end = token.at + token.text.len();
        let is_macro = n > 0 && tokens[n - 1].text == "." && tokens.get(n + 1).is_some_and(|t| t.text == "(");
        let is_name = token.text.starts_with(|c: char| c.is_alphabetic());
        if let Some((from, to)) = TURNED.iter().find(|(from, _)| *from == token.text)
            && (is_macro || !is_name)
        {
            turns.push(Turn { kind: format!("{from} to {to}"), text: with(source, token.at, end, to) });
        }
        if token.text == "!" {
            turns.push(Turn { kind: "! removed".to_owned(), text: with(source, token.at, end, "") });
        }
    }
    drops(source, &tokens, &mut turns);
    turns
}

fn with(source: &str, from: usize, to: usize, text: &str) -> String {
    format!("{}{text}{}", &source[..from], &source[to..])
}

/// What lies between two brackets, or the whole, part by part.
fn drops(source: &str, tokens: &[Token<'_>], turns: &mut Vec<Turn>) {
    let deepest = tokens.iter().map(|token| token.depth).max().unwrap_or(0);
    for depth in 0..=deepest {
        for group in tokens.split(|token| token.depth < depth) {
            let elements = split(group, depth, &[","]);
            // A list, not the arguments of a call: the bracket before it has no name before itself.
            if depth > 0 && is_list(source, group) {
                dropped(source, &elements, "element", turns);
            }
            for element in &elements {
                choices(source, element, depth, turns);
                for branch in split(element, depth, &["?", ":"]) {
                    let alternatives = split(branch, depth, &["||"]);
                    dropped(source, &alternatives, "alternative", turns);
                    for alternative in &alternatives {
                        dropped(source, &split(alternative, depth, &["&&"]), "part", turns);
                    }
                }
            }
        }
    }
}

/// The pieces of `tokens` between operators `by` of that depth.
fn split<'t, 'a>(tokens: &'t [Token<'a>], depth: usize, by: &[&str]) -> Vec<&'t [Token<'a>]> {
    tokens.split(|token| token.depth == depth && by.contains(&token.text)).collect()
}

fn is_list(source: &str, group: &[Token<'_>]) -> bool {
    let Some(first) = group.first() else { return false };
    let before = source[..first.at].trim_end();
    let Some(outside) = before.strip_suffix('[') else { return false };
    !outside.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'))
}

/// Each of several parts, left out.
fn dropped(source: &str, parts: &[&[Token<'_>]], what: &str, turns: &mut Vec<Turn>) {
    let spans: Vec<(usize, usize)> = parts.iter().filter_map(|part| span(part)).collect();
    if spans.len() < 2 || spans.len() != parts.len() {
        return;
    }
    for (n, (from, to)) in spans.iter().enumerate() {
        let text = match spans.get(n + 1) {
            Some((next, _)) => with(source, *from, *next, ""),
            None => with(source, spans[n - 1].1, *to, ""),
        };
        turns.push(Turn { kind: format!("{what} {} dropped", n + 1), text });
    }
}

/// `a ? b : c` becomes `b`, and `c`.
fn choices(source: &str, tokens: &[Token<'_>], depth: usize, turns: &mut Vec<Turn>) {
    let parts = split(tokens, depth, &["?", ":"]);
    let (Some((from, to)), [_, yes, no]) = (span(tokens), parts.as_slice()) else { return };
    for (kind, part) in [("always the first", yes), ("always the second", no)] {
        if let Some((start, end)) = span(part) {
            turns.push(Turn { kind: kind.to_owned(), text: with(source, from, to, &source[start..end]) });
        }
    }
}

fn span(tokens: &[Token<'_>]) -> Option<(usize, usize)> {
    let last = tokens.last()?;
    Some((tokens.first()?.at, last.at + last.text.len()))
}

fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        let length = match c {
            '\'' | '"' => text_length(rest, c),
            c if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
            }
            _ if PAIRS.iter().any(|pair| rest.starts_with(pair)) => 2,
            c => c.len_utf8(),
        };
        if matches!(c, ')' | ']' | '}') {
            depth = depth.saturating_sub(1);
        }
        if !c.is_whitespace() {
            tokens.push(Token { text: &rest[..length], at, depth });
        }
        if matches!(c, '(' | '[' | '{') {
            depth += 1;
        }
        at += length;
    }
    tokens
}

/// How long a text in quotes is, its quotes included.
fn text_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (n, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return n + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::turns;

    /// Each change as `kind: text`.
    fn told(source: &str) -> Vec<String> {
        turns(source).iter().map(|turn| format!("{}: {}", turn.kind, turn.text)).collect()
    }

    #[test]
    fn operators_are_turned_one_at_a_time_and_texts_are_left_alone() {
        assert_eq!(told("a == 'x == y'"), ["== to !=: a != 'x == y'"]);
        assert_eq!(told("a < 1 + b"), ["< to <=: a <= 1 + b"]);
        assert_eq!(told("!has(v.t)"), ["! removed: has(v.t)"]);
        assert_eq!(told("\"it's < a\" >= v"), [">= to >: \"it's < a\" > v"]);
    }

    #[test]
    fn macros_are_turned_and_fields_of_their_name_are_not() {
        assert_eq!(told("e.exists(x, x.all)"), ["exists to all: e.all(x, x.all)"]);
    }

    #[test]
    fn each_part_is_dropped_where_it_stands() {
        let found = told("a && (b || c) && d");
        for wanted in [
            "part 1 dropped: (b || c) && d",
            "part 2 dropped: a && d",
            "part 3 dropped: a && (b || c)",
            "alternative 1 dropped: a && (c) && d",
            "alternative 2 dropped: a && (b) && d",
            "|| to &&: a && (b && c) && d",
        ] {
            assert!(found.iter().any(|turn| turn == wanted), "{wanted} is not among {found:#?}");
        }
        assert_eq!(found.len(), 8);
        assert_eq!(
            told("a && b || c"),
            [
                "&& to ||: a || b || c",
                "|| to &&: a && b && c",
                "alternative 1 dropped: c",
                "alternative 2 dropped: a && b",
                "part 1 dropped: b || c",
                "part 2 dropped: a || c"
            ]
        );
    }

    #[test]
    fn elements_of_a_list_are_dropped_and_arguments_are_not() {
        assert_eq!(told("[a, f(b, c)]"), ["element 1 dropped: [f(b, c)]", "element 2 dropped: [a]"]);
        assert_eq!(told("h['x']"), [""; 0]);
    }

    #[test]
    fn a_choice_becomes_each_of_its_two() {
        assert_eq!(told("f(x, a ? b : c)"), ["always the first: f(x, b)", "always the second: f(x, c)"]);
    }
}
