//! From typed words to options.

use super::*;
use crate::gate::Exit;

fn typed_with(ci: Option<&str>, words: &str) -> Result<Invocation, UsageError> {
    let words = words.split_whitespace().map(OsString::from);
    let args = std::iter::once(OsString::from("layerscope")).chain(words);
    parse(args, ci.map(OsStr::new))
}

fn typed(words: &str) -> Invocation {
    typed_with(None, words).unwrap_or_else(|error| panic!("{words}: {error}"))
}

fn misused(words: &str) -> String {
    let error = typed_with(None, words).unwrap_err();
    assert_eq!(
        error.exit_code(),
        i32::from(Exit::Unreadable.code()),
        "{words}"
    );
    error.to_string()
}

fn check(words: &str, ci: Option<&str>) -> Check {
    match typed_with(ci, words) {
        Ok(Invocation::Check(check)) => check,
        other => panic!("{words}: {other:?}"),
    }
}

fn image(reference: &str) -> ImageChoice {
    ImageChoice {
        reference: reference.into(),
        image: None,
        platform: None,
        source: None,
        quiet: false,
        limits: Limits::default(),
        no_cache: false,
    }
}

const DEFAULT: Measuring = Measuring {
    verify: true,
    accounting: AccountingKind::Exact,
    base_layers: None,
    show_secrets: false,
};

#[test]
fn an_image_alone_is_opened_whatever_it_is_called() {
    for (words, reference) in [
        ("image.tar", "image.tar"),
        ("-", "-"),
        ("nginx:latest", "nginx:latest"),
        ("docker-archive://x.tar", "docker-archive://x.tar"),
        ("./check", "./check"),
        ("docker:check", "docker:check"),
        ("-- check", "check"),
        ("-- --odd", "--odd"),
    ] {
        let open = Open {
            unjudged: None,
            image: image(reference),
            measuring: DEFAULT,
            json: None,
            look: Flags::default(),
            looking: LookingFor::default(),
            baseline: None,
            policy: PolicyOptions::default(),
        };
        assert_eq!(typed(words), Invocation::Open(open), "{words}");
    }
}

#[test]
fn options_of_the_image_and_of_measuring_are_understood() {
    let words = "x.tar --image my/app:1 --platform linux/arm64/v8 --source docker-archive -q \
                 --no-verify --accounting dive --base-layers 3 --show-secrets -j out.json";
    let open = Open {
        unjudged: None,
        image: ImageChoice {
            image: Some("my/app:1".to_owned()),
            platform: Some(Platform::parse("linux/arm64/v8").unwrap()),
            source: Some("docker-archive".to_owned()),
            quiet: true,
            ..image("x.tar")
        },
        measuring: Measuring {
            verify: false,
            accounting: AccountingKind::Dive,
            base_layers: Some(3),
            show_secrets: true,
        },
        json: Some(PathBuf::from("out.json")),
        look: Flags::default(),
        looking: LookingFor::default(),
        baseline: None,
        policy: PolicyOptions::default(),
    };
    assert_eq!(typed(words), Invocation::Open(open));
}

#[test]
fn dives_spelling_and_ours_give_the_same_check() {
    let bounds = vec![
        (Key::LowestEfficiency, vec!["0.95".to_owned()]),
        (Key::HighestWastedBytes, vec!["20MB".to_owned()]),
        (Key::HighestUserWastedPercent, vec!["0.2".to_owned()]),
    ];
    for (words, ci) in [
        (
            "--ci x --lowestEfficiency 0.95 --highestWastedBytes=20MB --highestUserWastedPercent 0.2",
            None,
        ),
        (
            "--ci=true x --lowestEfficiency=0.95 --highestWastedBytes 20MB --highestUserWastedPercent=0.2",
            None,
        ),
        (
            "x --lowestEfficiency 0.95 --highestWastedBytes=20MB --highestUserWastedPercent 0.2",
            Some("true"),
        ),
        (
            "check x --lowest-efficiency 0.95 --highest-wasted-bytes 20MB --highest-user-wasted-percent 0.2",
            None,
        ),
        (
            "check --lowestEfficiency 0.95 --highestWastedBytes 20MB --highestUserWastedPercent 0.2 x",
            None,
        ),
    ] {
        let check = check(words, ci);
        assert_eq!(check.policy.bounds, bounds, "{words}");
        assert_eq!((check.image, check.measuring), (image("x"), DEFAULT));
    }
    let both = check("--ci x --ci-config ci/.dive-ci -j dive.json", None);
    assert_eq!(both.policy.ci_config, Some(PathBuf::from("ci/.dive-ci")));
    assert_eq!(both.json, Some(PathBuf::from("dive.json")), "both happen");
}

#[test]
fn ci_in_the_environment_judges_and_a_flag_overrides_it() {
    for on in ["true", "1", "yes", "YES", "True", "TRUE", "t", "T"] {
        check("x", Some(on));
    }
    for off in ["", "0", "false", "no", "F", "maybe"] {
        assert!(
            matches!(typed_with(Some(off), "x"), Ok(Invocation::Open(_))),
            "{off}"
        );
    }
    assert!(matches!(
        typed_with(Some("true"), "--ci=false x"),
        Ok(Invocation::Open(_))
    ));
    assert!(matches!(
        typed_with(Some("true"), "report x"),
        Ok(Invocation::Report(_))
    ));
}

#[test]
fn every_bound_has_its_flag_and_may_be_repeated() {
    let words = "check x --largest-image 1GB --largest-layer 2GB --most-layers 9 --largest-file 3MB \
                 --forbidden-path /a --forbidden-path *.pem --ignored-waste-path /b \
                 --require-verification --secrets-fail-on any --secrets-min-severity high \
                 --secrets-min-confidence low --lowest-efficiency -1 --lowest-efficiency 0.5";
    let bounds = check(words, None).policy.bounds;
    let keys: Vec<Key> = bounds.iter().map(|(key, _)| *key).collect();
    let mut all: Vec<Key> = crate::gate::KEYS.iter().map(|info| info.key).collect();
    all.retain(|key| !matches!(key, Key::HighestWastedBytes | Key::HighestUserWastedPercent));
    assert_eq!(keys, all);
    let texts = |key| &bounds.iter().find(|(given, _)| *given == key).unwrap().1;
    assert_eq!(texts(Key::ForbiddenPaths), &["/a", "*.pem"]);
    assert_eq!(texts(Key::LowestEfficiency), &["-1", "0.5"]);
    assert_eq!(texts(Key::RequireVerification), &["true"]);
}

#[test]
fn secrets_are_looked_for_as_asked() {
    let words = "secrets x --all --format sarif -o o --show-secrets --baseline b --write-baseline w \
                 --rules r1 --rules r2 --no-builtin-rules --no-generic --no-binaries --no-verify \
                 --base-layers 3 --fail-on visible --min-severity high --min-confidence medium \
                 --config c";
    let text = |text: &str| vec![text.to_owned()];
    let path = |name: &str| Some(PathBuf::from(name));
    let secrets = Secrets {
        image: image("x"),
        all_platforms: false,
        verify: false,
        base_layers: Some(3),
        looking: LookingFor {
            rules: vec!["r1".into(), "r2".into()],
            no_builtin_rules: true,
            no_generic: true,
            no_binaries: true,
        },
        policy: PolicyOptions {
            config: path("c"),
            ci_config: None,
            bounds: vec![
                (Key::SecretsFailOn, text("visible")),
                (Key::SecretsMinSeverity, text("high")),
                (Key::SecretsMinConfidence, text("medium")),
            ],
        },
        all: true,
        show_secrets: true,
        baseline: path("b"),
        write_baseline: path("w"),
        format: SecretsFormat::Sarif,
        output: path("o"),
    };
    assert_eq!(typed(words), Invocation::Secrets(secrets));
}

#[test]
fn reports_listings_and_the_rest_are_understood() {
    let report = Report {
        image: image("x"),
        measuring: DEFAULT,
        format: ReportFormat::DiveJson,
        output: Some(PathBuf::from("o.json")),
    };
    assert_eq!(
        typed("report x --format dive-json -o o.json"),
        Invocation::Report(report)
    );
    let json = check("check x --format json -o -", None);
    assert_eq!(
        (json.format, json.output),
        (ReportFormat::Json, Some(PathBuf::from("-")))
    );
    let ls = Ls {
        no_verify: false,
        image: image("x"),
        path: Some(b"/etc".to_vec()),
        view: ViewRange::Layers(4, 9),
        format: ListFormat::Ndjson,
        hash: true,
        verify: false,
    };
    assert_eq!(
        typed("ls x /etc --view 4..9 --format ndjson --hash"),
        Invocation::Ls(ls)
    );
    for (view, expected) in [
        ("final", ViewRange::Final),
        ("0", ViewRange::Layer(0)),
        ("3..3", ViewRange::Layers(3, 3)),
    ] {
        match typed(&format!("ls x --view {view}")) {
            Invocation::Ls(ls) => assert_eq!((ls.view, ls.path), (expected, None)),
            other => panic!("{other:?}"),
        }
    }
    let cat = Cat {
        image: image("-"),
        path: b"a b".to_vec(),
        layer: Some(3),
        verify: true,
    };
    let args = ["layerscope", "cat", "-", "a b", "--layer", "3", "--verify"].map(OsString::from);
    assert_eq!(parse(args, None).unwrap(), Invocation::Cat(cat));
    let demo = Demo {
        measuring: DEFAULT,
        format: ReportFormat::Json,
        output: None,
        look: Flags::default(),
    };
    assert_eq!(typed("demo --format json"), Invocation::Demo(demo));
    assert_eq!(typed("man"), Invocation::Man);
    assert_eq!(
        typed("completions zsh"),
        Invocation::Completions(Shell::Zsh)
    );
    assert_eq!(
        typed("completion bash"),
        Invocation::Completions(Shell::Bash)
    );
    let config = Config {
        look: Flags::default(),
        path: true,
        format: ReportFormat::Text,
    };
    assert_eq!(typed("config --path"), Invocation::Config(config));
    assert_eq!(typed("schema"), Invocation::Schema(SchemaOf::Report));
    assert_eq!(
        typed("schema secrets"),
        Invocation::Schema(SchemaOf::Secrets)
    );
}

#[test]
fn misuse_says_what_would_be_right() {
    for (words, expected) in [
        ("check", "<IMAGE>"),
        (
            "report x --format xml",
            "possible values: text, json, dive-json",
        ),
        ("ls x --view 9..4", "did you mean 4..9?"),
        (
            "ls x --view -1",
            "write final, a layer's number such as 3, or two such as 4..9",
        ),
        (
            "ls x --view top",
            "write final, a layer's number such as 3, or two such as 4..9",
        ),
        ("x --platform arm", "os/architecture[/variant]"),
        ("x --source podmann", "podman"),
        ("x --base-layers -1", "--base-layers"),
        ("check x --lowest-eficiency 1", "--lowest-efficiency"),
        ("build -t x .", "'layerscope build' is not done yet"),
        ("x y", "unexpected argument 'y'"),
        ("check x -j -", "-j FILE"),
        ("check x -j - -o -", "-j FILE"),
        ("--ci x -j -", "-j FILE"),
        ("check x -j a -o a", "the same file"),
        ("cat x", "<PATH>"),
        ("secrets x --fail-on some", "visible, any, none"),
        ("secrets x --write-baseline -", "the same place"),
        ("secrets x -o a --write-baseline a", "the same place"),
        ("x check y", "the command comes first"),
        ("-q check y", "the command comes first"),
    ] {
        assert!(
            misused(words).contains(expected),
            "{words}: {}",
            misused(words)
        );
    }
}

#[test]
fn help_and_version_are_no_misuse() {
    for words in [
        "--help",
        "-h",
        "--version",
        "version",
        "check --help",
        "help check",
    ] {
        assert_eq!(
            typed_with(None, words).unwrap_err().exit_code(),
            0,
            "{words}"
        );
    }
    assert_eq!(
        typed_with(None, "").unwrap_err().exit_code(),
        2,
        "nothing typed"
    );
}

#[test]
fn help_states_examples_precedence_and_exit_codes() {
    let help = typed_with(None, "--help").unwrap_err().to_string();
    let at = |text: &str| {
        help.find(text)
            .unwrap_or_else(|| panic!("no {text:?} in\n{help}"))
    };
    assert!(at("Examples:") < at("Usage:") && at("Usage:") < at("Options:"));
    at("Precedence of bounds: flag, environment (LAYERSCOPE_*), file, default");
    at("    2  not readable to the end, or wrong usage (2 beats 1)");
    assert!(!help.contains("build"), "what is not done is not offered");
    let check = typed_with(None, "check --help").unwrap_err().to_string();
    for info in &crate::gate::KEYS {
        assert!(
            check.contains(info.flag) && check.contains(info.variable),
            "{}",
            info.name
        );
    }
    for line in help.lines().chain(check.lines()) {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_rule_where_nothing_is_judged_is_told_not_refused() {
    for (words, flag) in [
        ("x --lowestEfficiency 0.9", Some("--lowest-efficiency")),
        ("x --ci-config a", Some("--ci-config")),
        ("x", None),
    ] {
        let args = std::iter::once("layerscope").chain(words.split_whitespace());
        let parsed = parse(args.map(OsString::from), None);
        let Ok(Invocation::Open(open)) = parsed else {
            panic!("{words}")
        };
        assert_eq!(open.unjudged, flag);
    }
}

#[test]
fn flags_of_the_browser_become_settings() {
    use crate::tui::settings::{Name, Value};
    let look = |words: &str| match typed(words) {
        Invocation::Open(open) => open.look,
        Invocation::Demo(demo) => demo.look,
        Invocation::Config(config) => config.look,
        other => panic!("{words}: {other:?}"),
    };
    let all = "--theme night --color always --ascii --no-mouse --settings my.toml";
    let expected = Flags {
        settings: Some(PathBuf::from("my.toml")),
        values: vec![
            (Name::Theme, Value::One("night")),
            (Name::Color, Value::One("always")),
            (Name::Ascii, Value::Switch(true)),
            (Name::Mouse, Value::Switch(false)),
        ],
    };
    for command in ["x.tar", "demo", "config"] {
        assert_eq!(look(&format!("{command} {all}")), expected);
        assert_eq!(look(command), Flags::default());
    }
    let off = vec![(Name::Ascii, Value::Switch(false))];
    assert_eq!(look("x.tar --ascii=false").values, off);
    for (words, said) in [
        ("x.tar --theme nigth", "a similar value exists: 'night'"),
        (
            "x.tar --color maybe",
            "possible values: auto, always, never",
        ),
        ("x.tar --ascii=maybe", "invalid value 'maybe'"),
        ("config --path --format json", "cannot be used with"),
        ("completions tcsh", "invalid value 'tcsh'"),
        (
            "report x.tar --theme night",
            "unexpected argument '--theme'",
        ),
    ] {
        assert!(misused(words).contains(said), "{words}: {}", misused(words));
    }
}

#[test]
fn values_stand_in_the_help_as_they_are() {
    use crate::tui::Theme;
    use crate::tui::settings::COLORS;
    let help = typed_with(None, "--help").unwrap_err().to_string();
    for (flag, values) in [
        ("--theme", Theme::NAMES.join("|")),
        ("--color", COLORS.join("|")),
    ] {
        assert!(help.contains(&format!("{flag} <{values}>")), "{help}");
    }
}
