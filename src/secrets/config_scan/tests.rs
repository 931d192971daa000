use serde_json::json;

use super::*;

fn texts_of(config: &Value) -> Vec<(String, String, Option<usize>)> {
    texts(config)
        .into_iter()
        .map(|text| (text.pointer, text.text, text.step))
        .collect()
}

#[test]
fn every_text_is_looked_at_and_structure_is_not() {
    let config = json!({
        "architecture": "amd64",
        "author": "somebody",
        "config": {
            "Env": ["A=1", "", "B=2"],
            "Labels": {"plain": "x", "dotted.name": "y"},
            "Cmd": ["run", "-p", "word"],
            "Healthcheck": {"Test": ["CMD", "curl", "-u", "a:b"]},
            "OnBuild": ["RUN z"],
            "Volumes": {"/data": {}},
            "Unknown": {"Deep": [["t"]]},
        },
        "rootfs": {"diff_ids": ["sha256:1"]},
        "history": [
            {"created": "2024", "created_by": "RUN one"},
            {"created_by": "RUN two", "comment": "c", "empty_layer": true},
        ],
    });
    let text = |pointer: &str, text: &str, step| (pointer.to_owned(), text.to_owned(), step);
    let expected = [
        text("author", "somebody", None),
        text("config.Env[0]", "A=1", None),
        text("config.Env[2]", "B=2", None),
        text("config.Labels.plain", "plain=x", None),
        text("config.Labels[\"dotted.name\"]", "dotted.name=y", None),
        text("config.Cmd", "run -p word", None),
        text("config.Healthcheck.Test", "CMD curl -u a:b", None),
        text("config.OnBuild[0]", "RUN z", None),
        text("config.Unknown.Deep[0][0]", "t", None),
        text("history[0].created_by", "RUN one", Some(0)),
        text("history[1].created_by", "RUN two", Some(1)),
        text("history[1].comment", "c", Some(1)),
    ];
    assert_eq!(texts_of(&config), expected);
    for odd in [
        json!(null),
        json!([]),
        json!("text"),
        json!({"history": {"x": 1}}),
    ] {
        texts_of(&odd);
    }
}

#[test]
fn a_variable_is_traced_to_the_step_that_set_it_last() {
    let image = crate::demo::image();
    let mut image = Image {
        layers: image.layers[..1].to_vec(),
        ..image
    };
    image.config = json!({
        "config": {"Env": ["PATH=/bin", "KEY=new"], "Labels": {"who": "me"}},
        "history": [
            {"created_by": "/bin/sh -c #(nop)  ENV KEY=old", "empty_layer": true},
            {"created_by": "RUN |1 KEY=arg /bin/sh -c make # buildkit"},
            {"created_by": "ENV OTHER=1 KEY=new", "empty_layer": true},
            {"created_by": "LABEL who=me", "empty_layer": true},
        ],
    });
    let history = History::of(&image);
    let sites: Vec<_> = texts(&image.config)
        .iter()
        .map(|text| history.site(text))
        .map(|site| (site.pointer, site.step, site.layer))
        .collect();
    let site = |pointer: &str, step, layer| (pointer.to_owned(), step, layer);
    assert_eq!(
        sites,
        [
            site("config.Env[0]", None, None),
            site("config.Env[1]", Some(2), None),
            site("config.Labels.who", Some(3), None),
            site("history[0].created_by", Some(0), None),
            site("history[1].created_by", Some(1), Some(0)),
            site("history[2].created_by", Some(2), None),
            site("history[3].created_by", Some(3), None),
        ]
    );
}

#[test]
fn the_secrets_of_one_step_share_its_text() {
    let words = |n: usize| format!("--password made{n}up{n}x --y ");
    let step: String = (0..50).map(words).collect();
    let image = Image {
        layers: Vec::new(),
        config: json!({"history": [{"created_by": format!("RUN x {step}")}]}),
        ..crate::demo::image()
    };
    let options = crate::secrets::DetectOptions::default();
    let detector = crate::secrets::Detector::new(&options, &crate::limits::Limits::default());
    let found = scan(&image, &detector.unwrap());
    assert_eq!(found.len(), 50);
    let first = found[0].site.instruction.as_ref().unwrap();
    let shared = |hit: &ConfigHit| {
        Arc::ptr_eq(hit.site.instruction.as_ref().unwrap(), first)
            && Arc::ptr_eq(&hit.texts[0], &found[0].texts[0])
    };
    assert!(found.iter().all(shared));
    assert_eq!(
        member("", &"k".repeat(300)),
        format!("[\"{}\"…]", "k".repeat(32))
    );
}

#[test]
fn a_word_of_a_command_is_found_again() {
    let command = Text {
        pointer: "config.Cmd".into(),
        text: "ab c def".into(),
        key: 0,
        words: ["ab", "c", "def"].map(str::to_owned).to_vec(),
        step: None,
    };
    let of = |span: std::ops::Range<usize>| -> Vec<String> {
        let texts = command.originals().holding(span);
        texts.iter().map(|text| text.to_string()).collect()
    };
    assert_eq!(of(0..2), ["ab"]);
    assert_eq!(of(3..4), ["c"]);
    assert_eq!(of(5..8), ["def"]);
    assert_eq!(of(1..6), ["ab", "c", "def"]);
    assert_eq!(of(9..12), [""; 0]);
}
