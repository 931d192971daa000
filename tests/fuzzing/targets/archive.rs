//! The outer archive: any file opened as an image, all of its images read, reported in each form.

use std::cell::RefCell;

use layerscope::analysis::dive::DiveAccounting;
use layerscope::analysis::{Examined, examine};
use layerscope::image::Image;
use layerscope::layer::{NoSinks, Options};
use layerscope::report::listing::{self, Form, Listing};
use layerscope::report::{json, text};
use layerscope::source::{OpenOptions, SourceError, open_file};
use layerscope::tree::ROOT;

use super::bytes::with_checksums;
use super::laws;

/// Images of one archive that are read; the others are only named.
const MOST: usize = 3;

pub fn run(bytes: &[u8]) {
    // Of every eighth length the checksums stay wrong.
    let mended = (!bytes.len().is_multiple_of(8)).then(|| with_checksums(bytes));
    let bytes = mended.as_deref().unwrap_or(bytes);
    let others = match open(bytes, None) {
        Ok(others) => others,
        Err(error) => {
            laws::tame(&error.to_string());
            match error {
                SourceError::Choice { others, .. } => others.len(),
                _ => 0,
            }
        }
    };
    for number in 0..others.min(MOST) {
        if let Err(error) = open(bytes, Some(number.to_string())) {
            laws::tame(&error.to_string());
        }
    }
}

/// Opens and reads one image; how many others there are.
fn open(bytes: &[u8], image: Option<String>) -> Result<usize, SourceError> {
    let options = OpenOptions {
        image,
        limits: laws::limits(),
        ..OpenOptions::default()
    };
    let opened = open_file(laws::file_of(bytes), "fuzzed", &options)?;
    opened.choice.iter().for_each(|line| laws::tame(line));
    read(opened.image);
    Ok(opened.others.len())
}

fn read(image: Image) {
    let listed = examined(image.clone(), false);
    let verified = examined(image, true);
    let budget = |examined: &Examined| examined.errors.iter().any(|e| e.contains("plain-bytes"));
    if budget(&listed) || budget(&verified) {
        // All layers share what they may decompress to: which one comes too late is a race.
        return reports(&verified);
    }
    assert_eq!(
        listed.entries(),
        verified.entries(),
        "seen by seeking, by reading"
    );
    assert_eq!(listed.accounting, verified.accounting);
    assert_eq!(
        listed.errors.is_empty(),
        verified.errors.is_empty(),
        "{:?} {:?}",
        listed.errors,
        verified.errors
    );
    assert_eq!(listed.tree.len(), verified.tree.len());
    reports(&verified);
    reports(&listed);
}

fn examined(image: Image, contents: bool) -> Examined {
    let dive = RefCell::new(DiveAccounting::new());
    let options = Options {
        verify: contents,
        hash: contents,
        limits: laws::limits(),
    };
    let examined = examine(image, None, &options, &NoSinks, &(), |index| {
        dive.borrow_mut().add(index);
    });
    let _ = dive.into_inner().finish();
    laws::examined(&examined);
    examined
}

/// Each form of report: JSON parses, text is tame.
fn reports(examined: &Examined) {
    let mut out = vec![];
    let report = json::Report {
        examined,
        dive: None,
        verdicts: None,
        choice: None,
    };
    json::write(&mut out, &report).unwrap();
    serde_json::from_slice::<serde_json::Value>(&out).unwrap();
    let mut out = vec![];
    let report = text::Text {
        examined,
        dive: None,
        choice: None,
        width: 80,
        most: 20,
    };
    text::write(&mut out, &report).unwrap();
    laws::tame(std::str::from_utf8(&out).unwrap());
    for form in [Form::Text, Form::Ndjson] {
        let listing = Listing {
            tree: &examined.tree,
            range: None,
            hashes: None,
        };
        let mut out = vec![];
        listing::write(&mut out, &listing, ROOT, form).unwrap();
        let out = String::from_utf8(out).unwrap();
        match form {
            Form::Text => laws::tame(&out),
            Form::Ndjson => out.lines().for_each(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }),
        }
    }
}
