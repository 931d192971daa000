//! CRC-32 in its various spellings.

/// GitHub's tokens: the last six characters of the part behind the last `_` are the CRC-32 of the
/// rest of that part, in base 62 (GitHub's blog, "Behind GitHub's new authentication token
/// formats", 2021; npm's tokens are made the same way).
pub(super) fn github(token: &[u8]) -> Option<bool> {
    let part = token.rsplit(|&byte| byte == b'_').next()?;
    if part.len() < 36 {
        return None;
    }
    let (body, check) = part.split_at(part.len() - 6);
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    Some(spelled(crc32(body), digits, 6) == check)
}

/// GitLab's routable tokens end in the CRC-32, in base 36, of all that stands before (GitLab's
/// source, `lib/authn/token_field/generator/routable_token.rb`). Others have no checksum.
pub(super) fn gitlab(token: &[u8]) -> Option<bool> {
    if !token.contains(&b'.') || token.len() < 8 {
        return None;
    }
    let (body, check) = token.split_at(token.len() - 7);
    Some(spelled(crc32(body), b"0123456789abcdefghijklmnopqrstuvwxyz", 7) == check)
}

/// Grafana's service account tokens: behind the last `_` the CRC-32 of all before it, its lowest
/// byte first, in hexadecimal (Grafana's source, `pkg/components/satokengen`).
pub(super) fn grafana(token: &[u8]) -> Option<bool> {
    let at = token.iter().rposition(|&byte| byte == b'_')?;
    let (body, check) = (&token[..at], &token[at + 1..]);
    Some(spelled(crc32(body).swap_bytes(), b"0123456789abcdef", 8) == check)
}

/// Atlassian's tokens: the last eight characters are the CRC-32 of all before them, in upper case
/// hexadecimal (observed; Atlassian does not describe it). The long forms may come without it.
pub(super) fn atlassian(token: &[u8]) -> Option<bool> {
    let short = token.starts_with(b"ATBB");
    if token.len() < 9 || !short && token[token.len() - 9] != b'=' {
        return None;
    }
    let (body, check) = token.split_at(token.len() - 8);
    Some(spelled(crc32(body), b"0123456789ABCDEF", 8) == check)
}

/// The CRC-32 of zlib and IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// The number in these digits, with zeros in front.
fn spelled(mut number: u32, digits: &[u8], width: usize) -> Vec<u8> {
    let base = digits.len() as u32;
    let mut out = vec![digits[0]; width];
    for place in out.iter_mut().rev() {
        *place = digits[(number % base) as usize];
        number /= base;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    type Verify = fn(&[u8]) -> Option<bool>;

    #[test]
    fn it_is_the_common_crc() {
        // The check value that every catalogue of CRCs gives.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(
            spelled(
                61 + 62,
                b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                6
            ),
            b"00001z"
        );
    }

    fn made_up(prefix: &str, len: usize) -> String {
        let body: String = ('a'..='z').chain('0'..='9').cycle().take(len).collect();
        format!("{prefix}{body}")
    }

    #[test]
    fn each_form_takes_its_own_checksum_and_no_other() {
        let base62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let with = |text: String, check: Vec<u8>| [text.into_bytes(), check].concat();
        let classic = made_up("ghp_", 30);
        let fine = made_up("github_pat_0123456789ABCDEFGHIJKL_", 53);
        let routable = format!("{}.01.0z", made_up("glpat-", 40));
        let service = made_up("glsa_", 32);
        let api = format!("{}=", made_up("ATATT3x", 180));
        let cases: [(Verify, Vec<u8>); 5] = [
            (
                github,
                with(
                    classic.clone(),
                    spelled(crc32(&classic.as_bytes()[4..]), base62, 6),
                ),
            ),
            (
                github,
                with(
                    fine.clone(),
                    spelled(crc32(&fine.as_bytes()[34..]), base62, 6),
                ),
            ),
            (
                gitlab,
                with(
                    routable.clone(),
                    spelled(
                        crc32(routable.as_bytes()),
                        &b"0123456789abcdefghijklmnopqrstuvwxyz"[..],
                        7,
                    ),
                ),
            ),
            (
                grafana,
                with(
                    format!("{service}_"),
                    crc32(service.as_bytes())
                        .to_le_bytes()
                        .iter()
                        .flat_map(|byte| format!("{byte:02x}").into_bytes())
                        .collect(),
                ),
            ),
            (
                atlassian,
                with(
                    api.clone(),
                    format!("{:08X}", crc32(api.as_bytes())).into_bytes(),
                ),
            ),
        ];
        for (verify, token) in cases {
            let shown = String::from_utf8_lossy(&token);
            assert_eq!(verify(&token), Some(true), "{shown}");
            for at in [token.len() - 30, token.len() - 10, token.len() - 1] {
                let mut other = token.clone();
                other[at] ^= 1;
                assert_eq!(verify(&other), Some(false), "byte {at} of {shown}");
            }
        }
    }

    #[test]
    fn forms_without_a_checksum_say_nothing() {
        for (verify, token) in [
            (github as Verify, made_up("ghp_", 20)),
            (gitlab, made_up("glpat-", 20)),
            (atlassian, made_up("ATATT3x", 180)),
            (grafana, "glsa".to_owned()),
        ] {
            assert_eq!(verify(token.as_bytes()), None, "{token}");
        }
    }
}
