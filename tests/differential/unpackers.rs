//! The real unpackers: `umoci unpack` and podman with its overlay and vfs storage, both as root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::common::images::{Layer, Member, docker_archive, numbered, oci_members};

use super::final_tree::{FileSystem, on_disk};

/// The file system that an unpacker made, or why it made none.
pub type Unpacked = Result<FileSystem, String>;

/// An OCI layout of these plain layers in `folder`, under the name `case`.
pub fn layout(folder: &Path, tars: &[Vec<u8>]) -> std::io::Result<()> {
    let layers: Vec<Layer> = numbered(tars.to_vec());
    for (name, bytes) in oci_members("case", &layers) as Vec<Member> {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// What `umoci unpack` makes of a layout.
pub fn umoci(layout: &Path, scratch: &Path) -> Unpacked {
    let bundle = scratch.join("bundle");
    let image = format!("{}:case", layout.display());
    let mut command = Command::new("umoci");
    let output = run(command.arg("unpack").arg("--image").arg(image).arg(&bundle));
    let files = output.and_then(|_| on_disk(&bundle.join("rootfs")).map_err(|e| e.to_string()));
    let _ = fs::remove_dir_all(&bundle);
    files
}

/// podman with a storage of its own, made anew now and then so that it stays small.
pub struct Podman {
    driver: &'static str,
    storage: PathBuf,
    loaded: usize,
}

impl Podman {
    pub fn new(driver: &'static str, scratch: &Path) -> Podman {
        let storage = scratch.join(format!("podman-{driver}"));
        Podman {
            driver,
            storage,
            loaded: 0,
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("podman");
        command.arg("--root").arg(self.storage.join("root"));
        command.arg("--runroot").arg(self.storage.join("run"));
        command.args(["--storage-driver", self.driver, "--log-level", "error"]);
        command
    }

    /// Loads an image of these plain layers, mounts it, and lists what is there.
    pub fn unpack(&mut self, tars: &[Vec<u8>]) -> Unpacked {
        if self.loaded.is_multiple_of(50) {
            self.clear();
        }
        self.loaded += 1;
        let name = format!("case{}", self.loaded);
        fs::create_dir_all(&self.storage).map_err(|e| e.to_string())?;
        let archive = self.storage.join("image.tar");
        fs::write(&archive, docker_archive(&name, tars.to_vec())).map_err(|e| e.to_string())?;
        run(self.command().args(["load", "-q", "-i"]).arg(&archive))?;
        let mounted = run(self.command().args(["image", "mount", &name]))?;
        let place = String::from_utf8_lossy(&mounted.stdout).trim().to_owned();
        let files = on_disk(Path::new(&place)).map_err(|e| e.to_string());
        run(self.command().args(["image", "unmount", "-f", &name]))?;
        files
    }

    fn clear(&self) {
        if self.storage.exists() {
            let _ = run(self.command().args(["image", "unmount", "-f", "-a"]));
            let folder = self.storage.join("root").join(self.driver);
            let _ = run(Command::new("umount").arg(folder)); // overlay mounts its own root
            let _ = fs::remove_dir_all(&self.storage);
        }
    }
}

impl Drop for Podman {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Runs a command; its complaint when it fails.
fn run(command: &mut Command) -> Result<Output, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| e.to_string())?;
    if output.status.success() {
        return Ok(output);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    // podman tries other formats when an image does not load; the complaint of the right one
    // says why.
    let lines = || message.lines().filter(|line| !line.contains("CNI"));
    let told = |line: &&str| line.contains("docker-archive:") || line.contains("create runtime");
    let line = lines().find(told).or_else(|| lines().next());
    Err(line.unwrap_or("it failed").trim().to_owned())
}
