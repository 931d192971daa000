//! Policy files: `.layerscope.yaml`, `.layerscope.yml` or `.layerscope.toml`, and dive's
//! `.dive-ci`. Which one is read, and what its keys are called.

use std::path::{Path, PathBuf};

use super::document::{self, Node, Place, Problem, Value};
use super::ignore::Ignore;
use super::keys::{self, KEYS, Key, Kind};
use super::policy::{Given, Origin, PolicyError};
use crate::limits::Limits;
use crate::text::escape;

const OWN: [&str; 3] = [".layerscope.yaml", ".layerscope.yml", ".layerscope.toml"];
const DIVE: &str = ".dive-ci";

/// A policy file, read: what it gives for each key.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// Its name as the user would type it, escaped.
    pub name: String,
    pub(super) given: Vec<Given>,
    pub(super) ignored: Vec<Ignore>,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// `--config`: our policy file; TOML when it ends in `.toml`, else YAML.
    pub own: Option<&'a Path>,
    /// `--ci-config`: dive's.
    pub dive: Option<&'a Path>,
    /// Where to look for both under their own names when neither was named.
    pub folder: &'a Path,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The file in force; none: the defaults.
    pub file: Option<PolicyFile>,
    /// What the user should know: which of two files was taken.
    pub notes: Vec<String>,
}

/// Finds and reads the policy file: a named one before one that lies about, ours before dive's.
///
/// # Errors
/// A file that was named and is not there, one that cannot be read, is too large, or says
/// something that is not known: the file, line, column, and what would be right.
pub fn load(wanted: &Wanted<'_>, limits: &Limits) -> Result<Loaded, PolicyError> {
    let named = wanted.own.is_some() || wanted.dive.is_some();
    let (own, dive) = match named {
        true => (
            wanted.own.map(Path::to_owned),
            wanted.dive.map(Path::to_owned),
        ),
        false => (find_own(wanted.folder)?, there(wanted.folder, DIVE)),
    };
    let mut loaded = Loaded::default();
    if let (Some(own), Some(dive)) = (&own, &dive) {
        let (own, dive) = (shown(own), shown(dive));
        loaded.notes.push(format!(
            "{own} and {dive} both have rules; those of {own} are used"
        ));
    }
    loaded.file = match (own, dive) {
        (Some(path), _) => Some(read_own(&path, limits)?),
        (None, Some(path)) => Some(read_dive(&path, limits)?),
        (None, None) => None,
    };
    Ok(loaded)
}

fn find_own(folder: &Path) -> Result<Option<PathBuf>, PolicyError> {
    let mut found = OWN.iter().filter_map(|name| there(folder, name));
    let first = found.next();
    match (&first, found.next()) {
        (Some(first), Some(second)) => Err(PolicyError::new(
            shown(first),
            format!(
                "{} is here, too; keep one, or name one with --config",
                shown(&second)
            ),
        )),
        _ => Ok(first),
    }
}

fn there(folder: &Path, name: &str) -> Option<PathBuf> {
    // The name alone where it can be, as the user would type it.
    let path = if folder == Path::new(".") {
        PathBuf::from(name)
    } else {
        folder.join(name)
    };
    path.exists().then_some(path)
}

fn shown(path: &Path) -> String {
    crate::text::escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned()
}

fn read(path: &Path, limits: &Limits) -> Result<String, PolicyError> {
    document::read(
        path,
        limits.policy_bytes,
        "policy file",
        " (--limit policy-bytes)",
    )
    .map_err(|message| PolicyError::new(shown(path), message))
}

fn read_own(path: &Path, limits: &Limits) -> Result<PolicyFile, PolicyError> {
    let text = read(path, limits)?;
    let is_toml = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    let node = if is_toml {
        document::toml(&text)
    } else {
        document::yaml(&text)
    };
    let reading = Reading {
        name: shown(path),
        own: true,
    };
    let said = node.and_then(|node| reading.own(&node));
    said.map(|(given, ignored)| PolicyFile {
        name: reading.name.clone(),
        given,
        ignored,
    })
    .map_err(|problem| reading.error(problem))
}

fn read_dive(path: &Path, limits: &Limits) -> Result<PolicyFile, PolicyError> {
    let text = read(path, limits)?;
    let reading = Reading {
        name: shown(path),
        own: false,
    };
    let given = document::yaml(&text).and_then(|node| reading.dive(&node));
    given
        .map(|given| PolicyFile {
            name: reading.name.clone(),
            given,
            ignored: Vec::new(),
        })
        .map_err(|problem| reading.error(problem))
}

struct Reading {
    name: String,
    own: bool,
}

impl Reading {
    fn error(&self, problem: Problem) -> PolicyError {
        match problem.place {
            Some(Place { line, column }) => {
                PolicyError::new(format!("{}:{line}:{column}", self.name), problem.message)
            }
            None => PolicyError::new(&self.name, problem.message),
        }
    }

    /// Our own file: `rules:`, `secrets:` and nothing else, and no unknown rule.
    fn own(&self, node: &Node) -> Result<(Vec<Given>, Vec<Ignore>), Problem> {
        let (mut given, mut ignored) = (vec![], vec![]);
        for (place, name, value) in map(node, "a policy")? {
            match name.as_str() {
                "rules" => {
                    for (place, name, value) in map(value, "rules")? {
                        let key = Key::of_name(name).ok_or(problem(*place, misnamed(name)))?;
                        given.push(self.given(key, *place, value)?);
                    }
                }
                "secrets" => self.secrets(value, &mut given, &mut ignored)?,
                _ => return Err(problem(*place, misplaced(name))),
            }
        }
        Ok((given, ignored))
    }

    /// Which secrets fail, and which do not matter.
    fn secrets(
        &self,
        node: &Node,
        given: &mut Vec<Given>,
        ignored: &mut Vec<Ignore>,
    ) -> Result<(), Problem> {
        for (place, name, value) in map(node, "secrets")? {
            match (Key::of_secrets_name(name), name.as_str()) {
                (Some(key), _) => given.push(self.given(key, *place, value)?),
                (None, "ignore") => ignored.extend(super::ignore::read(value)?),
                (None, _) => return Err(problem(*place, keys::unknown_below_secrets(name))),
            }
        }
        Ok(())
    }

    /// dive's file: three keys below `rules:`, in any case; everything else is somebody else's.
    /// A key without a value counts as not there, as with dive.
    fn dive(&self, node: &Node) -> Result<Vec<Given>, Problem> {
        let mut given = vec![];
        let top = map(node, "a policy")?;
        let rules = top
            .iter()
            .filter(|(_, name, _)| name.eq_ignore_ascii_case("rules"));
        for (_, _, value) in rules {
            for (place, name, value) in map(value, "rules")? {
                match Key::of_dive_name(name) {
                    Some(key) if value.value != Value::Null => {
                        given.push(self.given(key, *place, value)?);
                    }
                    _ => {}
                }
            }
        }
        Ok(given)
    }

    fn given(&self, key: Key, place: Place, node: &Node) -> Result<Given, Problem> {
        let texts = match (&node.value, key.info().kind) {
            (Value::Text(text), _) => vec![(text.clone(), self.origin(node.place))],
            (Value::List(items), Kind::Patterns) => {
                let text = |item: &Node| match &item.value {
                    Value::Text(text) => Ok((text.clone(), self.origin(item.place))),
                    other => Err(self.wrong_kind(key, item.place, other)),
                };
                items.iter().map(text).collect::<Result<_, _>>()?
            }
            (other, _) => return Err(self.wrong_kind(key, node.place, other)),
        };
        let info = key.info();
        Ok(Given {
            key,
            name: if self.own {
                info.name
            } else {
                info.dive.unwrap_or(info.name)
            },
            texts,
            origin: self.origin(place),
        })
    }

    fn wrong_kind(&self, key: Key, place: Place, value: &Value) -> Problem {
        let info = key.info();
        let name = if self.own {
            info.name
        } else {
            info.dive.unwrap_or(info.name)
        };
        let what = match value {
            Value::Null => "has no value".to_owned(),
            other => format!("{} does not belong here", other.what()),
        };
        problem(place, format!("{name}: {what}; {}", info.kind.right()))
    }

    fn origin(&self, place: Place) -> Origin {
        Origin::File {
            name: self.name.clone(),
            line: place.line,
            column: place.column,
        }
    }
}

pub(super) fn problem(place: Place, message: String) -> Problem {
    Problem {
        place: Some(place),
        message,
    }
}

/// What to say of a key beside `rules:`.
fn misplaced(name: &str) -> String {
    match Key::of_name(name).or(Key::of_dive_name(name)) {
        Some(key) => format!("'{}' stands below 'rules:'", key.info().name),
        None => {
            let name = escape(name);
            format!("unknown key '{name}'; a policy has two, 'rules:' and 'secrets:'")
        }
    }
}

/// What to say of a key below `rules:` that is none of them.
fn misnamed(name: &str) -> String {
    let below_secrets = KEYS
        .iter()
        .find(|info| info.is_secrets() && info.name == name);
    match below_secrets {
        Some(info) => format!(
            "'{name}' is '{}' and stands below 'secrets:'",
            info.in_file()
        ),
        None => keys::unknown(name),
    }
}

pub(super) fn map<'a>(node: &'a Node, what: &str) -> Result<&'a [(Place, String, Node)], Problem> {
    match &node.value {
        Value::Map(items) => Ok(items),
        Value::Null => Ok(&[]),
        other => {
            let message = format!(
                "{what} must be a map such as 'lowest-efficiency: 0.9' below 'rules:', not {}",
                other.what()
            );
            Err(problem(node.place, message))
        }
    }
}
