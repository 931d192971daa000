//! How many characters that show stand in a row in every match of a rule, its keyword among them.
//!
//! A token of thirty letters cannot stand where no thirty characters follow each other. In a
//! program that is nearly everywhere, and it shows eight bytes at a time; only the rest is searched
//! for keywords. So a rule is asked here what it needs. Of a rule whose form does not say where its
//! keywords stand nothing can be promised, and it is searched for everywhere.

use regex_syntax::hir::{Class, ClassBytes, Hir, HirKind};

/// Beginnings of a match that are written out; more say no more.
const HEADS: usize = 64;
/// Letters of a class that is written out, whatever their case: the sixteen digits of a hash.
const LETTERS: usize = 16;
/// Bytes of a beginning, more than any keyword has.
const LONGEST: usize = 64;

/// Whether a byte counts as a character here: ASCII, line ends and tabs included.
pub(super) fn shows(byte: u8) -> bool {
    (8..0x80).contains(&byte)
}

/// Characters that stand in a row in every match, with a keyword among them; 0 where that cannot
/// be said.
pub(super) fn of(hir: &Hir, keywords: &[String]) -> usize {
    let mut parts = vec![];
    flatten(hir, &mut parts);
    let fold = |word: &String| word.to_ascii_lowercase();
    let keywords: Vec<String> = keywords.iter().map(fold).collect();
    let rows = parts.split(|part| !shown(part).1);
    let named = rows.filter(|row| (0..row.len()).any(|from| names(&row[from..], &keywords)));
    let runs = named.map(|row| row.iter().map(|part| shown(part).0).sum());
    runs.max().unwrap_or(0)
}

/// The parts that every match has one behind the other; groups are looked into.
///
/// The depth of a regex is bounded by its parser (250 nested groups).
fn flatten<'h>(hir: &'h Hir, parts: &mut Vec<&'h Hir>) {
    match hir.kind() {
        HirKind::Capture(capture) => flatten(&capture.sub, parts),
        HirKind::Concat(all) => all.iter().for_each(|one| flatten(one, parts)),
        _ => parts.push(hir),
    }
}

/// The fewest bytes of a match, and whether all bytes of all matches show.
fn shown(hir: &Hir) -> (usize, bool) {
    let all = |parts: &[Hir]| parts.iter().all(|part| shown(part).1);
    let whole = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(|&byte| shows(byte)),
        HirKind::Class(class) => letters(class).is_some_and(|class| {
            let mut ranges = class.iter();
            ranges.all(|range| shows(range.start()) && shows(range.end()))
        }),
        HirKind::Repetition(repetition) => shown(&repetition.sub).1,
        HirKind::Capture(capture) => shown(&capture.sub).1,
        HirKind::Concat(parts) | HirKind::Alternation(parts) => all(parts),
    };
    (hir.properties().minimum_len().unwrap_or(0), whole)
}

/// A class of bytes; one that was written as an alternation of letters comes as one of characters.
fn letters(class: &Class) -> Option<ClassBytes> {
    match class {
        Class::Bytes(class) => Some(class.clone()),
        Class::Unicode(class) => class.to_byte_class(),
    }
}

/// Whether these parts begin with a keyword, in one of the ways that they can begin.
fn names(parts: &[&Hir], keywords: &[String]) -> bool {
    let mut heads = Heads::new();
    parts.iter().all(|part| heads.append(part));
    let holds = |head: &Vec<u8>| {
        let stands = |word: &String| memchr::memmem::find(head, word.as_bytes()).is_some();
        keywords.iter().any(stands)
    };
    heads.0.iter().any(holds)
}

/// What matches can begin with, in small letters.
struct Heads(Vec<Vec<u8>>);

impl Heads {
    fn new() -> Heads {
        Heads(vec![vec![]])
    }

    /// Puts a part behind each. False: it could not be written out to its end.
    fn append(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => self.cross(&[literal.0.to_ascii_lowercase()]),
            HirKind::Class(class) => {
                let Some(class) = letters(class) else {
                    return false;
                };
                let bytes = class.iter().flat_map(|range| range.start()..=range.end());
                let mut letters: Vec<Vec<u8>> =
                    bytes.map(|byte| vec![byte.to_ascii_lowercase()]).collect();
                letters.sort_unstable();
                letters.dedup();
                letters.len() <= LETTERS && self.cross(&letters)
            }
            HirKind::Repetition(repetition) => {
                let times = (0..repetition.min.min(LONGEST as u32)).all(|_| {
                    let full = self.0.iter().any(|head| head.len() >= LONGEST);
                    !full && self.append(&repetition.sub)
                });
                match (repetition.min, repetition.max) {
                    (min, Some(max)) if min == max => times,
                    (0, Some(1)) => self.either([&Hir::empty(), &*repetition.sub]),
                    _ => false,
                }
            }
            HirKind::Capture(capture) => self.append(&capture.sub),
            HirKind::Concat(parts) => parts.iter().all(|part| self.append(part)),
            HirKind::Alternation(parts) => self.either(parts),
        }
    }

    fn either<'h>(&mut self, parts: impl IntoIterator<Item = &'h Hir>) -> bool {
        let (mut all, mut whole) = (vec![], true);
        for part in parts {
            let mut heads = Heads::new();
            whole &= heads.append(part);
            all.append(&mut heads.0);
        }
        self.cross(&all) && whole
    }

    fn cross(&mut self, ends: &[Vec<u8>]) -> bool {
        if self.0.len() * ends.len() > HEADS {
            return false;
        }
        let longer = |head: &Vec<u8>| {
            let joined = ends.iter().map(|end| [&head[..], end].concat());
            joined.collect::<Vec<_>>()
        };
        self.0 = self.0.iter().flat_map(longer).collect();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_what_every_match_has_from_its_keyword_on() {
        for (regex, keyword, run) in [
            (r"\bghp_[0-9A-Za-z]{36}\b", "ghp_", 40),
            (r"(?i)\bclojars_[0-9a-z]{60,255}", "clojars_", 68),
            (r"(?:^|[^A-Za-z])([sr]k_live_[a-z]{20})", "k_live_", 28),
            (r"(?:ghp|gho)_[a-z]{30,36}", "gh", 34),
            (r"abcd[a-z]{9}(?:efgh)?[a-z]{2}", "abcd", 15),
            (r"abcd_[a-z]{20}|efg_[a-z]{9}", "_", 13),
            (r"(abcd)(_)([a-z]{20})[\s\x00][a-z]+", "cd_", 25),
            (
                r"acme[\w. -]{0,25}\s*=\s*([a-z]{20})(?:[^\w-]|$)",
                "acme",
                25,
            ),
            (r"https://[0-9a-f]{8}\.(?:acme|other)\.com", "acme", 25),
            (r"\b(A{20,24}[a-z]{9})", "aaaaaaaaaaaaaaaaaaaa", 29),
            (r#"(?:["']|[=:][ \t]?)(tok[a-z]{30})\b"#, "= tok", 34),
            (r"\btok_[0-9]{6}", "tok_1", 10),
            (
                r"\b(snyk_(?:u|s)at\.[0-9a-f]{8}\.[\w-]{30,600})",
                "snyk_uat.",
                48,
            ),
            // What is between does not show.
            (r"abcd.[a-z]{20}", "abcd", 4),
            (r"abcd_[^ ]{20}", "abcd", 5),
            (r"abcd\x00[a-z]{20}", "abcd", 0),
            (r"key.*=(abcd_[a-z]{20})", "abcd", 26),
            (r"key.*=(abcd_[a-z]{20})", "key", 3),
            // Nothing says where the keyword is.
            (r"[a-z]{20}", "abcd", 0),
            (r"(?:abcd_[a-z]{20}|[0-9]{3}.)", "abcd", 0),
            ("", "abcd", 0),
        ] {
            let hir = super::super::pattern::parse(regex).unwrap();
            assert_eq!(of(&hir, &[keyword.to_owned()]), run, "{regex} {keyword}");
        }
    }
}
