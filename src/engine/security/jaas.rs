//! `sasl.jaas.config`: `MODULE required username="…" password="…";`.
//!
//! The grammar is that of the Java clients' own reader: words, quoted texts with Java's escapes, comments.

use super::{Mechanism, Secret};

/// The module of a login, and who logs in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jaas {
    pub(super) username: String,
    pub(super) password: Secret,
}

const PLAIN: &str = "org.apache.kafka.common.security.plain.PlainLoginModule";
const SCRAM: &str = "org.apache.kafka.common.security.scram.ScramLoginModule";
const FLAGS: [&str; 4] = ["required", "requisite", "sufficient", "optional"];

/// Reads `text` as a login for `mechanism`.
///
/// # Errors
/// What is wrong, as the rest of a sentence about the setting; it never quotes a value.
pub(super) fn parse(text: &str, mechanism: Mechanism) -> Result<Jaas, String> {
    let mut tokens = tokens(text)?.into_iter();
    let module = match tokens.next() {
        Some(Token::Word(module)) => module,
        _ => return Err("does not begin with a login module".into()),
    };
    let fitting = if mechanism == Mechanism::Plain { PLAIN } else { SCRAM };
    if module != fitting {
        return Err(format!(
            "names another login module than {} takes, which is {fitting}",
            mechanism.name()
        ));
    }
    match tokens.next() {
        Some(Token::Word(flag)) if FLAGS.iter().any(|known| flag.eq_ignore_ascii_case(known)) => {}
        _ => return Err("has no `required` after the login module".into()),
    }
    let (mut username, mut password) = (None, None);
    loop {
        let name = match tokens.next() {
            Some(Token::End) => break,
            Some(Token::Word(name)) => name,
            Some(Token::Text(_) | Token::Equals) => return Err("has a value without a name".into()),
            None => return Err("does not end with a semicolon".into()),
        };
        let (Some(Token::Equals), Some(Token::Word(value) | Token::Text(value))) =
            (tokens.next(), tokens.next())
        else {
            return Err(format!("has no value for `{name}`"));
        };
        match name.as_str() {
            "username" => username = Some(value),
            "password" => password = Some(Secret::new(value)),
            _ => return Err(format!("has `{name}`, which is not supported; username and password are")),
        }
    }
    if tokens.next().is_some() {
        return Err("names more than one login module".into());
    }
    let lacks = |name: &str| format!("has no `{name}`");
    Ok(Jaas {
        username: username.ok_or_else(|| lacks("username"))?,
        password: password.ok_or_else(|| lacks("password"))?,
    })
}

enum Token {
    Word(String),
    Text(String),
    Equals,
    End,
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(&next) = rest.peek() {
        match next {
            '"' | '\'' => found.push(Token::Text(quoted(&mut rest)?)),
            '=' | ';' => {
                rest.next();
                found.push(if next == '=' { Token::Equals } else { Token::End });
            }
            '/' => comment(&mut rest)?,
            _ if next.is_whitespace() => {
                rest.next();
            }
            _ => {
                let mut word = String::new();
                while let Some(c) = rest.next_if(|c| !c.is_whitespace() && !"\"'=;/".contains(*c)) {
                    word.push(c);
                }
                found.push(Token::Word(word));
            }
        }
    }
    Ok(found)
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn quoted(rest: &mut Letters<'_>) -> Result<String, String> {
    let quote = rest.next();
    let mut text = String::new();
    let open = || "has a quote that is not closed".to_owned();
    loop {
        match rest.next().ok_or_else(open)? {
            c if Some(c) == quote => return Ok(text),
            '\\' => text.push(match rest.next().ok_or_else(open)? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                digit @ '0'..='7' => octal(digit, rest),
                other => other,
            }),
            c => text.push(c),
        }
    }
}

/// Up to three digits, the first of three at most 3: `\101` is `A`.
fn octal(first: char, rest: &mut Letters<'_>) -> char {
    let mut value = first.to_digit(8).unwrap_or(0);
    let most = if first <= '3' { 2 } else { 1 };
    for _ in 0..most {
        let Some(digit) = rest.next_if(|c| c.is_digit(8)) else { break };
        value = value * 8 + digit.to_digit(8).unwrap_or(0);
    }
    char::from_u32(value).unwrap_or('\u{fffd}')
}

/// `//` to the end of the line, or from `/*` to `*/`; a single `/` begins a comment for Java, too.
fn comment(rest: &mut Letters<'_>) -> Result<(), String> {
    rest.next();
    if rest.next_if_eq(&'*').is_none() {
        while rest.next_if(|c| *c != '\n').is_some() {}
        return Ok(());
    }
    let mut before = ' ';
    for c in rest {
        if before == '*' && c == '/' {
            return Ok(());
        }
        before = c;
    }
    Err("has a comment that is not closed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scram(options: &str) -> Result<(String, String), String> {
        let jaas = parse(&format!("{SCRAM} required {options}"), Mechanism::ScramSha512)?;
        Ok((jaas.username, jaas.password.reveal().to_owned()))
    }

    fn ok(username: &str, password: &str) -> Result<(String, String), String> {
        Ok((username.to_owned(), password.to_owned()))
    }

    #[test]
    fn values_are_words_or_quoted_texts() {
        assert_eq!(scram(r#"username="alice" password="a b;c";"#), ok("alice", "a b;c"));
        assert_eq!(scram("username=alice\n  password='it is';"), ok("alice", "it is"));
        assert_eq!(scram(r#"username="a" password="q\"b\\s\101\n";"#), ok("a", "q\"b\\sA\n"));
        assert_eq!(scram("username=a /* who */ password=b; // done"), ok("a", "b"));
    }

    #[test]
    fn what_is_wrong_is_said_without_a_value() {
        let said = |options: &str| scram(options).unwrap_err();
        assert_eq!(said(r#"username="alice" password="x""#), "does not end with a semicolon");
        assert_eq!(said(r#"username="alice" password="x"#), "has a quote that is not closed");
        assert_eq!(said(r#"username="alice";"#), "has no `password`");
        assert_eq!(said("username= ;"), "has no value for `username`");
        assert_eq!(
            said("username=a password=b tokenauth=true;"),
            "has `tokenauth`, which is not supported; username and password are"
        );
        assert_eq!(said("username=a password=b; Other required;"), "names more than one login module");
    }

    #[test]
    fn the_module_must_fit_the_mechanism() {
        let plain = format!("{PLAIN} required username=a password=b;");
        assert!(parse(&plain, Mechanism::Plain).is_ok());
        let told = parse(&plain, Mechanism::ScramSha256).unwrap_err();
        assert_eq!(told, format!("names another login module than SCRAM-SHA-256 takes, which is {SCRAM}"));
        assert_eq!(parse("", Mechanism::Plain).unwrap_err(), "does not begin with a login module");
        assert_eq!(
            parse(&format!("{PLAIN} username=a"), Mechanism::Plain).unwrap_err(),
            "has no `required` after the login module"
        );
    }
}
