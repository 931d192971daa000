//! The grammar of values: dive's, for dive's rules, and in its spirit for ours.
//!
//! Sizes follow go-humanize's `ParseBytes`, which dive uses: a decimal number, spaces, a unit in
//! any case; k, M, G … are powers of 1000, with an `i` powers of 1024; `B` may be left out.

use super::policy::FailOn;
use crate::secrets::{Confidence, Severity};

/// A bound that may be switched off (`disabled`, `off`, `false`, nothing), as dive spells it.
pub(super) fn bound<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    let text = text.trim();
    let off = ["", "disabled", "off", "false"];
    if off.contains(&text.to_lowercase().as_str()) {
        return Ok(None);
    }
    parse(text).map(Some)
}

/// A number from 0 to 1, both included.
pub(super) fn ratio(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "is not a number".to_owned())?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("is outside 0 to 1".to_owned())
    }
}

/// A number of bytes. Fractions of a byte are cut off, as Go does.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (number, unit) = text.split_at(digits.unwrap_or(text.len()));
    let number: f64 = (number.replace(',', "").parse()).map_err(|_| "is not a size".to_owned())?;
    let unit = unit.trim().to_lowercase();
    let factor = factor(&unit).ok_or(format!(
        "has the unknown unit '{}'",
        crate::text::escape(&unit)
    ))?;
    let value = number * factor as f64;
    // The largest number of 64 bits, as the nearest fraction.
    if value >= u64::MAX as f64 {
        return Err("is too large".to_owned());
    }
    Ok(value as u64)
}

fn factor(unit: &str) -> Option<u64> {
    let unit = unit.strip_suffix('b').unwrap_or(unit);
    let (unit, base) = match unit.strip_suffix('i') {
        Some("") => return None,
        Some(unit) => (unit, 1024u64),
        None => (unit, 1000),
    };
    let power = ["", "k", "m", "g", "t", "p", "e"]
        .iter()
        .position(|known| *known == unit)?;
    base.checked_pow(u32::try_from(power).ok()?)
}

/// A whole number.
pub(super) fn count(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "is not a whole number".to_owned())
}

/// True or false.
pub(crate) fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("is neither true nor false".to_owned()),
    }
}

/// Which secrets fail.
pub(super) fn fail_on(text: &str) -> Result<FailOn, String> {
    one_of(text, &FailOn::ALL, FailOn::name)
}

/// How much harm.
pub(super) fn severity(text: &str) -> Result<Severity, String> {
    use Severity::{Critical, High, Low, Medium};
    one_of(text, &[Low, Medium, High, Critical], Severity::name)
}

/// How sure.
pub(super) fn confidence(text: &str) -> Result<Confidence, String> {
    use Confidence::{High, Low, Medium};
    one_of(text, &[Low, Medium, High], Confidence::name)
}

fn one_of<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let wanted = text.trim().to_lowercase();
    let found = all.iter().copied().find(|&one| name(one) == wanted);
    found.ok_or_else(|| "is none of the choices".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_dive_reads_them() {
        for (text, expected) in [
            ("1B", Ok(1)),
            ("20MB", Ok(20_000_000)),
            ("20Mb", Ok(20_000_000)),
            ("20M", Ok(20_000_000)),
            ("20mib", Ok(20 << 20)),
            ("1.5 GB", Ok(1_500_000_000)),
            ("1,000 kB", Ok(1_000_000)),
            ("2Ki", Ok(2048)),
            ("0", Ok(0)),
            ("0.9", Ok(0)),
            ("18EB", Ok(18_000_000_000_000_000_000)),
            ("19EB", Err("is too large")),
            ("16EiB", Err("is too large")),
            ("not_a_size", Err("is not a size")),
            ("-1", Err("is not a size")),
            ("1.2.3", Err("is not a size")),
            ("20 i", Err("has the unknown unit 'i'")),
            ("20 bb", Err("has the unknown unit 'bb'")),
            ("20 stones", Err("has the unknown unit 'stones'")),
        ] {
            assert_eq!(bytes(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn ratios_stay_between_0_and_1() {
        for (text, expected) in [
            ("0", Ok(0.0)),
            ("1", Ok(1.0)),
            ("0.9", Ok(0.9)),
            (".5", Ok(0.5)),
            ("1e-1", Ok(0.1)),
            ("1.1", Err("is outside 0 to 1")),
            ("-0.1", Err("is outside 0 to 1")),
            ("nan", Err("is outside 0 to 1")),
            ("inf", Err("is outside 0 to 1")),
            ("10%", Err("is not a number")),
            ("not_a_number", Err("is not a number")),
        ] {
            assert_eq!(ratio(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_bound_is_switched_off_in_dives_ways() {
        for text in ["disabled", "Disabled", " off ", "false", "FALSE", ""] {
            assert_eq!(bound(text, ratio), Ok(None), "{text}");
        }
        assert_eq!(bound(" 0.5 ", ratio), Ok(Some(0.5)));
        assert_eq!(bound("no", ratio), Err("is not a number".to_owned()));
    }

    #[test]
    fn switches_take_what_yaml_and_shells_write() {
        assert_eq!(
            (switch("true"), switch("Yes"), switch("1")),
            (Ok(true), Ok(true), Ok(true))
        );
        assert_eq!(
            (switch("false"), switch("OFF"), switch("0")),
            (Ok(false), Ok(false), Ok(false))
        );
        assert!(switch("maybe").is_err());
    }
}
