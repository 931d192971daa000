//! Bech32 (BIP 173), which age's keys are written in (C2SP `age.md`).

const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Whether the text is `prefix`, `1` and data with a checksum that holds, in either case.
pub(super) fn holds(prefix: &str, text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    let Some(data) = text
        .strip_prefix(prefix.as_bytes())
        .and_then(|rest| rest.strip_prefix(b"1"))
    else {
        return false;
    };
    let Some(values) = data
        .iter()
        .map(|&letter| value(letter))
        .collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    polymod(high.chain([0]).chain(low).chain(values)) == 1
}

fn value(letter: u8) -> Option<u32> {
    let at = LETTERS.iter().position(|&other| other == letter)?;
    u32::try_from(at).ok()
}

fn polymod(values: impl Iterator<Item = u32>) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let mut sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (bit, generator) in GENERATOR.iter().enumerate() {
            if top >> bit & 1 == 1 {
                sum ^= generator;
            }
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_bip_173() {
        for (prefix, text, good) in [
            ("a", "A12UEL5L", true),
            ("a", "a12uel5l", true),
            (
                "abcdef",
                "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                true,
            ),
            ("a", "A12UEL5Q", false),
            ("b", "A12UEL5L", false),
            ("a", "a1", false),
            ("a", "a1b", false),
        ] {
            assert_eq!(holds(prefix, text.as_bytes()), good, "{text}");
        }
    }
}
