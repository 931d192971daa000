//! Each row, planted in each way, is told rightly.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use crate::bin::{layerscope, said, said_openly};
use crate::image::{Planted, STEPS, write};
use crate::rows::{Row, Value, rows};

/// The findings of the image, masked and with their values.
fn both() -> (Json, Json) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let mut command = layerscope();
    let words = [
        "secrets",
        "image.tar",
        "--all",
        "--format",
        "json",
        "--fail-on",
        "none",
    ];
    command.current_dir(folder.path()).args(words);
    let masked = said(&mut command);
    assert_eq!(masked.code, 0, "{}", masked.err());
    let shown = said_openly(command.arg("--show-secrets"));
    (masked.json(), shown.json())
}

/// The findings with a place at this path and in this layer, each with that place.
fn at<'j>(json: &'j Json, path: &str, layer: u64) -> Vec<(&'j Json, &'j Json)> {
    let findings = json["findings"].as_array().unwrap().iter();
    let places = findings.flat_map(|one| {
        let places = one["places"].as_array().unwrap().iter();
        places.map(move |place| (one, place))
    });
    let here = |place: &Json| place["path"] == path && place["layer"] == layer;
    places.filter(|(_, place)| here(place)).collect()
}

/// The base64 of a private key, without header and line breaks.
fn body(key: &str) -> String {
    key.lines().filter(|line| !line.starts_with('-')).collect()
}

/// What is wrong with what is told of one planted file; nothing when all is right.
fn wrong(row: &Row, planted: Planted, masked: &Json, shown: &Json) -> Vec<String> {
    let (path, value) = (format!("/{}", planted.path(row)), planted.value(row));
    let holds = |secret: &str| match row.value {
        Value::Key(_) => body(secret) == body(&value),
        Value::Presence | Value::Empty => secret.is_empty(),
        // Encoded, of a key file as a part.
        _ if row.rule == "private-key" => STANDARD
            .decode(secret)
            .is_ok_and(|key| key.starts_with(value.as_bytes())),
        _ if row.path == "home/you/.kube/config" => !secret.is_empty(),
        _ => secret.contains(&value),
    };
    let all = at(shown, &path, planted.layer());
    let told: Vec<String> = all
        .iter()
        .map(|(one, _)| format!("{} {}", one["rule"], one["secret"]))
        .collect();
    let found = all.iter().find(|(one, _)| {
        one["rule"] == row.rule && holds(one["secret"].as_str().unwrap_or_default())
    });
    let Some((found, _)) = found else {
        return vec![format!("{path}: no {} among {told:?}", row.rule)];
    };
    let print = &found["fingerprint"];
    let of_print = at(masked, &path, planted.layer());
    let (one, place) = of_print
        .iter()
        .find(|(one, _)| one["fingerprint"] == *print)
        .unwrap();
    let mut wrong = Vec::new();
    let mut is = |what: &str, has: &Json, wanted: Json| {
        if *has != wanted {
            wrong.push(format!("{path}: {what} is {has}, not {wanted}"));
        }
    };
    let (cause, by) = match planted.death() {
        Some((cause, by)) => (Json::from(cause), Json::from(by)),
        None => (Json::Null, Json::Null),
    };
    let step = |layer: &Json| {
        layer
            .as_u64()
            .map_or(Json::Null, |at| STEPS[at as usize].into())
    };
    is(
        "the instruction",
        &place["instruction"],
        STEPS[planted.layer() as usize].into(),
    );
    is("the cause", &place["cause"], cause);
    is(
        "the cause's instruction",
        &place["cause_instruction"],
        step(&by),
    );
    is("the cause's layer", &place["cause_layer"], by);
    is(
        "visible",
        &place["visible"],
        planted.death().is_none().into(),
    );
    is(
        "the disposition",
        &place["disposition"],
        "actionable".into(),
    );
    is("the value", &one["secret"], Json::Null);
    let mask = one["masked"].as_str().unwrap();
    let shown = mask.contains(&value) && !value.is_empty();
    if shown || mask.contains('…') == holds("") {
        wrong.push(format!("{path}: the mask is {mask}"));
    }
    wrong
}

#[test]
fn every_kind_of_credential_file_is_found_with_its_fate() {
    let (masked, shown) = both();
    let mut problems = Vec::new();
    for row in rows() {
        for planted in Planted::ALL {
            problems.extend(wrong(&row, planted, &masked, &shown));
        }
    }
    let all = rows().len() * Planted::ALL.len();
    assert!(
        problems.is_empty(),
        "{} of {all}:\n{}",
        problems.len(),
        problems.join("\n")
    );
}
