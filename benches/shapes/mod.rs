//! Trees of a million paths and 127 layers for the benches of the browser.

#[path = "../../tests/common/raw_tar.rs"]
mod raw_tar;

use layerscope::image::Blob;
use layerscope::layer::{self, LayerIndex};
use layerscope::limits::Limits;
use layerscope::tree::{Stacker, Tree};
use raw_tar::Tar;

pub const FILES: usize = 980_000;
pub const LAYERS: usize = 127;

/// The paths of a shape, by number.
pub type Shape = fn(usize) -> String;

pub fn nested(at: usize) -> String {
    format!(
        "usr/share/dir{:03}/sub{:05}/file-{at}.txt",
        at / 5_000,
        at / 50
    )
}

pub fn single(at: usize) -> String {
    format!("var/spool/file-{at:07}.txt")
}

fn index(tar: Tar) -> LayerIndex {
    let options = layer::Options::default();
    layer::list(&Blob::from_bytes(tar.end(), "bench"), &options).index
}

fn file(tar: Tar, path: String, layer: usize) -> Tar {
    let contents = [b'x'; 100];
    let len = path.len() * 7 % 90 + layer % 10;
    tar.file(path, &contents[..len])
}

/// The first ten layers bring most files; each of those above stores some again, brings some and
/// takes some away: a tenth of the paths has several versions.
pub fn layers(shape: Shape) -> Stacker {
    let mut stacker = Stacker::new(Limits::default());
    let (base, above) = (FILES * 9 / 10, LAYERS - 10);
    for layer in 0..10 {
        let files = (layer..base).step_by(10);
        stacker.add(index(
            files.fold(Tar::new(), |tar, at| file(tar, shape(at), layer)),
        ));
    }
    let new = FILES / 10 / above;
    for layer in 0..above {
        let mut tar = Tar::new();
        for at in 0..new {
            tar = file(tar, shape(base + layer * new + at), layer);
        }
        for at in 0..840 {
            tar = file(tar, shape((layer * 7_919 + at * 1_009) % base), layer);
        }
        let gone = shape((layer * 104_729) % base).replace("/file-", "/.wh.file-");
        stacker.add(index(tar.file(gone, b"")));
    }
    stacker
}

/// One directory; of every two neighbours one stays from the start, one comes and goes later.
pub fn unlucky() -> Tree {
    let mut stacker = Stacker::new(Limits::default());
    let half = FILES / 2;
    let files = |of: &dyn Fn(usize) -> String| {
        let mut tar = Tar::new();
        for at in 0..half {
            tar = tar.file(of(at), b"");
        }
        index(tar)
    };
    stacker.add(files(&|at| single(at * 2)));
    stacker.add(index(Tar::new()));
    stacker.add(files(&|at| single(at * 2 + 1)));
    stacker.add(files(&|at| {
        single(at * 2 + 1).replace("/file-", "/.wh.file-")
    }));
    stacker.finish()
}
