//! A PyPI token is a macaroon in base64 (<https://docs.pypi.org/api/secrets/>).
//!
//! Version 2 of the binary form (libmacaroons, `doc/format.txt`): the byte 2, then packets of type,
//! length and data: location 1, identifier 2, an end 0, caveats, an end, signature 6.

const LOCATION: u8 = 1;
const IDENTIFIER: u8 = 2;
const SIGNATURE: u8 = 6;

/// Whether the token is a whole macaroon of pypi.org or test.pypi.org.
pub(super) fn holds(token: &[u8]) -> bool {
    let Some(bytes) = token.strip_prefix(b"pypi-").and_then(super::decode::base64) else {
        return false;
    };
    whole(&bytes).is_some()
}

fn whole(bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.strip_prefix(&[2])?;
    let location = packet(&mut rest, LOCATION)?;
    if !matches!(location, b"pypi.org" | b"test.pypi.org") {
        return None;
    }
    packet(&mut rest, IDENTIFIER)?;
    end(&mut rest)?;
    // Caveats: each an identifier and an end.
    while rest.first() == Some(&IDENTIFIER) {
        packet(&mut rest, IDENTIFIER)?;
        end(&mut rest)?;
    }
    end(&mut rest)?;
    let signature = packet(&mut rest, SIGNATURE)?;
    (signature.len() == 32 && rest.is_empty()).then_some(())
}

/// The data of the packet of this type that comes next.
fn packet<'a>(rest: &mut &'a [u8], kind: u8) -> Option<&'a [u8]> {
    let mut bytes = rest.strip_prefix(&[kind])?;
    let len = length(&mut bytes)?;
    let (data, behind) = bytes.split_at_checked(len)?;
    *rest = behind;
    Some(data)
}

fn end(rest: &mut &[u8]) -> Option<()> {
    *rest = rest.strip_prefix(&[0])?;
    Some(())
}

/// A length in groups of seven bits, the lowest first; two groups are more than a token has.
fn length(rest: &mut &[u8]) -> Option<usize> {
    let (&first, behind) = rest.split_first()?;
    *rest = behind;
    if first < 0x80 {
        return Some(usize::from(first));
    }
    let (&second, behind) = rest.split_first()?;
    *rest = behind;
    (second < 0x80).then_some(usize::from(first & 0x7f) | usize::from(second) << 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::checksum::decode::tests::encode;

    fn token(location: &str, identifier: usize, caveats: usize, signature: usize) -> String {
        let mut bytes = vec![2];
        let mut put = |kind: u8, data: &[u8]| {
            bytes.push(kind);
            if data.len() < 128 {
                bytes.push(data.len() as u8);
            } else {
                bytes.extend([data.len() as u8 | 0x80, (data.len() >> 7) as u8]);
            }
            bytes.extend(data);
        };
        put(1, location.as_bytes());
        put(2, &vec![b'i'; identifier]);
        let mut bytes = [bytes, vec![0]].concat();
        for _ in 0..caveats {
            bytes.extend([&[2, 5][..], b"made-", &[0]].concat());
        }
        bytes.push(0);
        bytes.extend([6, signature as u8]);
        bytes.extend(vec![7; signature]);
        format!("pypi-{}", encode(&bytes))
    }

    #[test]
    fn a_whole_macaroon_of_pypi_and_nothing_else() {
        for (location, identifier, caveats, signature, good) in [
            ("pypi.org", 36, 0, 32, true),
            ("pypi.org", 36, 2, 32, true),
            ("pypi.org", 200, 1, 32, true),
            ("test.pypi.org", 36, 1, 32, true),
            ("elsewhere.example", 36, 1, 32, false),
            ("pypi.org", 36, 1, 31, false),
        ] {
            let token = token(location, identifier, caveats, signature);
            assert_eq!(holds(token.as_bytes()), good, "{token}");
            assert!(!holds(&token.as_bytes()[..token.len() - 4]), "cut off");
        }
    }
}
