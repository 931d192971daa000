//! Base64 as credential files hold it: either alphabet, with or without padding.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// The bytes that `text` encodes; blanks and line ends in it are passed over.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let kept: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let alphabet = if kept.iter().any(|byte| b"-_".contains(byte)) {
        &URL_SAFE
    } else {
        &STANDARD
    };
    // A last single character encodes nothing; whoever cut the text there left the rest whole.
    let whole = kept.len() - usize::from(kept.len() % 4 == 1);
    let engine = GeneralPurpose::new(alphabet, LENIENT);
    engine
        .decode(&kept[..whole])
        .ok()
        .filter(|bytes| !bytes.is_empty())
}

/// The text that `text` encodes, where it is text.
pub(super) fn base64_text(text: &[u8]) -> Option<Vec<u8>> {
    base64(text).filter(|bytes| {
        let readable = |byte: &u8| !byte.is_ascii_control() || b"\n\r\t".contains(byte);
        bytes.iter().all(readable) && std::str::from_utf8(bytes).is_ok()
    })
}

/// The two parts of `user:password`.
pub(super) fn pair(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().position(|&byte| byte == b':')?;
    Some((&text[..colon], &text[colon + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_alphabet_do_not_matter() {
        for (text, plain) in [
            ("Zm9vOmJhcg==", Some("foo:bar")),
            ("Zm9vOmJhcg", Some("foo:bar")),
            ("Zm9v\n  OmJhcg==", Some("foo:bar")),
            ("Pz8_Pg", Some("???>")),
            ("", None),
            ("not base64!", None),
            ("AAAA", None),
        ] {
            let read = base64_text(text.as_bytes());
            assert_eq!(read.as_deref(), plain.map(str::as_bytes), "{text}");
        }
    }
}
