//! What the image's configuration and the history of its build hold.

use crate::bin::{layerscope, said_openly};
use crate::image::{CONFIGURED, configured, write};
use crate::rows::encoded;

#[test]
fn every_place_of_the_configuration_is_found() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let mut command = layerscope();
    let words = "secrets image.tar --format json --show-secrets";
    command.current_dir(folder.path()).args(words.split(' '));
    let json = said_openly(&mut command).json();
    let findings = json["findings"].as_array().unwrap();
    let mut problems = Vec::new();
    for (name, pointer) in CONFIGURED {
        let value = configured(name);
        let basic = encoded(&format!("me:{value}"));
        let found = findings.iter().find(|one| {
            let places = one["places"].as_array().unwrap();
            one["secret"]
                .as_str()
                .is_some_and(|secret| secret.contains(&value) || secret == basic)
                && places.iter().any(|place| place["path"] == pointer)
        });
        let Some(found) = found else {
            let told: Vec<String> = findings
                .iter()
                .filter(|one| one["places"][0]["path"] == pointer || one["secret"] == *value)
                .map(|one| {
                    format!(
                        "{} {} {}",
                        one["rule"], one["secret"], one["places"][0]["path"]
                    )
                })
                .collect();
            problems.push(format!("{name} at {pointer}: {told:?}"));
            continue;
        };
        if found["disposition"] != "actionable" || found["visible"] != true {
            problems.push(format!(
                "{name}: {} {}",
                found["disposition"], found["visible"]
            ));
        }
        let place = &found["places"][0];
        if pointer.starts_with("history") && place["step"].as_u64().is_none() {
            problems.push(format!("{name}: no step in {place}"));
        }
        if pointer == "config.Env[1]" && place["step"].is_null() {
            problems.push(format!("{name}: no step in {place}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
