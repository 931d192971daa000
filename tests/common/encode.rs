//! Encoders written by hand, so that their bytes never change with a library: gzip with stored
//! blocks, zstd with raw and run-length blocks, xz with uncompressed chunks.

/// One gzip member.
pub fn gzip(plain: &[u8]) -> Vec<u8> {
    gzip_with(plain, &[])
}

/// One gzip member with an extra field.
pub fn gzip_with(plain: &[u8], extra: &[u8]) -> Vec<u8> {
    let flags = if extra.is_empty() { 0 } else { 4 };
    let mut out = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 0xff];
    if !extra.is_empty() {
        out.extend((extra.len() as u16).to_le_bytes());
        out.extend_from_slice(extra);
    }
    let blocks: Vec<&[u8]> = plain.chunks(0xffff).collect();
    for (at, block) in blocks.iter().enumerate() {
        out.push(u8::from(at + 1 == blocks.len()));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend_from_slice(block);
    }
    if blocks.is_empty() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    out.extend(crc32(plain).to_le_bytes());
    out.extend((plain.len() as u32).to_le_bytes());
    out
}

const ZSTD_BLOCK: usize = 128 << 10;

/// One zstd frame that asks for a window of `1 << window_log` bytes.
pub fn zstd_window(plain: &[u8], window_log: u8) -> Vec<u8> {
    let mut blocks = vec![];
    let mut rest = plain;
    while let Some(&first) = rest.first() {
        let most = &rest[..rest.len().min(ZSTD_BLOCK)];
        let run = most.iter().take_while(|&&byte| byte == first).count();
        let raw = most
            .windows(64)
            .position(|part| part.iter().all(|&byte| byte == part[0]));
        let n = match raw {
            _ if run >= 64 => run,
            Some(n) if n > 0 => n,
            _ => most.len(),
        };
        blocks.push((&rest[..n], run >= 64));
        rest = &rest[n..];
    }
    zstd_blocks(&blocks, window_log)
}

/// One zstd frame.
pub fn zstd(plain: &[u8]) -> Vec<u8> {
    zstd_window(plain, 17)
}

/// One zstd frame of `head` and then `zeros` zero bytes, in 4 bytes for each 128 KiB of them.
pub fn zstd_zeros(head: &[u8], zeros: usize) -> Vec<u8> {
    const ZERO: &[u8] = &[0; ZSTD_BLOCK];
    let mut blocks: Vec<(&[u8], bool)> =
        head.chunks(ZSTD_BLOCK).map(|part| (part, false)).collect();
    blocks.resize(blocks.len() + zeros / ZSTD_BLOCK, (ZERO, true));
    zstd_blocks(&blocks, 17)
}

fn zstd_blocks(blocks: &[(&[u8], bool)], window_log: u8) -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (window_log - 10) << 3];
    for (at, (bytes, run)) in blocks.iter().enumerate() {
        let last = u32::from(at + 1 == blocks.len());
        let head = last | u32::from(*run) << 1 | (bytes.len() as u32) << 3;
        out.extend_from_slice(&head.to_le_bytes()[..3]);
        out.extend_from_slice(if *run { &bytes[..1] } else { bytes });
    }
    if blocks.is_empty() {
        out.extend([1, 0, 0]);
    }
    out
}

/// A zstd skippable frame.
pub fn skippable(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x50, 0x2a, 0x4d, 0x18];
    out.extend((data.len() as u32).to_le_bytes());
    out.extend_from_slice(data);
    out
}

/// One xz stream without a check, for a dictionary as `dictionary` says (LZMA2's one byte:
/// 0 is 4 KiB, 40 is 4 GiB).
pub fn xz(plain: &[u8], dictionary: u8) -> Vec<u8> {
    let mut out = vec![0xfd, b'7', b'z', b'X', b'Z', 0];
    sealed(&mut out, &[0, 0]);
    let start = out.len();
    sealed(&mut out, &[2, 0, 0x21, 1, dictionary, 0, 0, 0]);
    for (at, chunk) in plain.chunks(0x1_0000).enumerate() {
        out.push(if at == 0 { 1 } else { 2 });
        out.extend((chunk.len() as u16).wrapping_sub(1).to_be_bytes());
        out.extend_from_slice(chunk);
    }
    out.push(0);
    let unpadded = out.len() - start;
    pad4(&mut out);
    let mut index = vec![0, 1];
    varint(&mut index, unpadded);
    varint(&mut index, plain.len());
    pad4(&mut index);
    sealed(&mut out, &index);
    let mut footer = (index.len() as u32 / 4).to_le_bytes().to_vec();
    footer.extend([0, 0]);
    out.extend(crc32(&footer).to_le_bytes());
    out.extend(footer);
    out.extend(*b"YZ");
    out
}

fn sealed(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
    out.extend(crc32(bytes).to_le_bytes());
}

fn pad4(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(4), 0);
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |mut crc: u32| {
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
        crc
    };
    !bytes
        .iter()
        .fold(!0, |crc, &byte| step(crc ^ u32::from(byte)))
}
