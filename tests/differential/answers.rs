//! Go's answers, small enough to be kept: a few bytes of hash for each layer of a seed, so that
//! `cargo test` holds our reader against Go without Go.

use sha2::{Digest, Sha256};

use crate::common::oracle::{Listed, hex};

/// Contents above this are not read by `list.go`.
const CONTENT_LIMIT: u64 = 64 << 20;

/// One kept answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub seed: u64,
    /// Of the layer's bytes: the generator has not changed.
    pub case: String,
    /// Of what is listed.
    pub listing: String,
}

impl Answer {
    pub fn of(seed: u64, stored: &[u8], rows: &[Listed], fails: bool) -> Answer {
        let mut text = format!("{fails}\n");
        for row in rows {
            let read = row.kind == b'0' && (1..=CONTENT_LIMIT).contains(&row.size);
            let content = row.content.as_ref().filter(|_| read);
            let Listed {
                path,
                kind,
                size,
                mode,
                uid,
                gid,
                mtime,
                link,
                device,
                ..
            } = row;
            text.push_str(&format!(
                "{path:?} {kind} {size} {mode} {uid} {gid} {mtime:?} {link:?} {device:?} {content:?}\n"
            ));
        }
        Answer {
            seed,
            case: short(stored),
            listing: short(text.as_bytes()),
        }
    }

    pub fn line(&self) -> String {
        format!("{} {} {}\n", self.seed, self.case, self.listing)
    }

    #[allow(dead_code)] // for the test that reads what the program writes
    pub fn parse(line: &str) -> Option<Answer> {
        let mut words = line.split(' ').map(str::to_owned);
        Some(Answer {
            seed: words.next()?.parse().ok()?,
            case: words.next()?,
            listing: words.next()?,
        })
    }
}

fn short(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..4])
}
