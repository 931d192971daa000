//! Modes and empty parts; whole documents are compared with dive's own in
//! `tests/dive_accounting.rs`.

use super::*;
use crate::analysis::dive::DiveAccounting;

#[test]
fn modes_are_gos() {
    for (kind, typeflag, mode, expected) in [
        (EntryKind::File, b'0', 0o644, 420),
        (EntryKind::HardLink, b'1', 0o755, 493),
        (EntryKind::Directory, b'5', 0o755, 2_147_484_141),
        (EntryKind::Directory, b'5', 0o1777, 2_148_532_735),
        (EntryKind::File, b'0', 0o4755, 8_389_101),
        (EntryKind::File, b'0', 0o2755, 4_194_797),
        (EntryKind::Symlink, b'2', 0o777, 134_218_239),
        (EntryKind::CharDevice, b'3', 0o666, 69_206_454),
        (EntryKind::BlockDevice, b'4', 0o660, 67_109_296),
        (EntryKind::Fifo, b'6', 0o600, 33_554_816),
        (EntryKind::Whiteout, b'0', 0, 0),
    ] {
        assert_eq!(
            file_mode(kind, typeflag, mode),
            expected,
            "{kind:?} {mode:o}"
        );
    }
}

#[test]
fn an_image_without_layers_and_a_layer_without_files_have_empty_lists() {
    let figures = DiveAccounting::new().finish();
    let none = DiveJson::new(vec![]).unwrap().finish(&figures).unwrap();
    let expected = "{\n  \"layer\": [],\n  \"image\": {\n    \"sizeBytes\": 0,\n    \
                    \"inefficientBytes\": 0,\n    \"efficiencyScore\": 1,\n    \
                    \"fileReference\": []\n  }\n}";
    assert_eq!(String::from_utf8(none).unwrap(), expected);
    let mut json = DiveJson::new(vec![]).unwrap();
    let layer = DiveLayer {
        id: "a".into(),
        digest: String::new(),
        command: "x & y".into(),
    };
    json.layer(&layer, &LayerIndex::empty()).unwrap();
    let one = String::from_utf8(json.finish(&figures).unwrap()).unwrap();
    let expected = "{\n  \"layer\": [\n    {\n      \"index\": 0,\n      \"id\": \"a\",\n      \
                    \"digestId\": \"\",\n      \"sizeBytes\": 0,\n      \
                    \"command\": \"x \\u0026 y\",\n      \"fileList\": []\n    }\n  ],\n";
    assert!(one.starts_with(expected), "{one}");
}
