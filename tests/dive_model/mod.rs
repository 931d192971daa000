//! dive's algorithm as its behaviour is described, without any care for time: every whiteout
//! stacks all lower layers anew. The accounting in the library must give the same figures.

use std::collections::BTreeMap;

use layerscope::analysis::dive::{DiveFigures, DiveReference};

#[derive(Debug, Clone, Default)]
struct Node {
    size: i64,
    directory: bool,
    children: BTreeMap<String, Node>,
}

/// Sums of one path: Σ sizes, smallest size, how often.
type Sums = BTreeMap<String, (i64, i64, u64)>;

impl Node {
    fn add(&mut self, path: &str, size: i64, directory: bool) {
        let mut node = self;
        for name in parts(path) {
            if !node.children.contains_key(name) && name.starts_with(".wh..wh.") {
                return;
            }
            node = node.children.entry(name.to_owned()).or_default();
        }
        (node.size, node.directory) = (size, directory);
    }

    fn get(&self, path: &str) -> Option<&Node> {
        parts(path).try_fold(self, |node, name| node.children.get(name))
    }

    fn remove(&mut self, path: &str) {
        let mut names: Vec<&str> = parts(path).collect();
        let Some(last) = names.pop() else { return };
        let parent = names
            .iter()
            .try_fold(self, |node, name| node.children.get_mut(*name));
        parent.and_then(|parent| parent.children.remove(last));
    }

    /// Every node below, children first: its path as it stands, and itself.
    fn visit(&self, above: &str) -> Vec<(String, &Node)> {
        let mut all = vec![];
        for (name, child) in &self.children {
            let path = format!("{above}/{name}");
            all.append(&mut child.visit(&path));
            all.push((path, child));
        }
        all
    }

    fn stack(&mut self, upper: &Node) {
        for (path, node) in upper.visit("") {
            match hidden(&path) {
                Some(path) => self.remove(&path),
                None => self.add(&path, node.size, node.directory),
            }
        }
    }

    fn bytes(&self) -> i64 {
        self.size + self.children.values().map(Node::bytes).sum::<i64>()
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// The path that a whiteout hides; none for any other path.
fn hidden(path: &str) -> Option<String> {
    let (above, name) = path.rsplit_once('/')?;
    Some(format!("{above}/{}", name.strip_prefix(".wh.")?))
}

/// dive's figures of layers given as paths and sizes.
pub(crate) fn account<P: AsRef<str>, L: AsRef<[(P, u64)]>>(layers: &[L]) -> DiveFigures {
    let mut trees = vec![];
    let mut layer_sizes = vec![];
    for layer in layers {
        let mut tree = Node::default();
        for (path, size) in layer.as_ref() {
            let directory = path.as_ref().ends_with('/');
            tree.add(path.as_ref(), *size as i64, directory);
        }
        // What a directory's header says counts, too.
        layer_sizes.push(layer.as_ref().iter().map(|(_, size)| size).sum());
        trees.push(tree);
    }
    let mut sums = Sums::new();
    for at in 0..trees.len() {
        count(&trees, at, &mut sums);
    }
    figures(&trees, layer_sizes, &sums)
}

fn count(trees: &[Node], at: usize, sums: &mut Sums) {
    for (path, node) in trees[at].visit("") {
        if !node.children.is_empty() {
            continue;
        }
        let whiteout = hidden(&path);
        let entry = sums
            .entry(whiteout.clone().unwrap_or(path))
            .or_insert((0, -1, 0));
        let mut size = node.size;
        if let Some(path) = whiteout {
            let mut stacked = trees[0].clone();
            trees[..at].iter().for_each(|tree| stacked.stack(tree));
            let Some(found) = stacked.get(&path) else {
                return;
            };
            size = if found.directory { found.bytes() } else { 0 };
        }
        entry.0 += size;
        if entry.1 < 0 || size < entry.1 {
            entry.1 = size;
        }
        entry.2 += 1;
    }
}

fn figures(trees: &[Node], layer_sizes: Vec<u64>, sums: &Sums) -> DiveFigures {
    let (all, least) = sums
        .values()
        .fold((0, 0), |(all, least), sum| (all + sum.0, least + sum.1));
    let references: Vec<DiveReference> = (sums.iter().filter(|(_, sum)| sum.2 > 1))
        .map(|(path, sum)| DiveReference {
            count: sum.2,
            size_bytes: sum.0 as u64,
            smallest_bytes: sum.1,
            path: path.clone().into_bytes(),
        })
        .collect();
    let wasted_bytes: u64 = references.iter().map(|found| found.size_bytes).sum();
    let user_size_bytes = layer_sizes.iter().skip(1).sum();
    DiveFigures {
        size_bytes: layer_sizes.iter().sum(),
        user_size_bytes,
        wasted_bytes,
        smallest_bytes: least,
        counted_bytes: all,
        efficiency: if all == 0 {
            1.0
        } else {
            least as f64 / all as f64
        },
        wasted_user_percent: wasted_bytes as f64 / user_size_bytes as f64,
        references,
        layer_files: trees
            .iter()
            .map(|tree| tree.visit("").len() as u64)
            .collect(),
        layer_sizes,
    }
}
