//! Which bound counts, from where, and what is said of a wrong one.

use crate::bin::{Pairs, Said, there};

fn check(files: Pairs<'_>, variables: Pairs<'_>, flags: &[&str]) -> Said {
    let args = [&["check", "IMAGE", "--format", "json"], flags].concat();
    there(files, variables, &args)
}

fn efficiency(said: &Said) -> (String, String) {
    let json = said.json();
    let rows = json["verdicts"].as_array().unwrap();
    let row = rows
        .iter()
        .find(|row| row["rule"] == "lowest-efficiency")
        .unwrap();
    let text = |key: &str| row[key].as_str().unwrap().to_owned();
    (text("outcome").to_lowercase(), text("origin"))
}

/// 0.677 is measured; each place of a bound stands for itself by its number.
#[test]
fn a_flag_beats_the_environment_the_file_and_the_default() {
    let ours = (".layerscope.yaml", "rules:\n  lowest-efficiency: 0.3\n");
    let toml = (".layerscope.toml", "[rules]\nlowest-efficiency = 0.3\n");
    let dives = (".dive-ci", "rules:\n  lowestEfficiency: 0.95\n");
    let variable = ("LAYERSCOPE_LOWEST_EFFICIENCY", "0.99");
    let flag = ["--lowestEfficiency", "0.4"];
    for (files, variables, flags, outcome, origin) in [
        (&[][..], &[][..], &[][..], "fail", "default"),
        (&[dives], &[], &[], "fail", ".dive-ci:2:"),
        (&[ours], &[], &[], "pass", ".layerscope.yaml:2:"),
        (&[toml], &[], &[], "pass", ".layerscope.toml:2:"),
        (&[ours, dives], &[], &[], "pass", ".layerscope.yaml:2:"),
        (
            &[ours],
            &[variable],
            &[],
            "fail",
            "LAYERSCOPE_LOWEST_EFFICIENCY",
        ),
        (&[dives], &[variable], &flag, "pass", "--lowest-efficiency"),
        (&[dives], &[], &flag, "pass", "--lowest-efficiency"),
    ] {
        let said = check(files, variables, flags);
        let (is, from) = efficiency(&said);
        assert_eq!(is, outcome, "{files:?} {variables:?} {flags:?}");
        assert!(from.starts_with(origin), "{from} is not {origin}");
        let both = files.len() == 2;
        let says = "those of .layerscope.yaml are used";
        assert_eq!(said.err().contains(says), both, "{}", said.err());
    }
}

#[test]
fn a_wrong_key_or_value_is_named_with_its_place() {
    for (name, text, says) in [
        (
            ".layerscope.yaml",
            "rules:\n  lowest-eficiency: 0.9\n",
            ".layerscope.yaml:2:3: unknown key 'lowest-eficiency'; did you mean 'lowest-efficiency'",
        ),
        (
            ".layerscope.yaml",
            "rules:\n  most-layers: many\n",
            ".layerscope.yaml:2:16: most-layers: 'many' is not a whole number",
        ),
        (
            ".layerscope.toml",
            "[rules]\nhighest-wasted-bytes = \"20XB\"\n",
            ".layerscope.toml:2:24: highest-wasted-bytes: '20XB'",
        ),
        (
            ".dive-ci",
            "rules:\n  lowestEfficiency: 1.1\n",
            ".dive-ci:2:21: ",
        ),
        (".layerscope.yaml", "rules: [\n", ".layerscope.yaml:"),
    ] {
        let said = check(&[(name, text)], &[], &[]);
        assert_eq!(said.code, 2, "{text}");
        assert!(said.err().contains(says), "{}", said.err());
        assert!(said.out.is_empty(), "nothing is judged by half a policy");
    }
    let said = check(&[], &[("LAYERSCOPE_MOST_LAYERS", "x")], &[]);
    assert!(
        said.code == 2 && said.err().contains("LAYERSCOPE_MOST_LAYERS"),
        "{}",
        said.err()
    );
}

/// Each bound at what is measured, and just beyond it.
#[test]
fn equality_passes() {
    for (flag, met, missed) in [
        (
            "--lowest-efficiency",
            "0.6771168668100397",
            "0.6771168668100398",
        ),
        ("--highest-wasted-bytes", "24172", "24171"),
        (
            "--highest-user-wasted-percent",
            "0.853681794102066",
            "0.853681794102065",
        ),
        ("--largest-image", "74863", "74862"),
        ("--largest-layer", "46548", "46547"),
        ("--most-layers", "9", "8"),
        ("--largest-file", "46480", "46479"),
    ] {
        for (bound, outcome) in [(met, "pass"), (missed, "fail")] {
            let said = check(&[], &[], &[flag, bound]);
            let rule = flag.trim_start_matches('-').to_owned();
            let verdicts = said.verdicts();
            let found = verdicts.iter().find(|(_, name)| *name == rule).unwrap();
            assert_eq!(found.0.to_lowercase(), outcome, "{flag} {bound}");
        }
    }
}

#[test]
fn paths_are_forbidden_and_waste_is_ignored_by_pattern() {
    for (flags, rule, outcome) in [
        (
            &["--forbidden-path", "/etc/passwd"][..],
            "forbidden-paths",
            "fail",
        ),
        (
            &["--forbidden-path", "*.pem", "--forbidden-path", "op"],
            "forbidden-paths",
            "fail",
        ),
        // The final image does not show it.
        (&["--forbidden-path", "/tmp.bin"], "forbidden-paths", "pass"),
        (
            &[
                "--ignored-waste-path",
                "/tmp.bin",
                "--highest-wasted-bytes",
                "4172",
            ],
            "highest-wasted-bytes",
            "pass",
        ),
        (
            &[
                "--ignored-waste-path",
                "/tmp.bin",
                "--highest-wasted-bytes",
                "4171",
            ],
            "highest-wasted-bytes",
            "fail",
        ),
        (&["--require-verification"], "require-verification", "pass"),
        (
            &["--require-verification", "--no-verify"],
            "require-verification",
            "fail",
        ),
    ] {
        let said = check(&[], &[], flags);
        let verdicts = said.verdicts();
        let found = verdicts.iter().find(|(_, name)| name == rule);
        let is = found.unwrap_or_else(|| panic!("{flags:?}: {verdicts:?}"));
        assert_eq!(is.0.to_lowercase(), outcome, "{flags:?}");
    }
}
