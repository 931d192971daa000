//! The account number inside an AWS access key id.
//!
//! Behind the four letters stand ten bytes in base32; bits 7 to 46 of the first six are the
//! account (observed and published by Aidan Steele, "AWS Access Key ID formats", 2020; AWS itself
//! answers it to `sts get-access-key-info`). Ids whose fifth letter is I or J are older and hold
//! none.

/// Account numbers have twelve digits.
const ACCOUNTS: u64 = 1_000_000_000_000;

/// The account that the id belongs to.
pub(super) fn account(id: &[u8]) -> Option<u64> {
    let body = id.get(4..20)?;
    if matches!(body[0], b'I' | b'J') {
        return None;
    }
    number(body).filter(|&account| account < ACCOUNTS)
}

/// `Some(false)` where no account fits the id, so that AWS cannot have made it. That one fits
/// proves little: nine in ten made-up ids have one.
pub(super) fn plausible(id: &[u8]) -> Option<bool> {
    let body = id.get(4..20)?;
    match number(body) {
        None => Some(false),
        Some(_) if matches!(body[0], b'I' | b'J') => None,
        Some(account) => (account >= ACCOUNTS).then_some(false),
    }
}

/// Bits 7 to 46 of the first six bytes that the text stands for.
fn number(text: &[u8]) -> Option<u64> {
    let mut bits = 0u64;
    for &letter in text {
        if !matches!(letter, b'A'..=b'Z' | b'2'..=b'7') {
            return None;
        }
    }
    // Ten letters are fifty bits, of which the first six bytes are 48.
    for &letter in text.get(..10)? {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        bits = bits << 5 | u64::from(value);
    }
    Some((bits >> 2 & 0x7fff_ffff_ff80) >> 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An id that holds this account, made up otherwise.
    fn id_of(account: u64) -> String {
        let bits = (1u64 << 47 | account << 7) << 2;
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let body: String = (0..10)
            .map(|at| char::from(letters[(bits >> (45 - 5 * at) & 31) as usize]))
            .collect();
        format!("AKIA{body}MADEUP")
    }

    #[test]
    fn the_account_comes_back() {
        for known in [1, 123_456_789_012, 999_999_999_999] {
            let id = id_of(known);
            assert_eq!(account(id.as_bytes()), Some(known), "{id}");
            assert_eq!(plausible(id.as_bytes()), None);
        }
    }

    #[test]
    fn what_aws_cannot_have_made() {
        assert_eq!(plausible(id_of(1_000_000_000_000).as_bytes()), Some(false));
        assert_eq!(plausible(b"AKIA0189018901890189"), Some(false));
        assert_eq!(plausible(b"AKIAJMADEUPMADEUPMAD"), None);
        assert_eq!(account(b"AKIAJMADEUPMADEUPMAD"), None);
        assert_eq!(account(b"AKIA"), None);
    }
}
