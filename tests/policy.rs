//! From policy files, environment and flags to verdicts and exit codes.

#![allow(clippy::unwrap_used)] // helpers of tests

mod support;

use std::ffi::OsString;
use std::path::Path;

use layerscope::analysis::dive::{DiveAccounting, DiveFigures};
use layerscope::gate::{
    Exit, Key, LargeFile, LivePath, LivePaths, Loaded, Measured, Outcome, Policy, PolicyError,
    Verdict, Wanted, differs_from_dive, judge, load,
};
use layerscope::limits::Limits;
use support::layers;

/// Writes the files into a folder and loads what a run in that folder would load.
fn loaded(files: &[(&str, &str)]) -> Result<Loaded, PolicyError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let wanted = Wanted {
        own: None,
        dive: None,
        folder: folder.path(),
    };
    load(&wanted, &Limits::default()).map_err(|error| here(error, folder.path()))
}

/// The error with the folder's name left out.
fn here(error: PolicyError, folder: &Path) -> PolicyError {
    let folder = format!("{}/", folder.display());
    let (place, message) = (
        error.place.replace(&folder, ""),
        error.message.replace(&folder, ""),
    );
    PolicyError { place, message }
}

fn policy(files: &[(&str, &str)]) -> Result<Policy, PolicyError> {
    Policy::resolve(loaded(files)?.file.as_ref(), &|_| None, &[])
}

fn error(name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    let wanted = Wanted {
        own: None,
        dive: None,
        folder: folder.path(),
    };
    let loaded = load(&wanted, &Limits::default());
    let policy = loaded.and_then(|loaded| Policy::resolve(loaded.file.as_ref(), &|_| None, &[]));
    here(policy.unwrap_err(), folder.path()).to_string()
}

const NOTHING: &LivePaths<'static> = &|_| {};

fn measured<'a>() -> Measured<'a> {
    Measured {
        efficiency: 1.0,
        wasted_bytes: 0,
        wasted_user_percent: 0.0,
        layer_bytes: &[],
        largest_file: None,
        live_paths: NOTHING,
        mismatches: &[],
        verified: true,
        secrets: None,
        incomplete: false,
    }
}

fn verdict(policy: &Policy, measured: &Measured<'_>, rule: &str) -> Verdict {
    let mut verdicts = judge(policy, measured).into_iter();
    verdicts.find(|verdict| verdict.rule == rule).unwrap()
}

#[test]
fn without_anything_the_bounds_are_dives() {
    let policy = policy(&[]).unwrap();
    assert_eq!(policy.lowest_efficiency.value, Some(0.9));
    assert_eq!(policy.highest_wasted_bytes.value, None);
    assert_eq!(policy.highest_user_wasted_percent.value, Some(0.1));
    let verdicts = judge(&policy, &measured());
    let ran: Vec<&str> = (verdicts.iter())
        .filter(|verdict| verdict.outcome != Outcome::Skip)
        .map(|verdict| verdict.rule)
        .collect();
    assert_eq!(
        ran,
        [
            "integrity",
            "lowest-efficiency",
            "highest-user-wasted-percent"
        ]
    );
    assert!(
        verdicts[1..]
            .iter()
            .all(|verdict| verdict.origin == "default")
    );
}

#[test]
fn dives_file_is_read_as_dive_reads_it() {
    let text = "rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20Mb\n  \
                highestuserwastedpercent: \"0.5\"\n  plugin1/rule1: error\nplugins:\n  - x\n";
    let read = policy(&[(".dive-ci", text)]).unwrap();
    assert_eq!(read.lowest_efficiency.value, Some(0.95));
    assert_eq!(read.highest_wasted_bytes.value, Some(20_000_000));
    assert_eq!(read.highest_user_wasted_percent.value, Some(0.5));
    let origin = read.highest_wasted_bytes.origin.to_string();
    assert!(origin.ends_with("/.dive-ci:3:23"), "{origin}");
    let off = "rules:\n  lowestEfficiency: disabled\n  highestUserWastedPercent: off\n";
    let read = policy(&[(".dive-ci", off)]).unwrap();
    let values = (
        read.lowest_efficiency.value,
        read.highest_user_wasted_percent.value,
    );
    assert_eq!(values, (None, None));
    let left_out = "rules:\n  lowestEfficiency:\n";
    let read = policy(&[(".dive-ci", left_out)]).unwrap();
    assert_eq!(read.lowest_efficiency.value, Some(0.9));
}

#[test]
fn our_file_says_the_same_in_yaml_and_in_toml() {
    let yaml = "rules:\n  lowest-efficiency: 0.8\n  largest-image: 1.5 GiB\n  largest-layer: off\n  \
                most-layers: 40\n  largest-file: 4096\n  forbidden-paths: [/root/.ssh, '*.pem']\n  \
                ignored-waste-paths: /var/lib/dpkg\n  require-verification: true\n";
    let toml = "[rules]\nlowest-efficiency = 0.8\nlargest-image = \"1.5 GiB\"\n\
                largest-layer = \"off\"\nmost-layers = 40\nlargest-file = 4096\n\
                forbidden-paths = [\"/root/.ssh\", \"*.pem\"]\n\
                ignored-waste-paths = \"/var/lib/dpkg\"\nrequire-verification = true\n";
    for (name, text) in [
        (".layerscope.yaml", yaml),
        (".layerscope.yml", yaml),
        (".layerscope.toml", toml),
    ] {
        let policy = policy(&[(name, text)]).unwrap();
        assert_eq!(policy.lowest_efficiency.value, Some(0.8), "{name}");
        assert_eq!(policy.largest_image.value, Some(3 << 29));
        assert_eq!(policy.largest_layer.value, None);
        assert_eq!(policy.most_layers.value, Some(40));
        assert_eq!(policy.largest_file.value, Some(4096));
        assert_eq!(
            policy.forbidden_paths.value.texts(),
            ["/root/.ssh", "*.pem"]
        );
        assert!(
            policy
                .ignored_waste_paths
                .value
                .is_match(b"/var/lib/dpkg/status")
        );
        assert!(policy.require_verification.value);
        assert_eq!(
            policy.highest_user_wasted_percent.value,
            Some(0.1),
            "left at its default"
        );
    }
}

#[test]
fn what_is_wrong_in_a_file_is_said_with_its_place_and_the_remedy() {
    for (name, text, expected) in [
        (
            ".layerscope.yaml",
            "rules:\n  lowest-eficiency: 0.9\n",
            ".layerscope.yaml:2:3: unknown key 'lowest-eficiency'; did you mean 'lowest-efficiency'?",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  lowestEfficiency: 0.9\n",
            ".layerscope.yaml:2:3: unknown key 'lowestEfficiency'; did you mean 'lowest-efficiency'?",
        ),
        (
            ".layerscope.yaml",
            "# mine\nlargest-image: 1GB\n",
            ".layerscope.yaml:2:1: 'largest-image' stands below 'rules:'",
        ),
        (
            ".layerscope.yaml",
            "rule:\n  largest-image: 1GB\n",
            ".layerscope.yaml:1:1: unknown key 'rule'; a policy has two, 'rules:' and 'secrets:'",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  lowest-efficiency: 1.1\n",
            ".layerscope.yaml:2:22: lowest-efficiency: '1.1' is outside 0 to 1; \
             write a ratio from 0 to 1 such as 0.9, or 'disabled'",
        ),
        (
            ".layerscope.toml",
            "[rules]\nlargest-file = \"20 stones\"\n",
            ".layerscope.toml:2:16: largest-file: '20 stones' has the unknown unit 'stones'; \
             write a size such as 20MB, 1.5 GiB or 4096, or 'disabled'",
        ),
        (
            ".layerscope.toml",
            "[rules]\nmost-layers = 4\nmost-layers = 5\n",
            ".layerscope.toml:3:1: duplicate key",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  most-layers: [4]\n",
            ".layerscope.yaml:2:16: most-layers: a list does not belong here; \
             write a whole number such as 40, or 'disabled'",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  most-layers:\n",
            ".layerscope.yaml:2:14: most-layers: has no value; \
             write a whole number such as 40, or 'disabled'",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  forbidden-paths:\n    - /a\n    - '[z-a]'\n",
            ".layerscope.yaml:4:7: forbidden-paths: '[z-a]' is no pattern: invalid range; 'z' > 'a'; \
             write a list of path patterns such as [\"/root/.ssh\", \"*.pem\"]",
        ),
        (
            ".layerscope.yaml",
            "rules: strict\n",
            ".layerscope.yaml:1:8: rules must be a map such as 'lowest-efficiency: 0.9' below \
             'rules:', not a single value",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  most-layers: 4\n  most-layers: 5\n",
            ".layerscope.yaml:3:3: the key 'most-layers' stands here a second time; keep one",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  [a]: 4\n",
            ".layerscope.yaml:2:3: unknown key '[...]'; known are lowest-efficiency, \
             highest-wasted-bytes, highest-user-wasted-percent, largest-image, largest-layer, \
             most-layers, largest-file, forbidden-paths, ignored-waste-paths, require-verification",
        ),
        (
            ".dive-ci",
            "rules:\n  highestWastedBytes: not_a_size\n",
            ".dive-ci:2:23: highestWastedBytes: 'not_a_size' is not a size; \
             write a size such as 20MB, 1.5 GiB or 4096, or 'disabled'",
        ),
        (
            ".dive-ci",
            "rules:\n  lowestEfficiency: {a: b}\n",
            ".dive-ci:2:21: lowestEfficiency: a map does not belong here; \
             write a ratio from 0 to 1 such as 0.9, or 'disabled'",
        ),
    ] {
        assert_eq!(error(name, text), expected);
    }
    let large = format!("rules:\n  # {}\n", "x".repeat(1 << 20));
    let told = error(".layerscope.yaml", &large);
    assert_eq!(
        told,
        ".layerscope.yaml: has more than 1048576 bytes (--limit policy-bytes); a policy file is short text"
    );
}

#[test]
fn files_that_cannot_be_read_are_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.yaml");
    let wanted = Wanted {
        own: Some(&path),
        dive: None,
        folder: folder.path(),
    };
    let told = |wanted: &Wanted<'_>| {
        here(load(wanted, &Limits::default()).unwrap_err(), folder.path()).to_string()
    };
    assert_eq!(told(&wanted), "policy.yaml: there is no such policy file");
    std::fs::write(&path, b"rules:\n  a: \xff\n").unwrap();
    assert_eq!(
        told(&wanted),
        "policy.yaml: line 2 is not UTF-8; a policy file is text"
    );
    std::fs::create_dir(folder.path().join(".dive-ci")).unwrap();
    let there = Wanted {
        own: None,
        ..wanted
    };
    assert!(
        told(&there).starts_with(".dive-ci: cannot be read: "),
        "{}",
        told(&there)
    );
}

#[test]
fn ours_wins_over_dives_and_two_of_ours_are_too_many() {
    let ours = (".layerscope.toml", "[rules]\nlowest-efficiency = 0.5\n");
    let dives = (".dive-ci", "rules:\n  lowestEfficiency: 0.99\n");
    let found = loaded(&[ours, dives]).unwrap();
    assert!(
        found.notes[0].contains(".dive-ci both have rules; those of "),
        "{:?}",
        found.notes
    );
    assert_eq!(
        policy(&[ours, dives]).unwrap().lowest_efficiency.value,
        Some(0.5)
    );
    assert!(loaded(&[ours]).unwrap().notes.is_empty());
    let both = loaded(&[ours, (".layerscope.yaml", "rules:\n")])
        .unwrap_err()
        .to_string();
    assert_eq!(
        both,
        ".layerscope.yaml: .layerscope.toml is here, too; keep one, or name one with --config"
    );
}

#[test]
fn a_named_file_is_the_only_one_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".layerscope.yaml"), "nonsense: 1\n").unwrap();
    let path = folder.path().join("ci.yml");
    std::fs::write(&path, "rules:\n  lowestEfficiency: 0.7\n").unwrap();
    let wanted = Wanted {
        own: None,
        dive: Some(&path),
        folder: folder.path(),
    };
    let loaded = load(&wanted, &Limits::default()).unwrap();
    let policy = Policy::resolve(loaded.file.as_ref(), &|_| None, &[]).unwrap();
    assert_eq!(policy.lowest_efficiency.value, Some(0.7));
}

#[test]
fn flags_beat_the_environment_which_beats_the_file_which_beats_the_default() {
    let file = (
        ".dive-ci",
        "rules:\n  lowestEfficiency: 0.7\n  highestWastedBytes: 7MB\n",
    );
    let found = loaded(&[file]).unwrap();
    let environment = |name: &str| match name {
        "LAYERSCOPE_LOWEST_EFFICIENCY" => Some(OsString::from("0.6")),
        "LAYERSCOPE_MOST_LAYERS" => Some(OsString::from("6")),
        "LAYERSCOPE_FORBIDDEN_PATHS" => Some(OsString::from("/a:/b")),
        "LAYERSCOPE_LARGEST_FILE" => Some(OsString::new()),
        _ => None,
    };
    let flags = [
        (
            Key::LowestEfficiency,
            vec!["0.4".to_owned(), "0.5".to_owned()],
        ),
        (Key::MostLayers, vec![]),
    ];
    let policy = Policy::resolve(found.file.as_ref(), &environment, &flags).unwrap();
    assert_eq!(
        policy.lowest_efficiency.value,
        Some(0.5),
        "the last of two flags"
    );
    assert_eq!(
        policy.lowest_efficiency.origin.to_string(),
        "--lowest-efficiency"
    );
    assert_eq!(policy.highest_wasted_bytes.value, Some(7_000_000));
    assert_eq!(policy.most_layers.value, Some(6));
    assert_eq!(
        policy.most_layers.origin.to_string(),
        "LAYERSCOPE_MOST_LAYERS"
    );
    assert_eq!(policy.forbidden_paths.value.texts(), ["/a", "/b"]);
    assert_eq!(
        policy.largest_file.origin.to_string(),
        "default",
        "empty means not set"
    );
    assert_eq!(
        policy.highest_user_wasted_percent.origin.to_string(),
        "default"
    );
}

#[test]
fn a_wrong_value_names_its_flag_or_variable_even_when_it_is_overridden() {
    let flags = [(Key::LowestEfficiency, vec!["much".to_owned()])];
    let told = Policy::resolve(None, &|_| None, &flags)
        .unwrap_err()
        .to_string();
    assert_eq!(
        told,
        "--lowest-efficiency: 'much' is not a number; \
         write a ratio from 0 to 1 such as 0.9, or 'disabled'"
    );
    let environment =
        |name: &str| (name == "LAYERSCOPE_LOWEST_EFFICIENCY").then(|| OsString::from("2"));
    let flags = [(Key::LowestEfficiency, vec!["0.5".to_owned()])];
    let told = Policy::resolve(None, &environment, &flags)
        .unwrap_err()
        .to_string();
    assert!(
        told.starts_with("LAYERSCOPE_LOWEST_EFFICIENCY: '2' is outside 0 to 1; "),
        "{told}"
    );
}

/// The rows of dive's own test on its own image, with its strictness.
#[test]
fn dives_rules_judge_as_dive_judges() {
    let dive = |efficiency, wasted_bytes, wasted_user_percent| Measured {
        efficiency,
        wasted_bytes,
        wasted_user_percent,
        ..measured()
    };
    let image = dive(0.9844212134184309, 32025, 0.4834911001404049);
    let rows = [
        (["0.99", "1B", "0.01"], [Outcome::Fail; 3]),
        (["0.9", "50kB", "0.5"], [Outcome::Pass; 3]),
        (["disabled"; 3], [Outcome::Skip; 3]),
        (
            ["0.9", "1B", "0.5"],
            [Outcome::Pass, Outcome::Fail, Outcome::Pass],
        ),
        (
            ["0.9844212134184309", "32025", "0.4834911001404049"],
            [Outcome::Pass; 3],
        ),
        (
            ["0.984421213418431", "32024", "0.48349110014040485"],
            [Outcome::Fail; 3],
        ),
    ];
    let keys = [
        Key::LowestEfficiency,
        Key::HighestWastedBytes,
        Key::HighestUserWastedPercent,
    ];
    for (bounds, expected) in rows {
        let flags: Vec<(Key, Vec<String>)> = keys
            .iter()
            .zip(bounds)
            .map(|(&key, text)| (key, vec![text.to_owned()]))
            .collect();
        let policy = Policy::resolve(None, &|_| None, &flags).unwrap();
        let outcomes = keys.map(|key| verdict(&policy, &image, key.info().name).outcome);
        assert_eq!(outcomes, expected, "{bounds:?}");
    }
    let percent = "highest-user-wasted-percent";
    let default = Policy::default();
    let nan = verdict(&default, &dive(1.0, 0, f64::NAN), percent);
    assert_eq!((nan.outcome, nan.measured.as_str()), (Outcome::Pass, "NaN"));
    let infinite = verdict(&default, &dive(1.0, 0, f64::INFINITY), percent);
    assert_eq!(
        (infinite.outcome, infinite.measured.as_str()),
        (Outcome::Fail, "+Inf")
    );
}

#[test]
fn a_figure_is_never_rounded_onto_the_other_side_of_its_bound() {
    let near = Measured {
        efficiency: 0.89999,
        ..measured()
    };
    let told = verdict(&Policy::default(), &near, "lowest-efficiency");
    assert_eq!(
        (told.outcome, told.measured.as_str()),
        (Outcome::Fail, "0.89999")
    );
    let far = Measured {
        efficiency: 0.984_421_2,
        ..measured()
    };
    assert_eq!(
        verdict(&Policy::default(), &far, "lowest-efficiency").measured,
        "0.9844"
    );
}

#[test]
fn our_own_rules_hold_at_equality_and_name_the_offender() {
    let flags = |most: &str| {
        [
            Key::LargestImage,
            Key::LargestLayer,
            Key::LargestFile,
            Key::MostLayers,
        ]
        .map(|key| (key, vec![most.to_owned()]))
    };
    let file = LargeFile {
        path: b"/usr/\x1b[31mbig".to_vec(),
        bytes: 3,
        layer: 1,
    };
    let image = Measured {
        layer_bytes: &[1, 3, 3],
        largest_file: Some(file),
        ..measured()
    };
    for (rule, equal, less, measured, detail) in [
        ("largest-image", "7", "6", "7 B", ""),
        ("largest-layer", "3", "2", "3 B", "layer 1"),
        (
            "largest-file",
            "3",
            "2",
            "3 B",
            "/usr/\\x1b[31mbig in layer 1",
        ),
        ("most-layers", "3", "2", "3", ""),
    ] {
        let policy = Policy::resolve(None, &|_| None, &flags(equal)).unwrap();
        assert_eq!(
            verdict(&policy, &image, rule).outcome,
            Outcome::Pass,
            "{rule}"
        );
        let policy = Policy::resolve(None, &|_| None, &flags(less)).unwrap();
        let told = verdict(&policy, &image, rule);
        assert_eq!(told.outcome, Outcome::Fail, "{rule}");
        assert_eq!(
            (told.measured.as_str(), told.detail.as_str()),
            (measured, detail)
        );
    }
}

#[test]
fn forbidden_paths_are_counted_and_the_first_named() {
    let paths: Vec<String> = (0..9).map(|n| format!("/app/.git/{n}")).collect();
    let live = |each: &mut dyn FnMut(LivePath<'_>)| {
        for path in paths
            .iter()
            .map(String::as_str)
            .chain(["/app/main", "/app/\u{202e}.git"])
        {
            each(LivePath {
                path: path.as_bytes(),
                layer: 2,
            });
        }
    };
    let image = Measured {
        live_paths: &live,
        ..measured()
    };
    let flags = [(
        Key::ForbiddenPaths,
        vec!["/none".to_owned(), ".git".to_owned()],
    )];
    let policy = Policy::resolve(None, &|_| None, &flags).unwrap();
    let told = verdict(&policy, &image, "forbidden-paths");
    assert_eq!(
        (told.outcome, told.measured.as_str()),
        (Outcome::Fail, "9 paths")
    );
    assert!(
        told.detail
            .starts_with("/app/.git/0 (layer 2, pattern .git), "),
        "{}",
        told.detail
    );
    assert!(
        told.detail
            .ends_with("/app/.git/4 (layer 2, pattern .git), 4 more")
    );
    assert_eq!(
        verdict(&policy, &measured(), "forbidden-paths").outcome,
        Outcome::Pass
    );
}

#[test]
fn integrity_is_always_on() {
    let off: Vec<(Key, Vec<String>)> = [Key::LowestEfficiency, Key::HighestUserWastedPercent]
        .map(|key| (key, vec!["off".to_owned()]))
        .to_vec();
    let policy = Policy::resolve(None, &|_| None, &off).unwrap();
    let mismatches = vec!["layer 3: digest sha256:1\u{1b}".to_owned()];
    let wrong = Measured {
        mismatches: &mismatches,
        ..measured()
    };
    let verdicts = judge(&policy, &wrong);
    assert_eq!(verdicts[0].outcome, Outcome::Fail);
    assert_eq!(verdicts[0].detail, "layer 3: digest sha256:1\\x1b");
    assert_eq!(Exit::of(&verdicts, false), Exit::Failed);
    let unread = Measured {
        verified: false,
        ..measured()
    };
    assert_eq!(
        verdict(&policy, &unread, "integrity").outcome,
        Outcome::Skip
    );
    assert_eq!(
        verdict(&policy, &measured(), "integrity").outcome,
        Outcome::Pass
    );
}

#[test]
fn required_verification_fails_where_nothing_was_checked() {
    let flags = [(Key::RequireVerification, vec!["true".to_owned()])];
    let policy = Policy::resolve(None, &|_| None, &flags).unwrap();
    let unread = Measured {
        verified: false,
        ..measured()
    };
    assert_eq!(
        verdict(&policy, &unread, "require-verification").outcome,
        Outcome::Fail
    );
    assert_eq!(
        verdict(&policy, &measured(), "require-verification").outcome,
        Outcome::Pass
    );
    let default = verdict(&Policy::default(), &unread, "require-verification");
    assert_eq!(default.outcome, Outcome::Skip);
}

#[test]
fn the_exit_code_follows_from_verdicts_and_completeness() {
    let bad = Measured {
        efficiency: 0.1,
        ..measured()
    };
    let good = judge(&Policy::default(), &measured());
    let failed = judge(&Policy::default(), &bad);
    let part = judge(
        &Policy::default(),
        &Measured {
            incomplete: true,
            ..measured()
        },
    );
    assert_eq!(Exit::of(&good, false).code(), 0);
    assert_eq!(Exit::of(&failed, false).code(), 1);
    assert_eq!(Exit::of(&failed, true).code(), 2, "2 beats 1");
    assert_eq!(Exit::of(&part, true).code(), 2);
    assert!(part.iter().all(|verdict| verdict.outcome != Outcome::Pass));
    assert_eq!(Exit::Interrupted.code(), 130);
}

fn dive_figures(made: &[&[layers::Made]]) -> DiveFigures {
    let mut accounting = DiveAccounting::new();
    made.iter()
        .for_each(|layer| accounting.add(&layers::make(layer)));
    accounting.finish()
}

#[test]
fn where_dive_would_have_said_otherwise_one_line_says_so() {
    // A directory of the base is removed: dive sees no waste, and divides by nothing.
    let dive = dive_figures(&[&[("d/", 0), ("d/a", 9), ("b", 1)], &[(".wh.d", 0)]]);
    let exact = Measured {
        efficiency: 0.1,
        wasted_bytes: 9,
        ..measured()
    };
    let policy = Policy::default();
    assert_eq!(
        differs_from_dive(&policy, &exact, &dive).unwrap(),
        "dive 0.13.1 would have said lowest-efficiency PASS (1.0000, bound at least 0.9); \
         --accounting dive judges by its figures"
    );
    let same = Measured {
        wasted_user_percent: f64::NAN,
        ..measured()
    };
    assert_eq!(differs_from_dive(&policy, &same, &dive), None);
}
