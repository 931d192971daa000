//! Whether an OpenPGP secret key is locked with a passphrase (RFC 9580, sections 4.2 and 5.5.3).

/// Packet types: secret key and secret subkey.
const SECRET: [u8; 2] = [5, 7];

/// Whether the bytes start as a secret key packet does.
pub(super) fn starts_packet(bytes: &[u8]) -> bool {
    packet(bytes).is_some()
}

/// The octet behind the public half says how the secret half is protected: 0 for not at all.
/// `None` where the packet is of a kind that is not read here.
pub(super) fn encrypted(bytes: &[u8]) -> Option<bool> {
    let mut rest = packet(bytes)?;
    let [version, _, _, _, _, algorithm] = *rest.first_chunk::<6>()?;
    rest = &rest[6..];
    match version {
        4 => {
            for _ in 0..numbers(algorithm, &mut rest)? {
                skip_number(&mut rest)?;
            }
            if algorithm == 18 {
                skip_counted(&mut rest)?;
            }
        }
        // Version 6 gives the public half's length.
        6 => {
            let len = u32::from_be_bytes(*rest.first_chunk::<4>()?);
            rest = rest.get(4..)?.get(usize::try_from(len).ok()?..)?;
        }
        _ => return None,
    }
    rest.first().map(|&usage| usage != 0)
}

/// The content of the first packet, where that is a secret key.
fn packet(bytes: &[u8]) -> Option<&[u8]> {
    let (&tag, rest) = bytes.split_first()?;
    if tag & 0x80 == 0 {
        return None;
    }
    let new = tag & 0x40 != 0;
    let kind = if new { tag & 0x3f } else { tag >> 2 & 0x0f };
    let lengths = match (new, rest.first()?) {
        (true, 0..=191) => 1,
        (true, 192..=223) => 2,
        (true, 255) => 5,
        (true, _) => return None,
        (false, _) => 1usize << (tag & 3).min(2),
    };
    SECRET.contains(&kind).then(|| rest.get(lengths..))?
}

/// How many numbers the public half has, past the name of a curve.
fn numbers(algorithm: u8, rest: &mut &[u8]) -> Option<usize> {
    match algorithm {
        1..=3 => Some(2),
        16 => Some(3),
        17 => Some(4),
        18 | 19 | 22 => {
            skip_counted(rest)?;
            Some(1)
        }
        25 | 27 => {
            *rest = rest.get(32..)?;
            Some(0)
        }
        _ => None,
    }
}

/// A number: two bytes of its length in bits, and its bytes.
fn skip_number(rest: &mut &[u8]) -> Option<()> {
    let bits = u16::from_be_bytes(*rest.first_chunk::<2>()?);
    *rest = rest.get(2 + usize::from(bits).div_ceil(8)..)?;
    Some(())
}

/// A byte of length, and so many bytes.
fn skip_counted(rest: &mut &[u8]) -> Option<()> {
    let len = usize::from(*rest.first()?);
    *rest = rest.get(1 + len..)?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A version 4 RSA key with this protection, made up otherwise.
    fn rsa(usage: u8) -> Vec<u8> {
        let mut content = vec![4, 0, 0, 0, 0, 1];
        content.extend([0, 16, 0xff, 0xff]);
        content.extend([0, 17, 1, 0, 1]);
        content.extend([usage, 1, 2, 3]);
        [vec![0x95, 0, content.len() as u8], content].concat()
    }

    #[test]
    fn the_octet_behind_the_public_half_decides() {
        for (usage, locked) in [(0, false), (254, true), (253, true), (9, true)] {
            assert_eq!(encrypted(&rsa(usage)), Some(locked), "{usage}");
        }
    }

    #[test]
    fn curves_have_a_name_in_front() {
        for (algorithm, tail) in [(22, &[][..]), (18, &[3, 1, 8, 7][..])] {
            let mut content = vec![4, 0, 0, 0, 0, algorithm, 2, 9, 9, 0, 8, 0x80];
            content.extend(tail);
            content.push(254);
            let packet = [vec![0xc5, content.len() as u8], content].concat();
            assert_eq!(encrypted(&packet), Some(true), "{algorithm}");
        }
    }

    #[test]
    fn what_is_cut_off_or_something_else_says_nothing() {
        let whole = rsa(0);
        for len in 0..whole.len() - 3 {
            let _ = encrypted(&whole[..len]);
        }
        assert_eq!(encrypted(&whole[..12]), None);
        assert_eq!(encrypted(b"\x99\x01\x00 a public key"), None);
        assert!(!starts_packet(b"text"));
    }
}
