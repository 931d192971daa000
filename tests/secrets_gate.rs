//! Which secrets fail a run, and which the policy ignores.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program: what cannot be read must fail

mod common;

use std::fs;

use common::planted::{Planted, image, image_of_steps, value};
use common::raw_tar::Tar;
use layerscope::analysis::examine;
use layerscope::gate::{Measured, Outcome, Policy, Verdict, Wanted, judge, load};
use layerscope::image::Image;
use layerscope::layer::Options;
use layerscope::limits::Limits;
use layerscope::secrets::{Disposition, Findings, Pass, ScanOptions, Scene};

fn look(image: Image) -> Findings {
    let (planted, limits) = (Planted::new(), Limits::default());
    let pass = Pass::new(
        image.layers.len(),
        &planted,
        ScanOptions::default(),
        &limits,
    );
    let options = Options {
        hash: true,
        ..Options::default()
    };
    let examined = examine(image, None, &options, &pass, &(), |_| ());
    let scene = Scene {
        image: &examined.image,
        tree: &examined.tree,
        base_layers: 1,
    };
    Findings::of(&pass, &scene)
}

fn policy(text: &str) -> Result<Policy, String> {
    policy_named(".layerscope.yaml", text)
}

fn policy_named(name: &str, text: &str) -> Result<Policy, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let wanted = Wanted {
        own: None,
        dive: None,
        folder: folder.path(),
    };
    let loaded = load(&wanted, &Limits::default());
    let policy = loaded.and_then(|loaded| Policy::resolve(loaded.file.as_ref(), &|_| None, &[]));
    policy.map_err(|error| error.to_string())
}

fn verdict(policy: &Policy, secrets: Option<&Findings>) -> Verdict {
    let measured = Measured {
        efficiency: 1.0,
        wasted_bytes: 0,
        wasted_user_percent: 0.0,
        layer_bytes: &[],
        largest_file: None,
        live_paths: &|_| {},
        mismatches: &[],
        verified: true,
        secrets,
        incomplete: false,
    };
    let mut verdicts = judge(policy, &measured).into_iter();
    verdicts
        .find(|verdict| verdict.rule == "secrets-fail-on")
        .unwrap()
}

fn of_files(files: &[(&str, &str)]) -> Findings {
    let tar = files
        .iter()
        .fold(Tar::new(), |tar, (path, name)| tar.file(path, value(name)));
    let gone = files.iter().filter(|(path, _)| path.starts_with("gone"));
    let hidden = gone.fold(Tar::new(), |tar, (path, _)| {
        tar.file(format!(".wh.{path}"), "")
    });
    look(image_of_steps(
        vec![("COPY", tar.end()), ("RUN rm", hidden.end())],
        |_| (),
    ))
}

#[test]
fn what_fails_is_what_the_policy_says() {
    let (shown, gone) = (of_files(&[("shown", "a")]), of_files(&[("gone", "a")]));
    let example = of_files(&[("x/tests/y", "a")]);
    for (keys, findings, outcome) in [
        ("fail-on: none", &shown, Outcome::Skip),
        ("fail-on: visible", &shown, Outcome::Fail),
        ("fail-on: visible", &gone, Outcome::Pass),
        ("fail-on: any", &gone, Outcome::Fail),
        ("fail-on: ANY", &example, Outcome::Pass),
        ("fail-on: any\n  min-severity: high", &shown, Outcome::Fail),
        (
            "fail-on: any\n  min-severity: critical",
            &shown,
            Outcome::Pass,
        ),
        (
            "fail-on: any\n  min-confidence: high",
            &shown,
            Outcome::Fail,
        ),
    ] {
        let policy = policy(&format!("secrets:\n  {keys}\n")).unwrap();
        assert_eq!(verdict(&policy, Some(findings)).outcome, outcome, "{keys}");
    }
    let none = verdict(&Policy::default(), None);
    assert_eq!(
        (none.outcome, none.measured.as_str()),
        (Outcome::Skip, ""),
        "nobody asked"
    );
    let asked = policy("secrets:\n  fail-on: any").unwrap();
    assert_eq!(verdict(&asked, None).measured, "not looked for");
}

#[test]
fn the_verdict_names_places_and_no_values() {
    let policy = policy("secrets: {fail-on: any}").unwrap();
    let all = verdict(&policy, Some(&look(image())));
    assert_eq!(all.measured, "18 secrets, 12 visible");
    assert!(
        all.detail.contains("credentials in /app/creds (layer 2)")
            && all.detail.ends_with("13 more"),
        "{all:?}"
    );
    assert!(!format!("{all:?}").contains("planted-"), "{all:?}");
    assert!(
        all.origin.ends_with(".layerscope.yaml:1:20"),
        "{}",
        all.origin
    );
}

#[test]
fn an_ignored_secret_is_explained_and_comes_back_when_its_day_is_over() {
    let files = [("opt/a.key", "a"), ("opt/b.key", "b"), ("srv/c.key", "c")];
    let print = of_files(&files)
        .all
        .iter()
        .find(|one| one.secret.expose() == value("a").as_bytes())
        .unwrap()
        .fingerprint
        .clone();
    for (entry, ignored) in [
        (format!("fingerprint: {print}"), 1),
        (format!("fingerprint: {}", print.to_uppercase()), 1),
        ("rule: planted".into(), 3),
        ("rule: 'plan*'".into(), 3),
        ("rule: credentials".into(), 0),
        ("path: /opt".into(), 2),
        ("path: '*.key'\n      rule: planted".into(), 3),
        ("path: /srv\n      rule: other".into(), 0),
        ("path: /opt\n      expires: 2027-01-31".into(), 2),
        ("path: /opt\n      expires: 2026-12-31".into(), 0),
    ] {
        let text = format!("secrets:\n  ignore:\n    - {entry}\n      reason: made for tests\n");
        let policy = policy(&text).unwrap();
        let mut findings = of_files(&files);
        let notes = policy.ignore(&mut findings, "2027-01-31");
        let is_ignored =
            |one: &&layerscope::secrets::Finding| one.disposition() == Disposition::Ignored;
        let aside: Vec<_> = findings.all.iter().filter(is_ignored).collect();
        assert_eq!(aside.len(), ignored, "{text}");
        assert_eq!(findings.all.len(), 3, "nothing is dropped");
        assert!(
            aside
                .iter()
                .all(|one| one.places[0].reason.starts_with("made for tests"))
        );
        let expired = text.contains("2026-12-31");
        assert_eq!(notes.len(), usize::from(expired), "{notes:?}");
        assert!(!expired || notes[0].contains("line 3") && notes[0].contains("has expired"));
    }
}

#[test]
fn toml_says_the_same() {
    let text = "[secrets]\nfail-on = \"visible\"\n\n[[secrets.ignore]]\nrule = \"planted\"\n\
                reason = \"made up\"\nexpires = 2027-01-31\n";
    let policy = policy_named(".layerscope.toml", text).unwrap();
    let mut findings = of_files(&[("a", "a")]);
    policy.ignore(&mut findings, "2027-01-01");
    assert_eq!(
        findings.all[0].places[0].reason,
        "made up, until 2027-01-31"
    );
    assert!(policy.wants_secrets());
}

#[test]
fn a_wrong_entry_is_named_with_its_place() {
    for (text, says) in [
        (
            "secrets:\n  fail-on: some\n",
            ".layerscope.yaml:2:12: secrets-fail-on: 'some' is none of the choices; write visible, any or none",
        ),
        (
            "secrets:\n  fail-one: any\n",
            ":2:3: unknown key 'fail-one'; below 'secrets:' are known fail-on, min-severity, min-confidence, ignore",
        ),
        (
            "rules:\n  secrets-fail-on: any\n",
            ":2:3: 'secrets-fail-on' is 'fail-on' and stands below 'secrets:'",
        ),
        (
            "secrets:\n  ignore: all\n",
            ":2:11: ignore must be a list of entries, not a single value",
        ),
        (
            "secrets:\n  ignore:\n    - reason: x\n",
            ":3:7: the entry names no secret",
        ),
        (
            "secrets:\n  ignore:\n    - rule: x\n",
            ":3:7: the entry gives no reason",
        ),
        (
            "secrets:\n  ignore:\n    - rule: x\n      why: y\n",
            ":4:7: unknown key 'why'",
        ),
        (
            "secrets:\n  ignore:\n    - fingerprint: abc\n      reason: y\n",
            "fingerprint: 'abc' is no fingerprint",
        ),
        (
            "secrets:\n  ignore:\n    - path: '/'\n      reason: y\n",
            "path: '/' means everything",
        ),
        (
            "secrets:\n  ignore:\n    - rule: x\n      reason: y\n      expires: soon\n",
            "expires: 'soon' is no day; write it as 2027-01-31",
        ),
        ("other: 1\n", "a policy has two, 'rules:' and 'secrets:'"),
    ] {
        let error = policy(text).unwrap_err();
        assert!(error.contains(says), "{text}: {error}");
    }
}
