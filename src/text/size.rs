//! Byte counts as people read them.

const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/// `bytes` in units of 1000 with three significant digits: `0 B`, `999 B`, `1.50 kB`, `23.4 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64, 0);
    while value >= 999.5 && unit < UNITS.len() - 1 {
        value /= 1000.0;
        unit += 1;
    }
    let digits = if value < 9.995 {
        2
    } else {
        usize::from(value < 99.95)
    };
    format!("{value:.digits$} {}", UNITS[unit])
}

/// A number with its digits in groups of three: `74 863`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// `bytes` as dive prints them (go-humanize `Bytes`): two significant digits, `13 kB`, `6.4 kB`.
#[must_use]
pub fn dive_size(bytes: u64) -> String {
    if bytes < 10 {
        return format!("{bytes} B");
    }
    let exponent = ((bytes as f64).ln() / 1000f64.ln()).floor().min(6.0);
    let value = (bytes as f64 / 1000f64.powf(exponent) * 10.0 + 0.5).floor() / 10.0;
    let digits = usize::from(value < 10.0);
    format!("{value:.digits$} {}", UNITS[exponent as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_three_digits_and_never_say_1000() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.00 kB"),
            (1500, "1.50 kB"),
            (9_994, "9.99 kB"),
            (9_996, "10.0 kB"),
            (99_960, "100 kB"),
            (999_499, "999 kB"),
            (999_500, "1.00 MB"),
            (10_145_279_123, "10.1 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1 000"),
            (74_863, "74 863"),
            (10_145_279_123, "10 145 279 123"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn dive_sizes_are_those_of_its_snapshots() {
        for (bytes, text) in [
            (0, "0 B"),
            (9, "9 B"),
            (131, "131 B"),
            (6405, "6.4 kB"),
            (12810, "13 kB"),
            (32025, "32 kB"),
            (1_220_598, "1.2 MB"),
            (4_277_894, "4.3 MB"),
        ] {
            assert_eq!(dive_size(bytes), text, "{bytes}");
        }
    }
}
