//! `--limit NAME=VALUE`: one of the bounds of [`crate::limits`], as typed.

use crate::gate::value;
use crate::limits::{LIMITS, LimitError, LimitInfo, Limits, Unit};
use crate::text::{escape, nearest};

/// A limit with the value that it is given.
pub(super) type Given = (&'static LimitInfo, u64);

/// Reads `NAME=VALUE`; a size may have a unit.
pub(super) fn read(text: &str) -> Result<Given, String> {
    let (name, number) = text
        .split_once('=')
        .ok_or("write it as NAME=VALUE, for example json-bytes=16MiB")?;
    let info = Limits::named(name).map_err(|_| unknown(name))?;
    let number = match info.unit {
        Unit::Bytes => value::bytes(number),
        Unit::Count | Unit::Log2 | Unit::Times => value::count(number),
    };
    let number = number.map_err(|what| format!("the value of {name} {what}"))?;
    // Tried here, so that a limit that cannot be is misuse.
    match info.set(&mut Limits::default(), number) {
        Err(LimitError::TooLarge(most)) => Err(format!("{name} can be at most {most}")),
        _ => Ok((info, number)),
    }
}

fn unknown(name: &str) -> String {
    let meant = nearest(name, LIMITS.iter().map(|info| info.name));
    let meant = meant.map_or(String::new(), |meant| format!(" did you mean '{meant}'?"));
    format!(
        "there is no limit '{}';{meant} 'layerscope limits' lists them",
        escape(name)
    )
}

/// The default limits with these changed, the last of several counting.
pub(super) fn of(given: &[Given]) -> Limits {
    let mut limits = Limits::default();
    for (info, value) in given {
        // What cannot be was refused when it was read.
        let _ = info.set(&mut limits, *value);
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_name_and_a_number_that_it_can_be() {
        for (text, name, number) in [
            ("json-bytes=16MiB", "json-bytes", 16 << 20),
            ("json-bytes=100", "json-bytes", 100),
            ("layers=3", "layers", 3),
            ("zstd-window=31", "zstd-window", 31),
        ] {
            let (info, value) = read(text).unwrap();
            assert_eq!((info.name, value), (name, number));
        }
        for (text, says) in [
            ("layers", "NAME=VALUE"),
            ("layer=3", "did you mean 'layers'?"),
            ("x\x1b=3", "no limit 'x\\x1b'; 'layerscope limits'"),
            ("layers=3MB", "the value of layers is not a whole number"),
            ("json-bytes=-1", "the value of json-bytes is not a size"),
            ("layers=65536", "layers can be at most 65535"),
            ("zstd-window=32", "at most 31"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
        let both = [read("layers=3").unwrap(), read("layers=4").unwrap()];
        assert_eq!(of(&both).layers, 4);
    }
}
