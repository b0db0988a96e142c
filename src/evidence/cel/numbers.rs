//! Functions over numbers that CEL's own libraries do not have.

use cel::Value;
use std::sync::Arc;

/// The sum of a list of numbers: whole where all of them are, null where one is no number or the sum is too large.
pub(super) fn sum(list: &[Value]) -> Value {
    let whole: Option<Vec<i64>> = list.iter().map(whole).collect();
    if let Some(whole) = whole {
        let sum = whole.iter().try_fold(0_i64, |sum, n| sum.checked_add(*n));
        return sum.map_or(Value::Null, Value::Int);
    }
    match list.iter().map(number).collect::<Option<Vec<f64>>>() {
        Some(numbers) => Value::Float(numbers.iter().sum()),
        None => Value::Null,
    }
}

/// The arithmetic mean of a list of numbers; null of none, and where one is no number.
pub(super) fn mean(list: &[Value]) -> Value {
    let Some(numbers) = list.iter().map(number).collect::<Option<Vec<f64>>>() else { return Value::Null };
    let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    match count {
        0 => Value::Null,
        count => Value::Float(numbers.iter().sum::<f64>() / f64::from(count)),
    }
}

/// A quantity of Kubernetes, such as `100Gi`, `1.5T` or `512`, in its unit; null where it is none.
///
/// See "Quantity" in the reference of the Kubernetes API: binary suffixes from `Ki` to `Ei`, decimal ones from `k` to
/// `E`. `m`, which makes a thousandth, is none here: nobody asks for parts of bytes.
pub(super) fn quantity(text: &Arc<String>) -> Value {
    const SUFFIXES: [(&str, f64); 13] = [
        ("Ki", 1024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
        ("", 1.0),
    ];
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let number = digits.parse::<f64>().ok().filter(|_| plain);
    let factor = text
        .get(digits.len()..)
        .and_then(|suffix| SUFFIXES.iter().find_map(|(known, factor)| (*known == suffix).then_some(*factor)));
    match (number, factor) {
        (Some(number), Some(factor)) => Value::Float(number * factor),
        _ => Value::Null,
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        Value::UInt(n) => i64::try_from(*n).ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(n) => Some(*n),
        // What labs count is far below 2^53, from where on a float leaves numbers out.
        other => whole(other).map(|n| n as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_whole_where_its_parts_are() {
        let ints = [Value::Int(3), Value::Int(4)];
        assert_eq!(sum(&ints), Value::Int(7));
        assert_eq!(sum(&[]), Value::Int(0));
        assert_eq!(sum(&[Value::Int(3), Value::Float(0.5)]), Value::Float(3.5));
        assert_eq!(sum(&[Value::Int(3), Value::Null]), Value::Null);
        assert_eq!(sum(&[Value::Int(i64::MAX), Value::Int(1)]), Value::Null);
    }

    #[test]
    fn nothing_has_no_mean() {
        assert_eq!(mean(&[Value::Int(1), Value::Int(2)]), Value::Float(1.5));
        assert_eq!(mean(&[]), Value::Null);
        assert_eq!(mean(&[Value::Bool(true)]), Value::Null);
    }

    #[test]
    fn a_quantity_is_read_as_kubernetes_does() {
        let read = |text: &str| quantity(&Arc::new(text.to_owned()));
        assert_eq!(
            ["100Gi", "1.5k", "7", "2T"].map(read),
            [107_374_182_400.0, 1500.0, 7.0, 2e12].map(Value::Float)
        );
        assert_eq!(["", "Gi", "100GB", "-1", "1e3", "100 Gi", "NaN"].map(read), [const { Value::Null }; 7]);
    }
}
