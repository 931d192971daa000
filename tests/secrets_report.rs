//! The reports of secrets: held against their schemas, escaped for their formats, and without a
//! value in any of them.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program: what cannot be read must fail

mod common;

use std::collections::BTreeSet;

use common::planted::{Planted, image, image_of_steps, value};
use common::raw_tar::Tar;
use common::schema::{Checked, properties};
use layerscope::analysis::{Examined, examine};
use layerscope::gate::{FailOn, Policy};
use layerscope::image::Image;
use layerscope::layer::Options;
use layerscope::limits::Limits;
use layerscope::report::secrets::{Secrets, SecretsFormat, write};
use layerscope::report::{check, json, schema, text};
use layerscope::secrets::{Baseline, Findings, Pass, Redactor, ScanOptions, Scene};
use serde_json::Value;

const FORMATS: [SecretsFormat; 6] = [
    SecretsFormat::Text,
    SecretsFormat::Json,
    SecretsFormat::Sarif,
    SecretsFormat::Junit,
    SecretsFormat::Gitlab,
    SecretsFormat::Csv,
];

fn look(image: Image) -> (Examined, Findings) {
    let (planted, limits) = (Planted::new(), Limits::default());
    let pass = Pass::new(
        image.layers.len(),
        &planted,
        ScanOptions::default(),
        &limits,
    );
    let options = Options {
        hash: true,
        verify: true,
        ..Options::default()
    };
    let examined = examine(image, None, &options, &pass, &(), |_| ());
    let scene = Scene {
        image: &examined.image,
        tree: &examined.tree,
        base_layers: examined.base.layers,
    };
    let findings = Findings::of(&pass, &scene);
    (examined, findings)
}

/// As the command does before it says anything.
fn masked(image: Image) -> (Examined, Findings) {
    let (mut examined, mut findings) = look(image);
    let redactor = Redactor::new(&findings);
    redactor.image(&mut examined.image);
    redactor.findings(&mut findings);
    (examined, findings)
}

fn policy() -> Policy {
    let mut policy = Policy::default();
    policy.secrets_fail_on.value = FailOn::Any;
    policy
}

fn report(
    examined: &Examined,
    findings: &Findings,
    format: SecretsFormat,
    all: bool,
    show: bool,
) -> String {
    let secrets = Secrets {
        examined,
        findings,
        policy: &policy(),
        all,
        show,
        choice: Some("the first of two"),
        platform: None,
        notes: &["a note".to_owned()],
        width: 100,
        now: 1_700_000_000,
    };
    let mut out = vec![];
    write(&mut out, &[secrets], format).unwrap();
    String::from_utf8(out).unwrap()
}

fn json_of(
    examined: &Examined,
    findings: &Findings,
    format: SecretsFormat,
    all: bool,
    show: bool,
) -> Value {
    serde_json::from_str(&report(examined, findings, format, all, show)).unwrap()
}

/// The planted image with an example, a package file above the base, and odd names.
fn odd() -> Image {
    let line = |name: &str| format!("key={}", value(name));
    let sum = |text: &str| {
        use md5::Digest;
        let sum: [u8; 16] = md5::Md5::digest(text.as_bytes()).into();
        sum.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let shipped = format!("{}  opt/shipped\n", sum(&line("shipped")));
    let claimed = format!("{}  opt/claimed\n", sum(&line("claimed")));
    let below = Tar::new()
        .file("tests/x", line("example"))
        .file("opt/shipped", line("shipped"))
        .file("var/lib/dpkg/info/a.md5sums", shipped);
    let above = Tar::new()
        .file(b"caf\xe9\x1b[31m", line("latin"))
        .file("=cmd|' /C calc'!A0", line("formula"))
        .file("<&\"'>\n::error::x", line("markup"))
        .file("##[error]x y%41", line("hash"))
        .file("a.p12", "x")
        .file("creds", b"\xff\xfe not text at all")
        .file("opt/claimed", line("claimed"))
        .file("var/lib/dpkg/info/b.md5sums", claimed);
    let steps = vec![
        ("ADD base /", below.end()),
        ("COPY <odd> & 'names' /", above.end()),
    ];
    image_of_steps(steps, |_| ())
}

#[test]
fn no_format_holds_a_value_and_each_holds_its_mask() {
    let (raw, _) = look(image());
    let texts =
        |examined: &Examined| format!("{:?} {}", examined.image.layers, examined.image.config);
    assert!(
        texts(&raw).contains("planted-"),
        "the image itself quotes values"
    );
    let (examined, findings) = masked(image());
    let names = [
        "visible",
        "deleted",
        "old",
        "new",
        "folder",
        "opaque",
        "shadowed",
        "linked",
        "first-entry",
        "second-entry",
        "large",
        "member",
        "binary",
        "variable",
        "label",
        "command",
        "argument",
    ];
    let values: Vec<String> = names.iter().map(|name| value(name)).collect();
    let mut said: Vec<String> = vec![
        texts(&examined),
        format!("{findings:?}"),
        Baseline::write([&findings]),
    ];
    for format in FORMATS {
        for all in [false, true] {
            let report = report(&examined, &findings, format, all, false);
            for finding in &findings.all {
                assert!(
                    report.contains(&finding.secret.masked()),
                    "{format:?}: {report}"
                );
            }
            said.push(report);
        }
    }
    // What is said of the image beside its secrets.
    let mut out = vec![];
    json::write(
        &mut out,
        &json::Report {
            examined: &examined,
            dive: None,
            verdicts: None,
            choice: None,
        },
    )
    .unwrap();
    text::write(
        &mut out,
        &text::Text {
            examined: &examined,
            dive: None,
            choice: None,
            width: 100,
            most: 99,
        },
    )
    .unwrap();
    let measured = check::Check {
        examined: &examined,
        dive: None,
        waste: &examined.accounting.waste,
        verdicts: &[],
        notes: &[],
        width: 100,
    };
    check::write(&mut out, &measured).unwrap();
    said.push(String::from_utf8(out).unwrap());
    for (value, said) in values
        .iter()
        .flat_map(|value| said.iter().map(move |said| (value, said)))
    {
        assert!(!said.contains(value.as_str()), "{value} in {said}");
    }
    // A check that cannot fail is none: when asked, they are there.
    for format in [SecretsFormat::Text, SecretsFormat::Json, SecretsFormat::Csv] {
        let shown = report(&examined, &findings, format, false, true);
        assert!(
            values.iter().all(|value| shown.contains(value.as_str())),
            "{format:?}"
        );
    }
    for format in [
        SecretsFormat::Sarif,
        SecretsFormat::Junit,
        SecretsFormat::Gitlab,
    ] {
        assert!(!report(&examined, &findings, format, false, true).contains(&values[0]));
    }
}

#[test]
fn what_is_written_is_what_the_schema_says_and_nothing_else() {
    let schema: Value = serde_json::from_str(schema::secrets()).unwrap();
    let mut checked = Checked::default();
    let broken = || {
        let mut image = odd();
        image.layers[0].blob = Err("layer 0 is not there".into());
        image.mismatches = vec!["the config is another".into()];
        image
    };
    for (examined, findings) in [
        masked(image()),
        masked(odd()),
        look(odd()),
        masked(broken()),
    ] {
        for (all, show) in [(true, true), (false, false)] {
            let json = json_of(&examined, &findings, SecretsFormat::Json, all, show);
            checked.check(&schema, &json, "");
        }
    }
    assert_eq!(checked.problems, Vec::<String>::new());
    let mut described = BTreeSet::new();
    properties(&schema, "", &mut described);
    assert_eq!(checked.seen, described, "each field of the schema occurs");
}

#[test]
fn sarif_has_what_the_standard_demands() {
    for (examined, findings) in [masked(image()), masked(odd())] {
        let sarif = json_of(&examined, &findings, SecretsFormat::Sarif, true, false);
        assert_eq!(sarif["version"], "2.1.0");
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(run["tool"]["driver"]["name"], "layerscope");
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), findings.all.len());
        for result in results {
            let number = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[number]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            assert!(
                result["message"]["text"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
            let locations = result["locations"].as_array().unwrap().iter();
            for location in locations.chain(result["relatedLocations"].as_array().unwrap()) {
                let physical = &location["physicalLocation"];
                let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
                let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~!%".contains(c);
                assert!(uri.chars().all(plain) && !uri.starts_with('/'), "{uri}");
                if let Some(region) = physical.get("region") {
                    assert!(region["startLine"].as_u64() >= Some(1));
                }
            }
            assert!(result["partialFingerprints"]["layerscopeSecret/v1"].is_string());
        }
        let suppressed = |one: &&Value| !one["suppressions"].as_array().unwrap().is_empty();
        let actionable = findings.actionable().count();
        assert_eq!(
            results.iter().filter(suppressed).count(),
            results.len() - actionable
        );
    }
}

/// What a `secret_detection` report of schema 15 lacks: the fields that it demands, and the bounds
/// that it sets to those written here. (security-report-schemas, secret-detection-report-format)
fn gitlab_lacks(report: &Value) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut text = |of: &Value, at: &str, least: usize, most: usize| {
        let text = of.pointer(at).and_then(Value::as_str);
        let len = text.map(|text| text.chars().count());
        if !len.is_some_and(|len| (least..=most).contains(&len)) {
            lacks.push(format!("{at}: {text:?}"));
        }
    };
    for tool in ["/scan/scanner", "/scan/analyzer"] {
        for key in ["id", "name", "version", "vendor/name"] {
            text(report, &format!("{tool}/{key}"), 1, 255);
        }
    }
    for at in ["/scan/start_time", "/scan/end_time"] {
        text(report, at, 19, 19);
    }
    for message in report["scan"]["messages"].as_array().unwrap() {
        text(message, "/value", 1, usize::MAX);
        text(message, "/level", 4, 5);
    }
    for row in report["vulnerabilities"].as_array().unwrap() {
        text(row, "/id", 36, 36);
        text(row, "/name", 1, 255);
        text(row, "/description", 1, 1 << 20);
        text(row, "/solution", 1, 7000);
        text(row, "/severity", 3, 8);
        text(row, "/location/file", 1, usize::MAX);
        text(row, "/location/commit/sha", 40, 40);
        for key in ["type", "name", "value"] {
            text(row, &format!("/identifiers/0/{key}"), 1, usize::MAX);
        }
    }
    lacks
}

#[test]
fn gitlab_has_what_its_schema_demands() {
    let broken = || {
        let mut image = odd();
        image.layers[0].blob = Err("layer 0 is not there".into());
        image
    };
    for (number, (examined, findings)) in [masked(odd()), masked(image()), masked(broken())]
        .into_iter()
        .enumerate()
    {
        let report = json_of(&examined, &findings, SecretsFormat::Gitlab, false, false);
        assert_eq!(gitlab_lacks(&report), Vec::<String>::new());
        let scan = &report["scan"];
        assert_eq!(scan["type"], "secret_detection");
        assert_eq!(scan["start_time"], "2023-11-14T22:13:20");
        assert_eq!(scan["status"], ["success", "success", "failure"][number]);
        assert_eq!(scan["messages"].as_array().unwrap().is_empty(), number < 2);
        let rows = report["vulnerabilities"].as_array().unwrap();
        assert_eq!(rows.len(), findings.actionable().count());
        let ids: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rows.len(), "each has an id of its own");
        for row in rows {
            let severity = row["severity"].as_str().unwrap();
            assert!(
                ["Low", "Medium", "High", "Critical"].contains(&severity),
                "{severity}"
            );
            assert!(row["location"].get("start_line").is_none_or(Value::is_u64));
        }
    }
    // The check itself misses nothing.
    assert_eq!(
        gitlab_lacks(&serde_json::json!({"scan": {"messages": [{}]}, "vulnerabilities": [{}]}))
            .len(),
        10 + 2 + 10
    );
}

#[test]
fn junit_counts_what_counts_and_is_xml() {
    let (examined, findings) = masked(odd());
    let report = report(&examined, &findings, SecretsFormat::Junit, true, false);
    let actionable = findings.actionable().count();
    let (all, rest) = (findings.all.len(), findings.all.len() - actionable);
    let totals =
        format!("tests=\"{all}\" failures=\"{actionable}\" errors=\"0\" skipped=\"{rest}\"");
    assert_eq!(report.matches(&totals).count(), 2, "{report}");
    assert_eq!(report.matches("<failure ").count(), actionable);
    assert_eq!(report.matches("<skipped ").count(), rest);
    assert!(report.contains("&lt;&amp;&quot;&apos;&gt;"), "{report}");
    // Of markup there is ours and no other.
    let tags: BTreeSet<&str> = report
        .split('<')
        .skip(1)
        .map(|tag| {
            tag.split([' ', '>', '/'])
                .find(|word| !word.is_empty())
                .unwrap()
        })
        .collect();
    let ours = [
        "?xml",
        "failure",
        "skipped",
        "testcase",
        "testsuite",
        "testsuites",
    ];
    assert_eq!(tags, BTreeSet::from(ours));
    assert!(
        report.chars().all(|c| c >= ' ' || c == '\n'),
        "XML has no control characters"
    );
    let empty = image_of_steps(vec![("COPY", Tar::new().end())], |_| ());
    let (examined, findings) = masked(empty);
    let report = self::report(&examined, &findings, SecretsFormat::Junit, true, false);
    assert!(report.contains("tests=\"1\" failures=\"0\""), "{report}");
}

#[test]
fn csv_has_a_row_a_place_and_no_formula() {
    let (examined, findings) = masked(odd());
    let report = report(&examined, &findings, SecretsFormat::Csv, true, false);
    let rows: Vec<&str> = report.split_terminator("\r\n").collect();
    let places: usize = findings
        .all
        .iter()
        .map(|finding| finding.places.len())
        .sum();
    assert_eq!(rows.len(), places + 1);
    for row in &rows {
        let fields: Vec<&str> = row[1..row.len() - 1].split("\",\"").collect();
        assert_eq!(fields.len(), 19, "{row}");
        for field in fields {
            assert!(
                !field.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{row}"
            );
        }
    }
    let line = |name: &str| Tar::new().file("a", value(name)).end();
    let steps = vec![("ADD", line("one")), ("=cmd|' /C calc'!A0", line("two"))];
    let (examined, findings) = masked(image_of_steps(steps, |_| ()));
    let report = self::report(&examined, &findings, SecretsFormat::Csv, true, false);
    assert!(report.contains(",\"'=cmd|' /C calc'!A0\","), "{report}");
    assert!(!report.contains("\"="), "{report}");
}

#[test]
fn the_text_tells_what_became_of_each_and_acts_on_no_terminal() {
    let (examined, findings) = masked(image());
    let said = report(&examined, &findings, SecretsFormat::Text, false, false);
    for part in [
        "SECRETS  18 secrets to act on: 12 visible in the final image, 6 deleted or overwritten, and",
        "/app/deleted:2:5\n      layer 0: ADD base /\n      deleted by layer 1 `RUN clean-up`; still in the image for anyone who pulls it",
        "visible in the final image, as /app/other-name",
        "packed over by layer 2 itself",
        "build step 4: ENV KEY=plan",
        "RUN --mount=type=secret",
        "FAIL [18 secrets to act on, 18 of them fail; fail-on: any]",
    ] {
        assert!(said.contains(part), "no {part:?} in\n{said}");
    }
    let (examined, findings) = masked(odd());
    let brief = report(&examined, &findings, SecretsFormat::Text, false, false);
    assert!(
        brief.contains("SET ASIDE  1 example, 1 package-file; --all lists them"),
        "{brief}"
    );
    assert!(
        brief.contains("layer 1 says that b (dpkg) shipped it so"),
        "{brief}"
    );
    let all = report(&examined, &findings, SecretsFormat::Text, true, false);
    assert!(
        all.contains("package-file: unchanged file of the package a (dpkg)"),
        "{all}"
    );
    assert!(all.contains("example: lies below tests"), "{all}");
    for line in brief.lines().chain(all.lines()) {
        assert!(!line.contains('\u{1b}') && !line.contains("##["), "{line}");
        assert!(!line.trim_start().starts_with("::"), "{line}");
    }
}

#[test]
fn a_baseline_knows_what_was_found_when_it_was_written() {
    let (_, findings) = look(image());
    let baseline = Baseline::read(Baseline::write([&findings]).as_bytes()).unwrap();
    let (examined, mut again) = masked(image());
    baseline.apply(&mut again);
    assert_eq!(again.actionable().count(), 0);
    assert_eq!(again.all.len(), findings.all.len(), "nothing is dropped");
    // Written again it knows the same, and a JSON report knows it, too.
    assert_eq!(Baseline::write([&again]), Baseline::write([&findings]));
    let report = report(&examined, &again, SecretsFormat::Json, true, false);
    let (_, mut third) = look(image());
    Baseline::read(report.as_bytes()).unwrap().apply(&mut third);
    assert_eq!(third.actionable().count(), 0);
    let (_, mut other) = look(odd());
    baseline.apply(&mut other);
    assert_ne!(other.actionable().count(), 0, "a new secret is new");
    for (text, says) in [
        ("", "is no JSON"),
        ("{}", "is neither a baseline"),
        (
            "{\"schema\":\"layerscope.secrets-baseline/1\"}",
            "has no list of findings",
        ),
    ] {
        assert!(
            Baseline::read(text.as_bytes()).unwrap_err().contains(says),
            "{text}"
        );
    }
}
