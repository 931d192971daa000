//! The report for people: how it looks, and that no name of an image can spoil it.
#![allow(clippy::unwrap_used)] // a test program: what cannot be read must fail

mod common;

use common::images::docker_archive;
use common::raw_tar::Tar;
use common::reading::{image_at, image_of, read};
use layerscope::analysis::Examined;
use layerscope::analysis::dive::DiveFigures;
use layerscope::report::text;

fn text_of(examined: &Examined, dive: Option<&DiveFigures>, width: usize) -> String {
    let mut out = vec![];
    let what = text::Text {
        examined,
        dive,
        choice: None,
        width,
        most: 20,
    };
    text::write(&mut out, &what).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_text_is_made_for_people() {
    let (examined, dive) = read(image_at(common::fixture("tiny/oci-gzip")).unwrap(), true);
    insta::assert_snapshot!("tiny_80", text_of(&examined, None, 80));
    insta::assert_snapshot!("tiny_120", text_of(&examined, None, 120));
    insta::assert_snapshot!("tiny_dive", text_of(&examined, Some(&dive), 80));
    let (demo, _) = read(layerscope::demo::image(), true);
    insta::assert_snapshot!("demo_80", text_of(&demo, None, 80));
    let mut broken = layerscope::demo::image();
    broken.layers[2].blob = Err("its file is not in the archive; save the image again".into());
    broken
        .mismatches
        .push("the config has 9 bytes, the manifest says 10".into());
    insta::assert_snapshot!("incomplete", text_of(&read(broken, true).0, None, 80));
}

#[test]
fn no_line_is_wider_than_asked_or_an_order_to_a_log_reader() {
    let named = |name: &str| {
        let file = |bytes: &str| Tar::new().file(name, bytes).end();
        docker_archive(name, vec![file("one"), file("other")])
    };
    let long = "very-long-name/".repeat(30);
    for name in [
        "::error::x",
        "##[add-path]x",
        "##vso[x]",
        &long,
        &"名".repeat(60),
    ] {
        let archive = named(name);
        let (examined, dive) = read(image_of(&archive), true);
        for (dive, width) in [(None, 80), (None, 60), (Some(&dive), 80)] {
            for line in text_of(&examined, dive, width).lines() {
                // A path is never broken; everything else is.
                let fits = layerscope::text::cells(line) <= width;
                let start: String = name.chars().take(5).collect();
                assert!(fits || line.contains(&format!("/{start}")), "{line}");
                assert!(!line.trim_start().starts_with("::"), "{line}");
                assert!(!line.contains("##"), "{line}");
            }
        }
    }
}
