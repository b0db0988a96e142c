//! Random words that cannot be guessed, compared without telling how much of one was right.

use std::fmt;

/// 256 random bits.
#[derive(Clone)]
pub(super) struct Secret([u8; 32]);

impl Secret {
    /// From the thread's generator, which the operating system seeds.
    pub(super) fn random() -> Self {
        Self(rand::random())
    }

    /// Whether `word` is this secret as it prints. The time it takes does not depend on how many
    /// characters agree.
    pub(super) fn is(&self, word: &str) -> bool {
        let own = self.to_string();
        if own.len() != word.len() {
            return false;
        }
        let differs = own.bytes().zip(word.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b));
        std::hint::black_box(differs) == 0
    }
}

impl fmt::Display for Secret {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Secret {
    /// Nothing of it: a log is read by more people than a cookie.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_word_is_the_secret() {
        let secret = Secret::random();
        let word = secret.to_string();
        assert_eq!(word.len(), 64);
        assert!(secret.is(&word));
        assert!(!secret.is(&word[..63]));
        assert!(!secret.is(&word.to_uppercase().replace(|c: char| c.is_ascii_digit(), "f")));
        assert!(!secret.is(""));
        assert!(!Secret::random().is(&word));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
