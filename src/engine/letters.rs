//! Letters and digits by chance: for ids and passwords that can stand anywhere as they are.

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// So many of them, each with the same chance.
pub(super) fn letters(count: usize) -> String {
    let letter = |_| LETTERS.get(rand::random_range(0..LETTERS.len())).copied().map(char::from);
    (0..count).filter_map(letter).collect()
}
