//! Path → row: asked for every entry of an image, so four look-ups by hash and no walk.
//!
//! A pattern is a name with at most one `*`, and directories before it where the name alone says
//! too little: `.npmrc`, `*.tfvars`, `.docker/config.json`, `application*.yml`, `svn.simple/*`.
//! All of them are in lower case and match whatever the case.

use hashbrown::HashMap;

use super::value;

/// Longest name that is looked up; longer ones are no credential file's.
const LONGEST: usize = 255;

/// What people and package managers put behind a name to keep a copy.
const COPIES: &[&str] = &[
    ".example",
    ".sample",
    ".dist",
    ".template",
    ".tmpl",
    ".tpl",
    ".j2",
    ".erb",
    ".bak",
    ".backup",
    ".old",
    ".orig",
    ".save",
    ".copy",
    ".default",
    ".rpmsave",
    ".rpmnew",
    ".rpmorig",
    ".dpkg-old",
    ".dpkg-new",
    ".dpkg-dist",
    ".ucf-old",
    ".swp",
    ".bkp",
    ".prev",
    ".1",
    "~",
    "-",
];

/// The patterns of all rows, by the part of them that is looked up.
pub(super) struct Index {
    exact: HashMap<String, Vec<Pattern>>,
    stems: HashMap<String, Vec<Pattern>>,
    endings: HashMap<String, Vec<Pattern>>,
    inside: HashMap<String, Vec<Pattern>>,
}

struct Pattern {
    /// With the slash behind them; empty where any will do.
    dirs: String,
    prefix: String,
    suffix: String,
    starred: bool,
    row: usize,
}

impl Index {
    /// Of the rows' patterns, which blanks part, with the rows' numbers.
    pub(super) fn new(rows: impl Iterator<Item = (&'static str, usize)>) -> Index {
        let mut index = Index {
            exact: HashMap::new(),
            stems: HashMap::new(),
            endings: HashMap::new(),
            inside: HashMap::new(),
        };
        for (patterns, row) in rows {
            for text in patterns.split_ascii_whitespace() {
                index.add(&text.replace("%20", " "), row);
            }
        }
        index
    }

    fn add(&mut self, text: &str, row: usize) {
        let (dirs, name) = text.split_at(text.rfind('/').map_or(0, |slash| slash + 1));
        let (prefix, suffix) = name.split_once('*').unwrap_or((name, ""));
        let pattern = Pattern {
            dirs: dirs.to_owned(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            starred: name.contains('*'),
            row,
        };
        let (map, key) = if !pattern.starred {
            (&mut self.exact, name)
        } else if let Some(dot) = suffix.rfind('.') {
            (&mut self.endings, &suffix[dot..])
        } else if prefix.is_empty() {
            (&mut self.inside, last_dir(dirs))
        } else {
            (&mut self.stems, stem(prefix))
        };
        map.entry(key.to_owned()).or_default().push(pattern);
    }

    /// The row of the pattern that says most of `path`; copies of a file count as it.
    pub(super) fn row(&self, path: &[u8]) -> Option<usize> {
        let mut buffer = [0; LONGEST];
        let name = lower(base(path), &mut buffer)?;
        let dirs = &path[..path.len() - name.len()];
        let mut rest = name;
        for _ in 0..3 {
            if let Some(row) = self.best(dirs, rest) {
                return Some(row);
            }
            rest = COPIES
                .iter()
                .find_map(|ending| rest.strip_suffix(ending))
                .filter(|rest| !rest.is_empty())?;
        }
        None
    }

    fn best(&self, dirs: &[u8], name: &str) -> Option<usize> {
        let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
        let parent = dirs.strip_suffix(b"/").unwrap_or(dirs);
        let mut buffer = [0; LONGEST];
        let parent = lower(base(parent), &mut buffer).unwrap_or("");
        let lists = [
            self.exact.get(name),
            self.stems.get(stem(name)),
            self.endings.get(ending),
            self.inside.get(parent),
        ];
        let all = lists.into_iter().flatten().flatten();
        let fitting = all.filter(|pattern| pattern.fits(dirs, name));
        fitting
            .max_by_key(|pattern| pattern.says())
            .map(|pattern| pattern.row)
    }
}

impl Pattern {
    fn fits(&self, dirs: &[u8], name: &str) -> bool {
        let room = name.len() >= self.prefix.len() + self.suffix.len();
        let name = match self.starred {
            true => room && name.starts_with(&*self.prefix) && name.ends_with(&*self.suffix),
            false => name == self.prefix,
        };
        name && self.inside(dirs)
    }

    fn inside(&self, dirs: &[u8]) -> bool {
        let Some(cut) = dirs.len().checked_sub(self.dirs.len()) else {
            return false;
        };
        let whole = cut == 0 || self.dirs.is_empty() || dirs[cut - 1] == b'/';
        whole && dirs[cut..].eq_ignore_ascii_case(self.dirs.as_bytes())
    }

    /// A whole name says more than its directory, that more than an ending.
    fn says(&self) -> (bool, usize, usize) {
        let dirs = self.dirs.matches('/').count();
        (!self.starred, dirs, self.prefix.len() + self.suffix.len())
    }
}

/// The name of a path's last part.
pub(super) fn base(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or_default()
}

/// The directory `name` stands among those of `path`.
pub(super) fn within(path: &[u8], names: &[&str]) -> bool {
    path.split(|&byte| byte == b'/')
        .any(|part| value::is_any(part, names))
}

fn last_dir(dirs: &str) -> &str {
    dirs.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

/// Up to the first dot behind the first character.
fn stem(name: &str) -> &str {
    let dot = name.char_indices().skip(1).find(|(_, c)| *c == '.');
    dot.map_or(name, |(dot, _)| &name[..dot])
}

fn lower<'b>(name: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    let copy = buffer.get_mut(..name.len())?;
    copy.copy_from_slice(name);
    copy.make_ascii_lowercase();
    std::str::from_utf8(copy).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_that_says_most_wins() {
        let patterns = [
            ".npmrc",
            "*.json",
            ".docker/config.json",
            "application*.yml",
            "*.yml",
            "svn.simple/*",
            ".env.*",
            ".env",
            "shadow",
            "a/b/config.json",
            ".config/*.json",
        ];
        let index = Index::new(patterns.iter().enumerate().map(|(row, text)| (*text, row)));
        for (path, found) in [
            ("root/.npmrc", Some(".npmrc")),
            (".NPMRC", Some(".npmrc")),
            ("x.npmrc", None),
            ("root/.docker/config.json", Some(".docker/config.json")),
            ("root/x.docker/config.json", Some("*.json")),
            (".docker/config.json", Some(".docker/config.json")),
            ("x/a/b/config.json", Some("a/b/config.json")),
            ("home/.config/x.json", Some(".config/*.json")),
            ("srv/application-prod.yml", Some("application*.yml")),
            ("srv/other.yml", Some("*.yml")),
            (".subversion/auth/svn.simple/0a1b", Some("svn.simple/*")),
            ("app/.env.local", Some(".env.*")),
            ("app/.env", Some(".env")),
            ("app/.env.example", Some(".env.*")),
            ("etc/shadow-", Some("shadow")),
            ("etc/shadow.bak", Some("shadow")),
            ("app/application.yml.j2", Some("application*.yml")),
            ("app/environment", None),
            ("", None),
            ("/", None),
        ] {
            let row = index.row(path.as_bytes()).map(|row| patterns[row]);
            assert_eq!(row, found, "{path}");
        }
    }
}
