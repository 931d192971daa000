//! Images made up from a seed: one to six small layers that add, replace, link and delete over a
//! handful of paths, so that what one layer does meets what another did. The tars themselves are
//! well made; what is odd is what they say.

use crate::common::random::Random;
use crate::common::raw_tar::{Head, Tar};

const PARTS: &[&str] = &["a", "b", "c", "d"];

struct Making {
    random: Random,
    /// Every path that some layer named so far.
    used: Vec<String>,
    /// Of those the ones that were given a file, with its header.
    files: Vec<(String, Head)>,
    /// The first of them that belongs to the layer at hand.
    fresh: usize,
    /// Parents come first, nothing is said twice in a layer, and hard links name files of their
    /// layer, as builders do it.
    tidy: bool,
    /// `a` and `b` are directories, `c` and `d` are none, in all layers.
    steady: bool,
}

/// The layers of a seed's image, lowest first.
pub fn layers(seed: u64) -> Vec<Vec<u8>> {
    let mut random = Random::new(seed ^ 0x1_ace5);
    let tidy = random.percent(70);
    let steady = random.percent(75);
    let count = 1 + random.below(6);
    let mut making = Making {
        random,
        used: vec![],
        files: vec![],
        fresh: 0,
        tidy,
        steady,
    };
    (0..count).map(|at| making.layer(at)).collect()
}

impl Making {
    fn layer(&mut self, at: usize) -> Vec<u8> {
        self.fresh = self.files.len();
        let mut tar = Tar::new();
        let mut said: Vec<String> = vec![];
        let most = if at == 0 { 10 } else { 7 };
        for _ in 0..1 + self.random.below(most) {
            let path = self.path();
            if self.tidy {
                tar = self.parents(tar, &path, &mut said);
                if said.contains(&path) {
                    continue;
                }
            }
            said.push(path.clone());
            tar = self.entry(tar, &path, at);
        }
        tar.end()
    }

    /// A path that was named before, mostly, so that layers meet.
    fn path(&mut self) -> String {
        if !self.used.is_empty() && self.random.percent(60) {
            return self.used[self.random.below(self.used.len())].clone();
        }
        let depth = self.random.one(&[1, 1, 2, 2, 2, 3]);
        let inner = if self.steady { &PARTS[..2] } else { PARTS };
        let mut parts: Vec<&str> = (1..depth).map(|_| self.random.one(inner)).collect();
        parts.push(self.random.one(PARTS));
        let path = parts.join("/");
        self.used.push(path.clone());
        path
    }

    fn parents(&mut self, mut tar: Tar, path: &str, said: &mut Vec<String>) -> Tar {
        for (at, _) in path.match_indices('/') {
            let parent = path[..at].to_owned();
            if !said.contains(&parent) && self.random.percent(90) {
                let head = self.dressed(b'5', format!("{parent}/"));
                tar = tar.entry(&head, b"");
                said.push(parent);
            }
        }
        tar
    }

    fn dressed(&mut self, kind: u8, name: String) -> Head {
        let random = &mut self.random;
        let modes: &[u32] = match kind {
            b'5' => &[0o755, 0o755, 0o700, 0o1777, 0o2750],
            _ => &[0o644, 0o644, 0o600, 0o755, 0o4755],
        };
        Head::new(kind, name)
            .mode(random.one(modes))
            .owner(random.one(&[0, 0, 1000, 65534]), random.one(&[0, 0, 1000]))
            .mtime(random.one(&[1_600_000_000, 1_700_000_000]))
    }

    /// The name as tars write it: nearly always as it is.
    fn written(&mut self, path: &str) -> String {
        match self.random.below(if self.tidy { 300 } else { 40 }) {
            0..=3 => format!("./{path}"),
            4 => format!("/{path}"),
            5 => path.replace('/', "//"),
            6 => format!("a/../{path}"),
            7 => format!("../{path}"),
            8 => format!("{path}/."),
            _ => path.to_owned(),
        }
    }

    fn entry(&mut self, tar: Tar, path: &str, layer: usize) -> Tar {
        let name = self.written(path);
        let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
        let beside = |name: &str| {
            let slash = if parent.is_empty() { "" } else { "/" };
            format!("{parent}{slash}{name}")
        };
        let mut what = self.random.below(100);
        let folder = matches!(last, "a" | "b");
        if self.steady && !(72..=92).contains(&what) && (34..=50).contains(&what) != folder {
            what = if folder { 40 } else { 10 };
        }
        if self.tidy && what >= 96 && self.random.percent(80) {
            what = 10;
        }
        match what {
            0..=33 => {
                let contents = vec![b'a' + layer as u8; self.random.one(&[0, 1, 7, 600])];
                let head = self.dressed(b'0', name).size(contents.len() as u64);
                self.files.push((path.to_owned(), head.clone()));
                tar.entry(&head, &contents)
            }
            34..=50 => {
                let slash = self.random.one(&["/", "/", ""]);
                let head = self.dressed(b'5', format!("{name}{slash}"));
                tar.entry(&head, b"")
            }
            51..=62 => {
                let target = self.target();
                let head = self.dressed(b'2', name).link(target);
                tar.entry(&head, b"")
            }
            63..=71 => {
                let head = self.hard_link(name);
                tar.entry(&head, b"")
            }
            72..=84 => tar.file(beside(&format!(".wh.{last}")), b""),
            85..=90 => tar.file(format!("{path}/.wh..wh..opq"), b""),
            91..=92 => tar.file(beside(".wh..wh..opq"), b""),
            93 => {
                let head = self.dressed(b'6', name);
                tar.entry(&head, b"")
            }
            94..=95 => {
                let kind = self.random.one(b"34");
                let (major, minor) = self.random.one(&[(1, 3), (7, 300), (300, 70_000), (0, 0)]);
                let head = self.dressed(kind, name).device(major, minor);
                tar.entry(&head, b"")
            }
            96 => tar.file(beside(self.random.one(&[".wh.", ".wh..", ".wh..."])), b""),
            97 => {
                let odd = [
                    ".wh..wh.plnk/1",
                    ".wh..wh.aufs",
                    ".wh.b/f",
                    ".wh..wh..opaque",
                ];
                tar.file(beside(self.random.one(&odd)), b"x")
            }
            98 => {
                let name = self.random.one(&["", ".", "./", "/"]);
                let head = self.dressed(b'5', name.to_owned());
                tar.entry(&head, b"")
            }
            // A whiteout of another type than a file's.
            _ => {
                let head = self.dressed(odd_kind(last), beside(&format!(".wh.{last}")));
                tar.entry(&head, b"")
            }
        }
    }

    fn target(&mut self) -> String {
        let path = self.path();
        match self.random.below(8) {
            0 => "..".into(),
            1 => "/".into(),
            2 => format!("../{path}"),
            3..=4 => format!("/{path}"),
            5 => self.random.one(PARTS).into(),
            6 => "missing/target".into(),
            _ => path,
        }
    }

    /// A hard link: mostly to a file that is, or was, there, with the facts of that file.
    fn hard_link(&mut self, name: String) -> Head {
        let from = if self.tidy { self.fresh } else { 0 };
        if self.files.len() == from || !self.tidy && self.random.percent(10) {
            if self.tidy {
                return self.dressed(b'2', name).link("c");
            }
            let target = self.path();
            return self.dressed(b'1', name).link(target);
        }
        let at = from + self.random.below(self.files.len() - from);
        let (path, file) = self.files[at].clone();
        let slash = self.random.one(&["", "", "", "/", "./"]);
        let mut head = file.size(0).link(format!("{slash}{path}"));
        (head.name, head.kind) = (name.into_bytes(), b'1');
        if self.random.percent(10) {
            head.mode = 0o640;
        }
        head
    }
}

fn odd_kind(last: &str) -> u8 {
    match last {
        "a" => 0,
        "b" => b'2',
        "c" => b'5',
        _ => b'6',
    }
}
