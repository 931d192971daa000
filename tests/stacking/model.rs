//! A file system as plain as can be, to hold the tree against: a map from path to inode, changed
//! entry by entry, slow and obvious. No links are followed: the laws use none as parents.

use std::collections::BTreeMap;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Dir,
    Symlink,
    File(usize),
}

/// A stored content.
#[derive(Debug, Clone)]
pub struct Inode {
    pub size: u64,
    pub layer: usize,
}

#[derive(Debug, Default, Clone)]
pub struct Model {
    pub paths: BTreeMap<String, Node>,
    pub inodes: Vec<Inode>,
}

impl Model {
    /// Applies one layer, written as in the cases.
    pub fn apply(&mut self, layer: usize, text: &str) {
        let entries: Vec<Vec<&str>> = (text.split(';'))
            .map(|entry| entry.split_whitespace().collect())
            .filter(|words: &Vec<&str>| !words.is_empty())
            .collect();
        for words in &entries {
            match words[0] {
                "w" => self.remove(words[1]),
                "o" => self.remove_below(words[1]),
                _ => {}
            }
        }
        for words in &entries {
            self.entry(layer, words);
        }
    }

    fn entry(&mut self, layer: usize, words: &[&str]) {
        let path = words.get(1).copied().unwrap_or_default();
        let node = match words[0] {
            "d" => Node::Dir,
            "s" => Node::Symlink,
            "f" => {
                self.inodes.push(Inode {
                    size: words[2].parse().unwrap(),
                    layer,
                });
                Node::File(self.inodes.len() - 1)
            }
            _ => return,
        };
        for (at, _) in path.match_indices('/') {
            let parent = &path[..at];
            if self.paths.get(parent) != Some(&Node::Dir) {
                self.paths.insert(parent.to_owned(), Node::Dir);
            }
        }
        if !(node == Node::Dir && self.paths.get(path) == Some(&Node::Dir)) {
            self.remove(path);
        }
        self.paths.insert(path.to_owned(), node);
    }

    fn remove(&mut self, path: &str) {
        self.paths.remove(path);
        self.remove_below(path);
    }

    fn remove_below(&mut self, path: &str) {
        let below = format!("{path}/");
        self.paths.retain(|path, _| !path.starts_with(&below));
    }

    /// As `visible` in the cases writes the tree.
    pub fn visible(&self) -> Vec<String> {
        let mut shown: Vec<String> = (self.paths.iter())
            .map(|(path, node)| match node {
                Node::Dir => format!("d /{path}"),
                Node::Symlink => format!("s /{path}"),
                Node::File(inode) => format!("f /{path} {}", self.inodes[*inode].size),
            })
            .collect();
        shown.sort();
        shown
    }

    /// Bytes that some path shows.
    pub fn live(&self) -> u64 {
        let shown = self.paths.values().filter_map(|node| match node {
            Node::File(inode) => Some(self.inodes[*inode].size),
            _ => None,
        });
        shown.sum()
    }

    /// Bytes of all contents, by the layer that stores them.
    pub fn stored(&self, layer: usize) -> u64 {
        self.inodes
            .iter()
            .filter(|inode| inode.layer == layer)
            .map(|inode| inode.size)
            .sum()
    }
}
