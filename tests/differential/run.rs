//! The differential proof: layers and images made up from seeds, read by the library and by
//! everybody else at hand. `tests/differential/run.sh` builds what it needs and calls it; see
//! `tests/differential/README.md`.

#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr
)] // a test program

mod answers;
#[path = "../common/mod.rs"]
mod common;
mod damage;
mod final_tree;
mod image_half;
mod images;
mod layer_half;
mod layers;
mod oracles;
mod records;
mod tally;
mod tars;
mod unpackers;

use std::path::PathBuf;

/// Layers that the other readers are given at once.
const BATCH: usize = 500;

struct Options {
    count: u64,
    seed: u64,
    go: PathBuf,
    scratch: PathBuf,
    keep: Option<PathBuf>,
    answers: Option<PathBuf>,
    podman: bool,
    /// GNU tar, a process for each layer, is asked for one layer in so many.
    gnu: u64,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let mut options = Options {
        count: 1000,
        seed: 1,
        go: "list".into(),
        scratch: std::env::temp_dir(),
        keep: None,
        answers: None,
        podman: true,
        gnu: 1,
    };
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match name.as_str() {
            "--count" => options.count = value.parse().unwrap(),
            "--seed" => options.seed = value.parse().unwrap(),
            "--go" => options.go = value.into(),
            "--scratch" => options.scratch = value.into(),
            "--gnu-every" => options.gnu = value.parse().unwrap(),
            "--podman" => options.podman = value == "yes",
            "--answers" => options.answers = Some(value.into()),
            "--keep" => options.keep = Some(value.into()),
            other => usage(other),
        }
    }
    match what.as_str() {
        "layers" => run_layers(options),
        "images" => run_images(options),
        "image" => show_image(&options),
        "layer" => show_layer(&options),
        other => usage(other),
    }
}

fn usage(what: &str) {
    eprintln!("differential: what is '{what}'? See tests/differential/README.md");
    std::process::exit(2);
}

fn run_layers(options: Options) {
    let material = layers::Material::gather();
    let mut readers =
        layer_half::Readers::start(&options.go, &options.scratch, options.keep).unwrap();
    let end = options.seed + options.count;
    for start in (options.seed..end).step_by(BATCH) {
        let batch = start..end.min(start + BATCH as u64);
        readers.compare(batch, options.gnu, &material);
    }
    if let Some(file) = options.answers {
        std::fs::write(file, &readers.answers).unwrap();
    }
    println!("{}", tally::table(&readers.tallies));
    let left = readers.tallies.values().any(|tally| tally.left > 0);
    std::process::exit(i32::from(left));
}

fn run_images(options: Options) {
    let mut unpackers = image_half::Unpackers::new(&options.scratch, options.keep, options.podman);
    for seed in options.seed..options.seed + options.count {
        unpackers.compare(seed);
    }
    println!("{}", tally::table(&unpackers.tallies));
    let left = unpackers.tallies.values().any(|tally| tally.left > 0);
    drop(unpackers); // what is mounted goes before the process does
    std::process::exit(i32::from(left));
}

/// Writes the image of a seed, a docker archive, to standard output.
fn show_image(options: &Options) {
    let image = common::images::docker_archive("case", images::layers(options.seed));
    std::io::Write::write_all(&mut std::io::stdout(), &image).unwrap();
}

/// Writes the layer of a seed to standard output.
fn show_layer(options: &Options) {
    let case = layers::case(options.seed, &layers::Material::gather());
    std::io::Write::write_all(&mut std::io::stdout(), &case.stored).unwrap();
}
