//! Where settings are looked for: our file below the config folder of the XDG base directory
//! specification, dive's where dive looks for it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Request;
use super::given::SettingsError;
use crate::gate::Origin;
use crate::text::escape_bytes;

/// Names the settings file; empty counts as not set.
const VARIABLE: &str = "LAYERSCOPE_SETTINGS";
const DIVE_NAMES: [&str; 2] = ["yaml", "yml"];
/// Files of dive's config folder that are looked at.
const MOST: usize = 1_000;

/// What became of a place where settings are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is read.
    Read,
    /// There is nothing.
    Absent,
    /// It is there, but another of its kind comes before it.
    Beaten,
}

/// One place where settings are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The file, escaped.
    pub name: String,
    /// It is dive's.
    pub dive: bool,
    /// What became of it.
    pub fate: Fate,
    pub(super) path: PathBuf,
}

impl Looked {
    fn new(path: PathBuf, dive: bool, fate: Fate) -> Looked {
        let name = escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned();
        Looked {
            name,
            dive,
            fate,
            path,
        }
    }
}

/// Every place, ours first. A file that was named is the only one: nothing else is looked for.
///
/// # Errors
/// When the named one is not there.
pub fn look(request: &Request<'_>) -> Result<Vec<Looked>, SettingsError> {
    if let Some((path, origin)) = named(request) {
        let looked = Looked::new(path, false, Fate::Read);
        return match looked.path.exists() {
            true => Ok(vec![looked]),
            false => Err(SettingsError {
                place: origin.to_string(),
                message: format!("{}: there is no such settings file", looked.name),
            }),
        };
    }
    let own = request
        .config
        .map(|config| config.join("layerscope/config.toml"));
    let own = own.map(|path| {
        let fate = if path.exists() {
            Fate::Read
        } else {
            Fate::Absent
        };
        Looked::new(path, false, fate)
    });
    Ok(own.into_iter().chain(dives(request)).collect())
}

fn named(request: &Request<'_>) -> Option<(PathBuf, Origin)> {
    let flag = request.flags.settings.clone();
    let flag = flag.map(|path| (path, Origin::Flag("--settings")));
    let variable =
        || -> Option<OsString> { (request.variable)(VARIABLE).filter(|value| !value.is_empty()) };
    flag.or_else(|| variable().map(|path| (path.into(), Origin::Environment(VARIABLE))))
}

/// dive's: beside the image, at home, in its config folder. The first that is there is read: its
/// versions differ on whether several are merged.
fn dives(request: &Request<'_>) -> Vec<Looked> {
    let mut paths: Vec<PathBuf> = vec![];
    for folder in [Some(request.folder), request.home].into_iter().flatten() {
        let hidden = DIVE_NAMES
            .iter()
            .map(|end| folder.join(format!(".dive.{end}")));
        paths.extend(hidden);
    }
    if let Some(config) = request.config {
        let folder = config.join("dive");
        paths.push(folder.join("config.yaml"));
        paths.extend(others(&folder));
    }
    let mut found = false;
    let mut looked = vec![];
    for path in paths {
        if looked.iter().any(|looked: &Looked| looked.path == path) {
            continue;
        }
        let fate = match (path.exists(), found) {
            (false, _) => Fate::Absent,
            (true, true) => Fate::Beaten,
            (true, false) => Fate::Read,
        };
        found |= fate == Fate::Read;
        looked.push(Looked::new(path, true, fate));
    }
    looked
}

/// What else ends like YAML in dive's folder, by name.
fn others(folder: &Path) -> Vec<PathBuf> {
    let Ok(items) = folder.read_dir() else {
        return vec![];
    };
    let paths = items.take(MOST).filter_map(|item| Some(item.ok()?.path()));
    let is_yaml = |path: &PathBuf| {
        let end = path.extension().and_then(|end| end.to_str());
        end.is_some_and(|end| DIVE_NAMES.contains(&end))
    };
    let mut paths: Vec<PathBuf> = paths.filter(is_yaml).collect();
    paths.sort();
    paths
}
