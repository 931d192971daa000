//! The part of the differential proof that needs no other program: layers made up from seeds are
//! read as Go read them (`fixtures/oracle/differential.txt`), and images made up from seeds make
//! trees that are file systems. `tests/differential/run.sh` is the whole.

#![allow(unreachable_pub, dead_code, clippy::unwrap_used)] // a test program

#[path = "differential/answers.rs"]
mod answers;
mod common;
#[path = "differential/damage.rs"]
mod damage;
#[path = "differential/final_tree.rs"]
mod final_tree;
#[path = "differential/images.rs"]
mod images;
#[path = "differential/layers.rs"]
mod layers;
#[path = "differential/records.rs"]
mod records;
#[path = "differential/tars.rs"]
mod tars;

use answers::Answer;
use common::hashes;
use layerscope::layer;

#[test]
fn layers_are_read_as_go_read_them() {
    let kept = std::fs::read_to_string(common::fixture("oracle/differential.txt")).unwrap();
    let material = layers::Material::none();
    let (mut compared, mut wrong) = (0, vec![]);
    for kept in kept.lines().map(|line| Answer::parse(line).unwrap()) {
        let case = layers::case(kept.seed, &material);
        let options = layer::Options {
            verify: true,
            hash: true,
            limits: layers::limits(),
        };
        let read = hashes::read(&case.stored, "layer", &options);
        let ours = Answer::of(kept.seed, &case.stored, &read.rows, read.error.is_some());
        assert_eq!(
            ours.case, kept.case,
            "the generator has changed: tests/differential/run.sh --answers writes the file anew"
        );
        compared += 1;
        if ours != kept {
            wrong.push(kept.seed);
        }
    }
    assert!(compared > 1000, "{compared} answers");
    assert!(wrong.is_empty(), "not as Go: the layers of seeds {wrong:?}");
}

#[test]
fn trees_of_made_up_images_are_file_systems() {
    for seed in 1..=400 {
        let archive = common::images::docker_archive("case", images::layers(seed));
        let ours = final_tree::ours(common::reading::image_of(&archive));
        assert!(ours.errors.is_empty(), "seed {seed}: {:?}", ours.errors);
        for (path, facts) in &ours.files {
            let slash = path.iter().rposition(|&byte| byte == b'/').unwrap();
            let (parent, name) = (&path[..slash], &path[slash + 1..]);
            assert!(
                !name.is_empty() && !name.starts_with(b".wh."),
                "seed {seed}"
            );
            let above = ours.files.get(parent).map(|facts| &facts.kind[..]);
            assert!(
                parent.is_empty() || above == Some("directory"),
                "seed {seed}: {} stands in {above:?}",
                String::from_utf8_lossy(path)
            );
            let is_file = facts.kind == "file";
            assert_eq!(
                facts.sha256.len(),
                if is_file { 64 } else { 0 },
                "seed {seed}"
            );
            assert_eq!(facts.links > 0, is_file, "seed {seed}");
        }
    }
}
