//! Made-up tokens for the tests of rules: `ghp_{alnum:36}`.
//!
//! A token that looks real must not stand in the repository (push protections refuse it), so rule
//! files give templates, and the test fills them in: the same each time, different for each place.

/// The characters of each kind.
const KINDS: &[(&str, &str)] = &[
    ("digit", "0123456789"),
    ("hex", "0123456789abcdef"),
    ("HEX", "0123456789ABCDEF"),
    ("lower", "abcdefghijklmnopqrstuvwxyz"),
    ("upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    (
        "alnum",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    ),
    (
        "base64",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
    ),
    (
        "urlsafe",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
    ),
];

/// Fills in `{kind:count}`; `{{` is a brace. The seed makes other characters of the same template.
///
/// # Errors
/// A kind that is not known, or a count that is none.
pub(super) fn expand(template: &str, seed: u64) -> Result<String, String> {
    let mut out = String::new();
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            out.push('{');
            rest = after;
            continue;
        }
        let (inner, after) = rest.split_once('}').ok_or("a brace is not closed")?;
        fill(inner, &mut random, &mut out).ok_or(format!("'{{{inner}}}' is no template"))?;
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn fill(inner: &str, random: &mut u64, out: &mut String) -> Option<()> {
    let (kind, count) = inner.split_once(':')?;
    let (_, letters) = KINDS.iter().find(|(name, _)| *name == kind)?;
    for _ in 0..count.parse::<usize>().ok()? {
        // xorshift64*: the same everywhere, and no crate for it.
        *random ^= *random >> 12;
        *random ^= *random << 25;
        *random ^= *random >> 27;
        let drawn = random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        let at = usize::try_from(drawn).ok()? % letters.len();
        out.push(char::from(letters.as_bytes()[at]));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in_and_the_rest_is_kept() {
        let one = expand("a_{hex:8}-{digit:3}{{x}}", 1).unwrap();
        assert_eq!(one.len(), "a_".len() + 8 + 1 + 3 + "{x}}".len());
        assert!(one.starts_with("a_") && one.ends_with("{x}}"), "{one}");
        assert_eq!(expand("{hex:8}", 1), expand("{hex:8}", 1));
        assert_ne!(expand("{hex:8}", 1), expand("{hex:8}", 2));
        for wrong in ["{hex:8", "{hex}", "{what:3}", "{hex:x}"] {
            assert!(expand(wrong, 1).is_err(), "{wrong}");
        }
    }
}
