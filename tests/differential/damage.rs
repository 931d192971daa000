//! Damage to tars: fields, headers and blocks changed, checksums mostly put right again, so that
//! what lies behind them is reached.

use crate::common::random::Random;

const BLOCK: usize = 512;

/// Where a header's fields begin, with their lengths.
const FIELDS: &[(usize, usize)] = &[
    (0, 100),
    (100, 8),
    (108, 8),
    (116, 8),
    (124, 12),
    (136, 12),
    (148, 8),
    (156, 1),
    (157, 100),
    (257, 8),
    (265, 32),
    (297, 32),
    (329, 8),
    (337, 8),
    (345, 155),
    (386, 24),
    (482, 1),
    (483, 12),
];

fn headers_of(tar: &[u8]) -> Vec<usize> {
    let blocks = tar.chunks_exact(BLOCK).enumerate();
    let headers = blocks.filter(|(_, block)| is_header(block));
    headers.map(|(at, _)| at * BLOCK).collect()
}

fn is_header(block: &[u8]) -> bool {
    block.get(257..262) == Some(b"ustar")
}

/// One to three changes of headers, or of the order of blocks.
pub fn headers(tar: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let all = headers_of(tar);
        if all.is_empty() || tar.len() < BLOCK {
            return;
        }
        let at = random.one(&all);
        match random.below(12) {
            0..=4 => field(&mut tar[at..at + BLOCK], random),
            5 => tar[at + 156] = random.one(b"01234567xgLKSVMNDAX\0 "),
            6 => twice(tar, at, random),
            7 => drop(tar.drain(at..(at + BLOCK))),
            8 => drop(tar.splice(at..at, vec![0; BLOCK * (1 + random.below(3))])),
            9 => swap(tar, at, random.one(&all)),
            10 => {
                let end = random.below(tar.len() + 1);
                tar.truncate(if random.percent(50) {
                    end / BLOCK * BLOCK
                } else {
                    end
                });
            }
            _ => {
                let bit = random.below(BLOCK * 8);
                tar[at + bit / 8] ^= 1 << (bit % 8);
            }
        }
    }
    put_right(tar, random);
}

/// Damage of any kind to a real tar, or a real blob.
pub fn any(tar: &mut Vec<u8>, random: &mut Random) {
    if random.percent(50) {
        return headers(tar, random);
    }
    for _ in 0..=random.below(3) {
        if tar.is_empty() {
            return;
        }
        let at = random.below(tar.len());
        match random.below(5) {
            0..=1 => tar[at] ^= 1 << random.below(8),
            2 => tar[at] = random.next() as u8,
            3 if random.percent(40) => tar.truncate(at),
            _ => {
                // A digit of a number, a record's length, a sparse map.
                if let Some(digit) = tar[at..].iter().position(u8::is_ascii_digit) {
                    tar[at + digit] = random.one(b"0123456789-. ");
                }
            }
        }
    }
    if random.percent(70) {
        put_right(tar, random);
    }
}

fn field(header: &mut [u8], random: &mut Random) {
    let (at, length) = random.one(FIELDS);
    let field = &mut header[at..at + length];
    let somewhere = random.below(length);
    match random.below(6) {
        0 => field.fill(0),
        1 => field.fill(b' '),
        2 => field[0] |= 0x80,
        3 => field[somewhere] = random.next() as u8,
        4 => field[somewhere] = random.one(b"01789 -/.x\0\xff"),
        _ => field[length - 1] = random.one(b"0 7\0/"),
    }
}

fn twice(tar: &mut Vec<u8>, at: usize, random: &mut Random) {
    let end = (at + BLOCK * (1 + random.below(2))).min(tar.len());
    let part = tar[at..end].to_vec();
    tar.splice(at..at, part);
}

fn swap(tar: &mut [u8], a: usize, b: usize) {
    for i in 0..BLOCK {
        tar.swap(a + i, b + i);
    }
}

fn put_right(tar: &mut [u8], random: &mut Random) {
    for block in tar.chunks_exact_mut(BLOCK).filter(|block| is_header(block)) {
        let signed = random.percent(4);
        if random.percent(94) {
            block[148..156].fill(b' ');
            let sum: i64 = if signed {
                block.iter().map(|&byte| i64::from(byte as i8)).sum()
            } else {
                block.iter().map(|&byte| i64::from(byte)).sum()
            };
            let text = format!("{:06o}\0 ", sum.max(0));
            block[148..156].copy_from_slice(&text.as_bytes()[..8]);
        }
    }
}
