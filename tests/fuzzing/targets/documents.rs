//! The documents of an image: index, manifest, config, and the digests and platforms in them.

use layerscope::image::config::Config;
use layerscope::image::document::{Descriptor, Document};
use layerscope::image::{Digest, Platform};
use layerscope::limits::Limits;

use super::laws;

pub fn run(bytes: &[u8]) {
    let mut notes = vec![];
    let limits = Limits {
        index_descriptors: 20,
        layers: 20,
        ..Limits::default()
    };
    match Document::read(bytes, &mut notes, &limits) {
        Ok(Document::Index(found)) => {
            assert!(found.len() <= limits.index_descriptors);
            found.iter().for_each(descriptor);
        }
        Ok(Document::Manifest(manifest)) => {
            assert!(manifest.layers.len() <= limits.layers);
            descriptor(&manifest.config);
            manifest.layers.iter().for_each(descriptor);
        }
        Err(what) => laws::sentence(&what),
    }
    notes.iter().for_each(|note| laws::sentence(note));
    match Config::read(bytes, &limits) {
        Ok(config) => read(&config, &limits),
        Err(what) => laws::sentence(&what),
    }
    let text = String::from_utf8_lossy(bytes);
    match Digest::parse(&text) {
        Ok(parsed) => digest(&parsed),
        Err(error) => laws::sentence(&error.to_string()),
    }
    match Platform::parse(&text) {
        Ok(parsed) => assert_eq!(Platform::parse(&parsed.to_string()), Ok(parsed)),
        Err(what) => laws::tame(&what),
    }
}

fn descriptor(found: &Descriptor) {
    found.digest.iter().for_each(digest);
    assert!(found.digest.is_some() || found.problem.is_some());
    found.problem.iter().for_each(|what| laws::sentence(what));
    laws::sentence(&found.label());
}

/// What was taken for a digest can be one component of a path and nothing else, and stays itself.
fn digest(parsed: &Digest) {
    assert_eq!(Digest::parse(parsed.as_str()).as_ref(), Ok(parsed));
    assert_eq!(
        format!("{}:{}", parsed.algorithm(), parsed.encoded()),
        parsed.as_str()
    );
    for part in [parsed.algorithm(), parsed.encoded()] {
        assert!(!part.is_empty() && !part.starts_with('.'), "{part}");
        assert!(
            !part.contains(['/', '\\', '\0']) && part.is_ascii(),
            "{part}"
        );
    }
    assert!(parsed.as_str().starts_with(parsed.short()));
}

fn read(config: &Config, limits: &Limits) {
    assert!(config.diff_ids.len() <= limits.layers);
    config.diff_ids.iter().flatten().for_each(digest);
    config.notes.iter().for_each(|note| laws::sentence(note));
    // What is shown of it reads as the same document again.
    let shown = config.value.to_string();
    let again = Config::read(shown.as_bytes(), limits).unwrap();
    assert_eq!(again.value, config.value);
    assert_eq!(again.diff_ids, config.diff_ids);
    let steps = config.history.iter().filter(|step| !step.empty_layer);
    let steps = steps.count();
    assert_eq!(
        config.layer_history(steps).map(|all| all.len()),
        Some(steps)
    );
}
