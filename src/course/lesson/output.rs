//! Compares what a block printed with what the lesson says it prints.

/// The first line that differs, as a sentence; `None` where all fit.
///
/// In `expected`, `…` stands for whatever varies: within a line for any text, alone on a line for any lines.
pub fn mismatch(expected: &str, printed: &[String]) -> Option<String> {
    let expected: Vec<&str> = expected.lines().collect();
    let printed: Vec<&str> = printed.iter().map(|line| line.trim_end()).collect();
    if lines_fit(&expected, &printed) {
        return None;
    }
    let first = expected.iter().zip(&printed).position(|(e, p)| *e != "…" && !line_fits(e.trim_end(), p));
    let n = first.unwrap_or(expected.len().min(printed.len()));
    let shown =
        |lines: &[&str]| lines.get(n).map_or_else(|| "nothing".to_owned(), |line| format!("`{line}`"));
    Some(format!(
        "line {}: the lesson says {}, the block printed {}",
        n + 1,
        shown(&expected),
        shown(&printed)
    ))
}

fn lines_fit(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|skipped| lines_fit(rest, &printed[skipped..])),
        Some((line, rest)) => match printed.split_first() {
            Some((first, others)) => line_fits(line.trim_end(), first) && lines_fit(rest, others),
            None => false,
        },
    }
}

fn line_fits(expected: &str, printed: &str) -> bool {
    let mut pieces = expected.split('…');
    let Some(mut rest) = pieces.next().and_then(|first| printed.strip_prefix(first)) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::mismatch;

    fn told(expected: &str, printed: &str) -> Option<String> {
        mismatch(expected, &printed.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn an_ellipsis_stands_for_what_varies() {
        assert_eq!(told("offset …, at …\ndone\n", "offset 3, at 10:00\ndone"), None);
        assert_eq!(told("first\n…\nlast", "first\na\nb\nlast"), None);
        assert_eq!(told("…", ""), None);
    }

    #[test]
    fn the_first_difference_is_told() {
        assert_eq!(told("a\nb", "a\nc").unwrap(), "line 2: the lesson says `b`, the block printed `c`");
        assert_eq!(told("a\nb", "a").unwrap(), "line 2: the lesson says `b`, the block printed nothing");
        assert_eq!(told("a", "a\nb").unwrap(), "line 2: the lesson says nothing, the block printed `b`");
        assert_eq!(told("x …", "y 1").unwrap(), "line 1: the lesson says `x …`, the block printed `y 1`");
    }
}
