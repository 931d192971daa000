//! What cannot be opened, or not read to its end: said, marked, and nothing else hurt.

use crate::common::fixture;
use crate::drive::{drive, file};

#[test]
fn a_layer_that_breaks_off_leaves_the_others_browsable() {
    let path = fixture("hostile").join("gzip-cut-off.tar");
    let mut browser = file(&path, (120, 40)).unwrap();
    let text = browser.text();
    assert!(text.contains("INCOMPLETE"), "{text}");
    let bad = browser
        .state
        .layers
        .rows
        .iter()
        .filter(|row| row.state.is_bad());
    assert_eq!(bad.count(), 1, "{text}");
    drive(&mut browser, "4 G");
    let text = browser.text();
    assert!(text.contains("gzip") || text.contains("layer"), "{text}");
    drive(&mut browser, "r tab G");
    assert!(!browser.state.files.window.is_empty(), "{}", browser.text());
}

#[test]
fn a_file_that_is_no_image_is_refused_with_its_name() {
    let path = fixture("tiny").join("README.md");
    let error = file(&path, (80, 24)).unwrap_err();
    assert!(error.contains("README.md"), "{error}");
}
