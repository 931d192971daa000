//! Images from files, and from bytes, read with all figures.

use std::path::PathBuf;

use layerscope::analysis::dive::{DiveAccounting, DiveFigures};
use layerscope::analysis::{Examined, examine};
use layerscope::image::Image;
use layerscope::layer::{NoSinks, Options};
use layerscope::source::{OpenOptions, Reference, open};

/// An image, read with or without its contents.
pub fn read(image: Image, contents: bool) -> (Examined, DiveFigures) {
    let mut dive = DiveAccounting::new();
    let options = Options {
        verify: contents,
        hash: contents,
        ..Options::default()
    };
    let examined = examine(image, None, &options, &NoSinks, &(), |index| {
        dive.add(index)
    });
    (examined, dive.finish())
}

pub fn image_at(path: PathBuf) -> Option<Image> {
    let reference = Reference::Path { path, image: None };
    Some(open(&reference, &OpenOptions::default()).ok()?.image)
}

/// The image of an archive's bytes.
pub fn image_of(archive: &[u8]) -> Image {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    std::fs::write(&path, archive).unwrap();
    image_at(path).unwrap()
}
