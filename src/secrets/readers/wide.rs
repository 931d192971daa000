//! UTF-16, which Windows writes its settings in: read as if each character were one byte.

use crate::secrets::Hit;

/// The content with a byte a character, where it begins with UTF-16's mark. Characters beyond
/// ASCII become `?`: no grammar here needs them, and a place stays a place.
pub(super) fn narrow(bytes: &[u8]) -> Option<Vec<u8>> {
    let little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        _ => return None,
    };
    let unit = |pair: &[u8; 2]| {
        if little {
            u16::from_le_bytes(*pair)
        } else {
            u16::from_be_bytes(*pair)
        }
    };
    let (units, _) = bytes[2..].as_chunks::<2>();
    Some(
        units
            .iter()
            .map(|pair| {
                u8::try_from(unit(pair))
                    .ok()
                    .filter(u8::is_ascii)
                    .unwrap_or(b'?')
            })
            .collect(),
    )
}

/// The hit with its place in the UTF-16 content.
pub(super) fn widened(mut hit: Hit) -> Hit {
    // The mark takes two bytes, and each character two.
    hit.column = if hit.line == 1 {
        2 * hit.column + 1
    } else {
        2 * hit.column - 1
    };
    hit.start = 2 * hit.start + 2;
    hit.end = 2 * hit.end + 2;
    hit
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_place_in_utf_16_is_that_of_its_bytes() {
        let text = "a:s:b\r\npassword 51:b:madeup1\r\n";
        let content: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let mut hits = vec![];
        let path = b"x.rdp";
        super::super::reader_for(path).unwrap().read(
            path,
            &content,
            &crate::limits::Limits::default(),
            &mut |hit| hits.push(hit),
        );
        assert_eq!(hits.len(), 1);
        let wide: Vec<u8> = "madeup1"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(content[hits[0].start as usize..hits[0].end as usize], wide);
        assert_eq!(
            (hits[0].line, hits[0].secret.expose()),
            (2, &b"madeup1"[..])
        );
    }
}
