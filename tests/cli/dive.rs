//! dive's spellings, its rules file, and its verdicts.

use std::fs;

use crate::bin::{Pairs, layerscope, line, run, said, there, tiny};
use crate::common::images::docker_archive;
use crate::common::raw_tar::Tar;

/// Rules that the image passes in dive's spelling.
const LAX: [&str; 3] = [
    "--lowestEfficiency=0.5",
    "--highestWastedBytes=1MB",
    "--highestUserWastedPercent=0.9",
];

#[test]
fn a_pipeline_of_dives_runs_as_it_is() {
    let lax = LAX;
    let cases: &[(Pairs<'_>, &[&str], i32)] = &[
        (&[], &["IMAGE", "--ci"], 1),
        (&[], &["--ci", "IMAGE", lax[0], lax[1], lax[2]], 0),
        (&[], &["--source", "docker-archive", "--ci", "IMAGE"], 1),
        (&[("CI", "true")], &["IMAGE"], 1),
        (&[("CI", "1")], &["IMAGE", lax[0], lax[1], lax[2]], 0),
        (&[("CI", "yes")], &["IMAGE"], 1),
        (&[("CI", "false")], &["IMAGE"], 0),
        (&[("CI", "")], &["IMAGE"], 0),
        (&[("CI", "true")], &["--ci=false", "IMAGE"], 0),
        // Only the spelling without a command looks at CI.
        (&[("CI", "true")], &["report", "IMAGE"], 0),
        (&[("CI", "true")], &["ls", "IMAGE"], 0),
    ];
    for (variables, args, code) in cases {
        let said = there(&[], variables, args);
        assert_eq!(said.code, *code, "{variables:?} {args:?}: {}", said.out());
        let judged = said.out().contains("highest-user-wasted-percent");
        let judging = args.contains(&"--ci")
            || variables
                .iter()
                .any(|(_, on)| ["true", "1", "yes"].contains(on))
                && !["report", "ls", "--ci=false"].contains(&args[0]);
        assert_eq!(judged, judging, "{variables:?} {args:?}: {}", said.out());
    }
}

#[test]
fn json_is_written_beside_the_verdicts_or_alone() {
    for (args, code, judged) in [
        (&["IMAGE", "-j", "d.json"][..], 0, false),
        (&["IMAGE", "--json", "d.json"], 0, false),
        (&["--ci", "IMAGE", "-j", "d.json"], 1, true),
        (&["check", "IMAGE", "-j", "d.json"], 1, true),
    ] {
        let longer = "an older and longer report ".repeat(5000);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("d.json"), longer).unwrap();
        let image = tiny("docker-save-20.10.tar");
        let args = args.iter().map(|arg| match *arg {
            "IMAGE" => image.as_os_str(),
            arg => arg.as_ref(),
        });
        let said = said(layerscope().current_dir(folder.path()).args(args));
        assert_eq!(said.code, code, "{}", said.err());
        let text = fs::read(folder.path().join("d.json")).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(json["image"]["sizeBytes"], 74863);
        assert_eq!(json["layer"].as_array().unwrap().len(), 9);
        assert_eq!(
            said.out().contains("lowest-efficiency"),
            judged,
            "{}",
            said.out()
        );
        assert_eq!(said.out.is_empty(), !judged);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    let printed = line("TINY/docker-save-20.10.tar -j -").json();
    assert_eq!(printed["image"]["sizeBytes"], 74863);
    let same = line("report TINY/docker-save-20.10.tar --format dive-json").json();
    assert_eq!(printed, same);
}

#[test]
fn its_rules_file_is_found_read_and_named() {
    let rules = |efficiency: &str| {
        format!(
            "plugins:\n  - plugin1\nrules:\n  lowestEfficiency: {efficiency}\n  \
             highestWastedBytes: 20Mb\n  highestUserWastedPercent: 0.9\n  plugin1/rule: error\n"
        )
    };
    for (name, flags) in [
        (".dive-ci", &[][..]),
        ("ci.yaml", &["--ci-config", "ci.yaml"][..]),
    ] {
        let args = [&["--ci", "IMAGE"][..], flags].concat();
        let lax = there(&[(name, &rules("0.5"))], &[], &args);
        assert_eq!(lax.code, 0, "{}{}", lax.out(), lax.err());
        let strict = there(&[(name, &rules("0.95"))], &[], &args);
        assert_eq!(strict.code, 1, "{}{}", strict.out(), strict.err());
        let place = format!("{name}:4:");
        assert!(strict.out().contains(&place), "{}", strict.out());
    }
    let said = there(&[], &[], &["--ci", "IMAGE", "--ci-config", "none"]);
    assert_eq!(said.code, 2);
    assert!(said.err().contains("none: there is no such policy file"));
}

#[test]
fn its_verdicts_on_its_own_images_are_its_own() {
    let Some(corpus) = crate::common::corpus() else {
        return;
    };
    let docker = corpus.join("wagoodman+dive/.data/test-docker-image.tar");
    let kaniko = corpus.join("wagoodman+dive/.data/test-kaniko-image.tar");
    let gzip = corpus.join("wagoodman+dive/.data/test-oci-gzip-image.tar");
    let (pass, fail) = ("pass", "fail");
    for (image, bounds, outcomes, code) in [
        (&docker, ["0.99", "1B", "0.01"], [fail, fail, fail], 1),
        (&docker, ["0.9", "50kB", "0.5"], [pass, pass, pass], 0),
        (&docker, ["0.9", "1B", "0.5"], [pass, fail, pass], 1),
        (
            &docker,
            ["disabled", "disabled", "disabled"],
            ["skip"; 3],
            0,
        ),
        // Equality passes.
        (
            &docker,
            ["0.9844212134184309", "32025", "0.4834911001404049"],
            [pass, pass, pass],
            0,
        ),
        (
            &docker,
            ["0.984421213418431", "32024", "0.4834911001404048"],
            [fail, fail, fail],
            1,
        ),
        (&kaniko, ["0.95", "20Mb", "0.5"], [pass, pass, pass], 0),
        // One layer: the percentage is NaN, which passes.
        (&gzip, ["1", "0", "0"], [pass, pass, pass], 0),
    ] {
        let said = run([
            "check",
            image.to_str().unwrap(),
            "--accounting=dive",
            "--format=json",
            &format!("--lowestEfficiency={}", bounds[0]),
            &format!("--highestWastedBytes={}", bounds[1]),
            &format!("--highestUserWastedPercent={}", bounds[2]),
        ]);
        assert_eq!(said.code, code, "{image:?} {bounds:?}: {}", said.out());
        let json = said.json();
        let rules = [
            "lowest-efficiency",
            "highest-wasted-bytes",
            "highest-user-wasted-percent",
        ];
        for (rule, outcome) in rules.iter().zip(outcomes) {
            let rows = json["verdicts"].as_array().unwrap();
            let row = rows.iter().find(|row| row["rule"] == *rule).unwrap();
            let is = row["outcome"].as_str().unwrap().to_lowercase();
            assert_eq!(is, outcome, "{image:?} {bounds:?}: {rule}");
        }
        assert_eq!(json["accounting"], "dive");
    }
}

/// What divides by zero in dive's accounting, and what dive makes of it.
#[test]
fn no_number_passes_and_infinity_fails() {
    let full = || Tar::new().file("etc/conf", [b'x'; 5000]);
    let one = docker_archive("one", vec![full().end()]);
    let emptied = Tar::new().file("etc/conf", b"").end();
    let infinite = docker_archive("emptied", vec![full().end(), emptied]);
    for (bytes, text, code) in [(one, "NaN", 0), (infinite, "+Inf", 1)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image.tar");
        fs::write(&path, bytes).unwrap();
        let args = [
            "--accounting",
            "dive",
            "--lowestEfficiency",
            "0",
            "--format",
            "json",
        ];
        let said = run([&["check", path.to_str().unwrap()][..], &args].concat());
        let json = said.json();
        assert_eq!(
            json["image"]["user_wasted_percent"],
            serde_json::Value::Null
        );
        assert_eq!(json["image"]["user_wasted_percent_text"], text);
        assert_eq!(said.code, code, "{text}");
        // The exact accounting has a number for both.
        let exact = run([&["check", path.to_str().unwrap()][..], &args[2..]].concat()).json();
        assert!(exact["image"]["user_wasted_percent"].is_f64(), "{exact}");
    }
}

#[test]
fn a_verdict_that_dives_accounting_would_turn_is_said_in_one_line() {
    let emptied = Tar::new().file("etc/conf", b"").end();
    let full = Tar::new()
        .file("etc/conf", [b'x'; 500])
        .filled("rest", 50_000)
        .end();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    fs::write(&path, docker_archive("emptied", vec![full, emptied])).unwrap();
    let path = path.to_str().unwrap();
    let said = run(["check", path]);
    let lines: Vec<String> = said.out().lines().map(str::to_owned).collect();
    let about = |line: &&String| line.starts_with("Note: dive");
    let about = lines.iter().filter(about).count();
    assert_eq!((said.code, about), (0, 1), "{lines:?}");
    assert_eq!(run(["check", path, "--accounting=dive"]).code, 1);
}
