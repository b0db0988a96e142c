//! Sizes as a reader says them.

const KILO: u64 = 1_000;
const MEGA: u64 = 1_000_000;
const GIGA: u64 = 1_000_000_000;

/// "12 KB", "340 MB", "1.2 GB": decimal, as disks are sold.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..KILO => format!("{bytes} bytes"),
        KILO..MEGA => format!("{} KB", bytes / KILO),
        MEGA..GIGA => format!("{} MB", bytes / MEGA),
        _ => format!("{}.{} GB", bytes / GIGA, bytes % GIGA / (GIGA / 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_a_reader_says_it() {
        let told = [999, 1_000, 56_400_000, 999_999_999, 1_250_000_000].map(size);
        assert_eq!(told, ["999 bytes", "1 KB", "56 MB", "999 MB", "1.2 GB"]);
    }
}
