//! Tars made up from a seed: what a header can say, well and badly, in every mixture.

use crate::common::random::Random;
use crate::common::raw_tar::{Head, Tar, base256, pax_records};

use super::records;

/// Names that mean something to somebody.
const NAMES: &[&[u8]] = &[
    b"a",
    b"b",
    b"dir",
    b"dir/f",
    b"dir/sub/f",
    b"./a",
    b"/abs",
    b"a/",
    b"dir/",
    b"dir//x",
    b"a/./b",
    b"../up",
    b"a/../b",
    b"..",
    b"/",
    b"",
    b".",
    b"./",
    b".wh.a",
    b"dir/.wh.f",
    b".wh..wh..opq",
    b"dir/.wh..wh..opq",
    b".wh.",
    b".wh..",
    b".wh..wh.plnk/1",
    b"dir/.wh.",
    b"x\ny",
    b"sp ace",
    b" lead",
    b"tail ",
    b"\xc3\xa9",
    b"\xff\xfe",
    b"q\"uote",
    b"back\\slash",
    b"PaxHeaders.0/a",
    b"GNUSparseFile.0/a",
    b"@LongLink",
    b"pax_global_header",
    b"c:d",
];

/// Types that some reader knows, and some that none does.
const KINDS: &[u8] = b"0123456700000000555\0\0xgLKSVMNDXAZE!\x80";

/// Numbers as a field may hold them: right, odd and wrong.
const FIELDS: &[&[u8]] = &[
    b"0000644\0",
    b"   644 \0",
    b"644\0",
    b"644     ",
    b"0000644 ",
    b"00000644",
    b"77777777",
    b"        ",
    b"\0\0\0\0\0\0\0\0",
    b"\0\x00644\0\0\0",
    b" \0 644\0\0",
    b"644\0junk",
    b"644 7\0\0\0",
    b"0x1ff\0\0\0",
    b"-1\0\0\0\0\0\0",
    b"+644\0\0\0\0",
    b"0008\0\0\0\0",
    b"abc\0\0\0\0\0",
    b"\x80\0\0\0\0\0\x01\xa4",
    b"\x80\0\0\0\0\x0f\x42\x40",
    b"\x80\0\0\0\xff\xff\xff\xff",
    b"\x80\0\0\x01\0\0\0\0",
    b"\x80\x7f\xff\xff\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xfe\x5c",
    b"\xc0\0\0\0\0\0\0\0",
    b"\xbf\xff\xff\xff\xff\xff\xff\xff",
];

/// Sizes and times, in their wider field.
const WIDE: &[&[u8]] = &[
    b"00000000000\0",
    b"00000000005\0",
    b"00000001000\0",
    b"00000000777\0",
    b"          5 ",
    b"5\0\0\0\0\0\0\0\0\0\0\0",
    b"000000000005",
    b"77777777777\0",
    b"777777777777",
    b"            ",
    b"-0000000005\0",
    b"0000000000x\0",
    b"\x80\0\0\0\0\0\0\0\0\0\0\x05",
    b"\x80\0\0\0\0\0\0\0\0\0\x02\0",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\0",
    b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x80\0\0\0\x80\0\0\0\0\0\0\0",
    b"\x80\0\0\x01\0\0\0\0\0\0\0\0",
    b"\xc0\0\0\0\0\0\0\0\0\0\0\0",
    b"\x80\0\0\0\0\0\0\0\0\0\0\0",
];

/// Where the fields of eight bytes lie: mode, owner, group, device numbers.
const NARROW_AT: &[usize] = &[100, 108, 116, 329, 337];

/// A whole tar, its end included.
pub fn tar(random: &mut Random) -> Vec<u8> {
    let mut tar = Tar::new();
    for _ in 0..=random.below(6) {
        tar = member(tar, random);
    }
    end(tar, random)
}

fn end(tar: Tar, random: &mut Random) -> Vec<u8> {
    match random.below(12) {
        0 => tar.cut(),
        1 => tar.zeros(1).cut(),
        2 => tar.zeros(20).cut(),
        3 => member(tar.zeros(1), random).end(),
        4 => member(tar.zeros(2), random).end(),
        5 => [tar.end(), b"garbage behind".to_vec()].concat(),
        6 => [tar.cut(), vec![0; 1 + random.below(1023)]].concat(),
        7 => [tar.cut(), b"no header here".repeat(40)].concat(),
        _ => tar.end(),
    }
}

/// A name from the list, or a long one around the lengths at which formats change.
pub fn name(random: &mut Random) -> Vec<u8> {
    if random.percent(12) {
        let length = random.one(&[98, 99, 100, 101, 154, 155, 156, 255, 256, 257, 300, 700]);
        let mut name: Vec<u8> = (0..length).map(|at| b"abcdefg"[at % 7]).collect();
        for at in (random.below(60) + 1..length).step_by(61) {
            name[at] = b'/';
        }
        return name;
    }
    random.one(NAMES).to_vec()
}

fn member(tar: Tar, random: &mut Random) -> Tar {
    match random.below(20) {
        0..=5 => ordinary(tar, random),
        6..=7 => any_kind(tar, random),
        8 => size_without_contents(tar, random),
        9..=10 => ordinary(long_name(tar, random), random),
        11..=13 => ordinary(records::extended(tar, random), random),
        14 => ordinary(records::global(tar, random), random),
        15 => mixed_extensions(tar, random),
        16 => old_gnu_sparse(tar, random),
        17 => records::pax_sparse(tar, random),
        18 => odd_fields(tar, random),
        _ => layouts(tar, random),
    }
}

/// What builders write.
pub fn ordinary(tar: Tar, random: &mut Random) -> Tar {
    let kind = random.one(b"000000155223467\0");
    let head = head(kind, random);
    if matches!(kind, b'0' | b'7' | 0) {
        let contents = contents(random);
        return tar.entry(&head.size(contents.len() as u64), &contents);
    }
    tar.entry(&head, b"")
}

pub fn head(kind: u8, random: &mut Random) -> Head {
    let mut head = Head::new(kind, name(random))
        .mode(random.one(&[0o644, 0o755, 0o4755, 0o1777, 0, 0o100_644, 0o7777]))
        .owner(random.one(&[0, 1000, 65534]), random.one(&[0, 1000]))
        .mtime(random.one(&[0, 1, 1_700_000_000]));
    if matches!(kind, b'1' | b'2') || random.percent(4) {
        head = head.link(name(random));
    }
    if matches!(kind, b'3' | b'4') {
        head = head.device(random.below(300) as u32, random.below(300) as u32);
    }
    head
}

fn contents(random: &mut Random) -> Vec<u8> {
    let length = random.one(&[0, 0, 1, 5, 511, 512, 513, 1024, 1500]);
    match random.below(6) {
        // Contents that look like a header: who skips too little sees an entry.
        0 => Tar::new().file("smuggled", b"").cut(),
        1 => vec![0; length],
        _ => (0..length).map(|at| b"contents "[at % 9]).collect(),
    }
}

fn any_kind(tar: Tar, random: &mut Random) -> Tar {
    let head = head(random.one(KINDS), random);
    let contents = contents(random);
    if random.percent(50) {
        tar.entry(&head.size(contents.len() as u64), &contents)
    } else {
        tar.entry(&head, b"")
    }
}

/// Links, directories and devices that claim a size, with and without bytes to it.
fn size_without_contents(tar: Tar, random: &mut Random) -> Tar {
    let head = head(random.one(b"123456"), random).size(random.one(&[1, 5, 512, 1024]));
    let tar = tar.entry(&head, b"");
    if random.percent(60) {
        tar.entry(&Head::new(b'0', "hidden"), b"")
    } else {
        tar
    }
}

fn long_name(tar: Tar, random: &mut Random) -> Tar {
    let mut text = name(random);
    match random.below(8) {
        0 => text.clear(),
        1 => text.extend(b"\0behind"),
        2 => text.extend(b"\0\0\0"),
        3 => text = [&b"\0"[..], &text].concat(),
        4 => {}
        _ => text.push(0),
    }
    tar.special(
        random.one(b"LLLK"),
        random.one(&["././@LongLink", "x", ""]),
        &text,
    )
}

/// Several extended headers of any kind before one entry.
fn mixed_extensions(mut tar: Tar, random: &mut Random) -> Tar {
    for _ in 0..=random.below(4) {
        tar = match random.below(5) {
            0 => records::global(tar, random),
            1..=2 => records::extended(tar, random),
            _ => long_name(tar, random),
        };
    }
    if random.percent(15) {
        return tar; // extended headers of nothing
    }
    any_kind(tar, random)
}

/// Fields of a header overwritten with numbers in any writing.
fn odd_fields(tar: Tar, random: &mut Random) -> Tar {
    let kind = random.one(b"000125345\0");
    let mut head = head(kind, random);
    for _ in 0..=random.below(2) {
        head = match random.below(10) {
            0..=1 => head.patch(124, random.one(WIDE)),
            2 => head.patch(136, random.one(WIDE)),
            3 => head.patch(136, base256(random.next() as i64 >> random.below(63), 12)),
            4 => head.patch(random.one(&[0, 157, 265, 297, 345]), name(random)),
            _ => head.patch(random.one(NARROW_AT), random.one(FIELDS)),
        };
    }
    tar.entry(&head, &[b'x'; 512][..random.one(&[0, 0, 5, 512])])
}

/// The magics, the prefix, the times of GNU and star where others have the prefix.
fn layouts(tar: Tar, random: &mut Random) -> Tar {
    let mut head = head(random.one(b"0000125\0"), random);
    let magic: &[u8] = random.one(&[
        b"ustar\x0000",
        b"ustar  \0",
        b"ustar\0  ",
        b"ustar 00",
        b"ustar\0\0\0",
        b"\0\0\0\0\0\0\0\0",
        b"USTAR\x0000",
    ]);
    head = head.patch(257, magic);
    for _ in 0..random.below(3) {
        head = match random.below(7) {
            0 => head.patch(345, name(random)),
            1 => head.patch(345, b"prefix"),
            2 => head.patch(345, b"00000000001\x0000000000002\0"),
            3 => head.patch(345, b"\xc3\xa9/prefix"),
            4 => head.patch(508, b"tar\0"),
            5 => head.patch(476, random.one(WIDE)).patch(508, b"tar\0"),
            _ => head.patch(random.one(&[265, 297]), b"root"),
        };
    }
    tar.entry(&head, b"")
}

/// Type `S`: a map of up to four regions in the header, more in blocks behind it.
fn old_gnu_sparse(tar: Tar, random: &mut Random) -> Tar {
    let regions: Vec<(u64, u64)> = regions(random);
    let stored: u64 = regions.iter().map(|&(_, length)| length).sum();
    let end = regions
        .last()
        .map_or(0, |&(offset, length)| offset + length);
    let real = if random.percent(80) {
        end + random.one(&[0, 1, 4096])
    } else {
        stored
    };
    let claimed = if random.percent(85) {
        stored
    } else {
        stored + random.one(&[1, 512])
    };
    let mut head = head(b'S', random)
        .size(claimed)
        .patch(
            257,
            if random.percent(90) {
                b"ustar  \0"
            } else {
                b"ustar\x0000"
            },
        )
        .patch(483, octal(real));
    let (here, behind) = regions.split_at(regions.len().min(4));
    head = head.patch(386, table(here));
    let mut maps = behind.chunks(21).peekable();
    if maps.peek().is_some() {
        head = head.patch(482, [1]);
    }
    let mut tar = tar.entry(&head, b"");
    while let Some(map) = maps.next() {
        let mut block = table(map);
        block.resize(512, 0);
        block[504] = u8::from(maps.peek().is_some());
        tar = tar.raw(&block);
    }
    tar.raw(&vec![b's'; claimed as usize])
}

/// Regions of a sparse file, mostly in order.
pub fn regions(random: &mut Random) -> Vec<(u64, u64)> {
    let count = random.one(&[0, 1, 1, 2, 3, 4, 5, 30]);
    let mut at = 0;
    let mut regions: Vec<(u64, u64)> = (0..count)
        .map(|_| {
            let offset = at + random.one(&[0, 1, 512, 4096]);
            let length = random.one(&[0, 1, 5, 512]);
            at = offset + length;
            (offset, length)
        })
        .collect();
    if random.percent(10) && count > 1 {
        regions.swap(0, 1);
    }
    regions
}

fn table(regions: &[(u64, u64)]) -> Vec<u8> {
    let numbers = regions
        .iter()
        .flat_map(|&(offset, length)| [offset, length]);
    numbers.flat_map(octal).collect()
}

fn octal(number: u64) -> Vec<u8> {
    format!("{number:011o}\0").into_bytes()
}

/// An `x` header whose records were made elsewhere.
pub fn extended_header(tar: Tar, kind: u8, records: &[(&str, &[u8])]) -> Tar {
    tar.special(kind, "PaxHeaders.0/x", &pax_records(records))
}
