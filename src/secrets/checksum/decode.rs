//! Base64 as tokens carry it: either alphabet, with or without padding.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes that the text stands for (RFC 4648, sections 4 and 5); `None` where it is no base64.
pub(in crate::secrets) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().position(|&byte| byte == b'=');
    let plain: Vec<u8> = text[..end.unwrap_or(text.len())]
        .iter()
        .map(|&byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        })
        .collect();
    LENIENT.decode(plain).ok()
}

/// The JSON value that the text stands for.
pub(super) fn json(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(&base64(text)?).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use base64::prelude::*;

    use super::*;

    pub(in crate::secrets::checksum) fn encode(bytes: &[u8]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    #[test]
    fn both_alphabets_and_any_padding() {
        for (text, bytes) in [
            ("-_8", Some(&b"\xfb\xff"[..])),
            ("+/8=", Some(b"\xfb\xff")),
            ("+/8", Some(b"\xfb\xff")),
            ("", Some(b"")),
            ("a", None),
            ("a b", None),
        ] {
            assert_eq!(base64(text.as_bytes()).as_deref(), bytes, "{text}");
        }
    }
}
