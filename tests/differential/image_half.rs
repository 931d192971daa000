//! The image half: whole images, our final view against the file systems that unpackers make.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use layerscope::image::WarningKind;

use crate::common::images::docker_archive;
use crate::common::reading::image_of;

use super::final_tree::{self, FileSystem, Ours};
use super::images;
use super::tally::{Tally, Verdict};
use super::unpackers::{self, Podman, Unpacked};

/// The unpackers that an image is given to.
pub struct Unpackers {
    scratch: PathBuf,
    keep: Option<PathBuf>,
    podmans: Vec<(&'static str, Podman)>,
    pub tallies: BTreeMap<&'static str, Tally>,
}

impl Unpackers {
    pub fn new(scratch: &Path, keep: Option<PathBuf>, podman: bool) -> Unpackers {
        let drivers = [("podman, overlay", "overlay"), ("podman, vfs", "vfs")];
        let podmans = drivers.map(|(name, driver)| (name, Podman::new(driver, scratch)));
        Unpackers {
            scratch: scratch.to_path_buf(),
            keep,
            podmans: if podman { podmans.into() } else { vec![] },
            tallies: BTreeMap::new(),
        }
    }

    /// Gives all unpackers the image of a seed.
    pub fn compare(&mut self, seed: u64) {
        let tars = images::layers(seed);
        let ours = final_tree::ours(image_of(&docker_archive("case", tars.clone())));
        let layout = self.scratch.join("layout");
        let _ = std::fs::remove_dir_all(&layout);
        unpackers::layout(&layout, &tars).unwrap();
        let umoci = unpackers::umoci(&layout, &self.scratch);
        self.judge("umoci", seed, &tars, &ours, umoci, true);
        let mut podmans = std::mem::take(&mut self.podmans);
        for (name, podman) in &mut podmans {
            let unpacked = podman.unpack(&tars);
            self.judge(name, seed, &tars, &ours, unpacked, false);
        }
        self.podmans = podmans;
    }

    fn judge(
        &mut self,
        oracle: &'static str,
        seed: u64,
        tars: &[Vec<u8>],
        ours: &Ours,
        theirs: Unpacked,
        links: bool,
    ) {
        if let (Err(message), Some(keep)) = (&theirs, &self.keep) {
            let mut log = std::fs::File::options();
            let log = log
                .create(true)
                .append(true)
                .open(keep.join("refusals.log"));
            writeln!(log.unwrap(), "{oracle} {seed}: {message}").unwrap();
        }
        let verdict = verdict(ours, theirs, links);
        self.tallies.entry(oracle).or_default().count(&verdict);
        if let (Verdict::Left(what), Some(keep)) = (&verdict, &self.keep) {
            let name = format!("{}-{seed}", oracle.replace([' ', ','], ""));
            let image = docker_archive("case", tars.to_vec());
            std::fs::write(keep.join(format!("{name}.tar")), image).unwrap();
            std::fs::write(keep.join(format!("{name}.txt")), what).unwrap();
        }
    }
}

/// Warnings that tell a user not to expect the same file system everywhere, the plainest first.
const TELLING: [WarningKind; 10] = [
    WarningKind::RuntimesDiffer,
    WarningKind::DanglingLink,
    WarningKind::InvalidWhiteout,
    WarningKind::ThroughSymlink,
    WarningKind::DuplicateEntry,
    WarningKind::OverlayWhiteout,
    WarningKind::HidesSymlink,
    WarningKind::OddPath,
    WarningKind::ParsersDiffer,
    WarningKind::RepeatedLayer,
];

fn verdict(ours: &Ours, theirs: Unpacked, links: bool) -> Verdict {
    let warned = TELLING
        .iter()
        .find(|kind| ours.warnings.iter().any(|warning| warning.kind == **kind));
    let what = match theirs {
        Ok(files) => {
            let wrong = final_tree::differences(&plain(&files, links), &plain(&ours.files, links));
            if wrong.is_empty() {
                return Verdict::Agreed {
                    warned: warned.is_some(),
                };
            }
            wrong.join("\n")
        }
        Err(message) => match warned {
            Some(_) if ours.errors.is_empty() => return Verdict::Warned("it refuses"),
            _ => format!("it refuses the image: {message}"),
        },
    };
    if !ours.errors.is_empty() {
        return Verdict::Refused;
    }
    match warned {
        Some(kind) => Verdict::Warned(kind.name()),
        None => Verdict::Left(what),
    }
}

/// Facts that the unpacker can be asked for. The count of links is not podman's to keep: a link
/// to a file of a lower layer is a copy in an overlay.
fn plain(files: &FileSystem, links: bool) -> FileSystem {
    let mut files = files.clone();
    for facts in files.values_mut() {
        if !links {
            facts.links = 0;
        }
    }
    files
}
