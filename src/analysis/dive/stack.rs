//! dive's stacked tree and its sums by path, in one arena that only grows.
//!
//! dive keeps two things apart that share their keys: the tree of the layers stacked so far, from
//! which a whiteout takes paths away, and the table of every path ever met with its sums. Here a
//! path has one record: whether the tree has it now, and what was counted for it.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::layer_tree::number;
use super::name::DiveName;

const NONE: u32 = u32::MAX;
/// The smallest size of a path that was never met: it is in no sum.
const UNMET: i64 = i64::MIN;

/// Number of a path; 0 is the root.
pub(super) type PathId = u32;

#[derive(Debug, Clone)]
struct Record {
    parent: PathId,
    name_start: usize,
    name_len: u32,
    whiteout: bool,
    /// Whether the stacked tree has this path. Then it has its parents, too.
    there: bool,
    directory: bool,
    size: i64,
    first_child: PathId,
    next: PathId,
    previous: PathId,
    count: u32,
    cumulative: i64,
    smallest: i64,
}

/// See the module's own words.
#[derive(Debug)]
pub(super) struct Stack {
    records: Vec<Record>,
    names: Vec<u8>,
    by_name: HashTable<PathId>,
    hasher: DefaultHashBuilder,
}

impl Default for Stack {
    fn default() -> Stack {
        let name = DiveName {
            whiteout: false,
            rest: b"",
        };
        let root = Record {
            there: true,
            ..Record::new(NONE, name, 0)
        };
        Stack {
            records: vec![root],
            names: Vec::new(),
            by_name: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }
}

impl Record {
    fn new(parent: PathId, name: DiveName<'_>, name_start: usize) -> Record {
        Record {
            parent,
            name_start,
            name_len: number(name.rest.len()),
            whiteout: name.whiteout,
            there: false,
            directory: false,
            size: 0,
            first_child: NONE,
            next: NONE,
            previous: NONE,
            count: 0,
            cumulative: 0,
            smallest: UNMET,
        }
    }

    fn name<'a>(&self, names: &'a [u8]) -> DiveName<'a> {
        let rest = &names[self.name_start..self.name_start + self.name_len as usize];
        DiveName {
            whiteout: self.whiteout,
            rest,
        }
    }
}

impl Stack {
    pub(super) const ROOT: PathId = 0;

    /// The path of that name below `parent`, made known when it was not.
    pub(super) fn child(&mut self, parent: PathId, name: DiveName<'_>) -> PathId {
        if let Some(found) = self.find(parent, name) {
            return found;
        }
        let Stack {
            records,
            names,
            by_name,
            hasher,
        } = self;
        let id = number(records.len());
        records.push(Record::new(parent, name, names.len()));
        names.extend_from_slice(name.rest);
        by_name.insert_unique(hasher.hash_one((parent, name)), id, |&id| {
            let record = &records[id as usize];
            hasher.hash_one((record.parent, record.name(names)))
        });
        id
    }

    fn find(&self, parent: PathId, name: DiveName<'_>) -> Option<PathId> {
        let same = |&id: &PathId| {
            let record = &self.records[id as usize];
            record.parent == parent && record.name(&self.names) == name
        };
        self.by_name
            .find(self.hasher.hash_one((parent, name)), same)
            .copied()
    }

    /// The path that a whiteout in `parent` hides, if it was ever known. A whiteout without a
    /// name hides, to dive, the directory that it stands in.
    pub(super) fn hidden_by(&self, parent: PathId, whiteout: DiveName<'_>) -> Option<PathId> {
        if whiteout.rest.is_empty() {
            return Some(parent);
        }
        self.find(parent, whiteout.hidden())
    }

    /// Whether the stacked tree has this path now.
    pub(super) fn is_there(&self, path: PathId) -> bool {
        self.record(path).there
    }

    /// Puts a path into the tree, or new attributes to a path that is there; what stands below it
    /// stays. Parents that are missing come with it, without attributes.
    pub(super) fn put(&mut self, path: PathId, size: i64, directory: bool) {
        let mut up = path;
        while !self.record(up).there {
            self.link(up);
            up = self.record(up).parent;
        }
        let record = self.record_mut(path);
        (record.size, record.directory) = (size, directory);
    }

    /// Takes a path with all that is below it out of the tree; the root stays.
    pub(super) fn remove(&mut self, path: PathId) {
        if path == Self::ROOT || !self.is_there(path) {
            return;
        }
        self.unlink(path);
        let mut gone = vec![path];
        while let Some(path) = gone.pop() {
            let record = self.record_mut(path);
            let mut child = record.first_child;
            (record.there, record.directory, record.size) = (false, false, 0);
            record.first_child = NONE;
            while child != NONE {
                gone.push(child);
                child = self.record(child).next;
            }
        }
    }

    fn link(&mut self, path: PathId) {
        let parent = self.record(path).parent;
        let next = std::mem::replace(&mut self.record_mut(parent).first_child, path);
        if next != NONE {
            self.record_mut(next).previous = path;
        }
        let record = self.record_mut(path);
        (record.there, record.next, record.previous) = (true, next, NONE);
    }

    fn unlink(&mut self, path: PathId) {
        let Record {
            parent,
            next,
            previous,
            ..
        } = *self.record(path);
        match previous {
            NONE => self.record_mut(parent).first_child = next,
            previous => self.record_mut(previous).next = next,
        }
        if next != NONE {
            self.record_mut(next).previous = previous;
        }
    }

    /// Σ of all sizes at and below a directory of the tree; 0 for anything else, a single file
    /// too. `known` remembers the directories summed; it holds while the tree does not change, so
    /// that whiteouts within each other never sum the same bytes twice.
    pub(super) fn directory_bytes(&self, path: PathId, known: &mut HashMap<PathId, i64>) -> i64 {
        if !self.record(path).directory {
            return 0;
        }
        if let Some(&sum) = known.get(&path) {
            return sum;
        }
        let mut open = vec![self.unsummed(path)];
        let mut done = 0;
        while let Some(sum) = open.last_mut() {
            let child = sum.child;
            if child == NONE {
                done = sum.bytes;
                known.insert(sum.path, done);
                open.pop();
                if let Some(above) = open.last_mut() {
                    above.bytes = above.bytes.wrapping_add(done);
                }
                continue;
            }
            let record = self.record(child);
            sum.child = record.next;
            let bytes = match record.first_child {
                NONE => Some(record.size),
                _ => known.get(&child).copied(),
            };
            match bytes {
                Some(bytes) => sum.bytes = sum.bytes.wrapping_add(bytes),
                None => open.push(self.unsummed(child)),
            }
        }
        done
    }

    fn unsummed(&self, path: PathId) -> Sum {
        let record = self.record(path);
        Sum {
            path,
            child: record.first_child,
            bytes: record.size,
        }
    }

    /// Notes that a path was met; from then on its smallest size takes part in the score, as −1
    /// as long as nothing was counted.
    pub(super) fn meet(&mut self, path: PathId) {
        let record = self.record_mut(path);
        if record.smallest == UNMET {
            record.smallest = -1;
        }
    }

    /// Counts a path once with a size; returns how often it was counted.
    pub(super) fn count(&mut self, path: PathId, size: i64) -> u32 {
        let record = self.record_mut(path);
        record.cumulative = record.cumulative.wrapping_add(size);
        if record.smallest < 0 || size < record.smallest {
            record.smallest = size;
        }
        record.count += 1;
        record.count
    }

    /// What was counted for a path: Σ of sizes, and how often.
    pub(super) fn counted(&self, path: PathId) -> (i64, u32) {
        let record = self.record(path);
        (record.cumulative, record.count)
    }

    /// The smallest size that was counted for a path.
    pub(super) fn smallest(&self, path: PathId) -> i64 {
        self.record(path).smallest
    }

    /// Σ of the smallest sizes and Σ of all sizes, over every path met.
    pub(super) fn totals(&self) -> (i64, i64) {
        let met = self
            .records
            .iter()
            .filter(|record| record.smallest != UNMET);
        met.fold((0, 0), |(least, all): (i64, i64), record| {
            (
                least.wrapping_add(record.smallest),
                all.wrapping_add(record.cumulative),
            )
        })
    }

    /// The path, with a leading `/`.
    pub(super) fn path(&self, path: PathId) -> Vec<u8> {
        let mut parts: Vec<&[u8]> = vec![];
        let mut up = path;
        while up != Self::ROOT {
            let record = self.record(up);
            let name = record.name(&self.names);
            parts.extend([name.rest, if name.whiteout { b".wh." } else { b"" }, b"/"]);
            up = record.parent;
        }
        parts
            .iter()
            .rev()
            .flat_map(|part| part.iter().copied())
            .collect()
    }

    fn record(&self, path: PathId) -> &Record {
        &self.records[path as usize]
    }

    fn record_mut(&mut self, path: PathId) -> &mut Record {
        &mut self.records[path as usize]
    }
}

/// A directory whose bytes are being added up.
struct Sum {
    path: PathId,
    child: PathId,
    bytes: i64,
}
