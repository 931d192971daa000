//! The image with the values of its secrets, and without: which of them is shown is a matter of the
//! whole browser.
//!
//! What the configuration holds is looked for when the image is opened, since every screen quotes
//! it, and what a file holds when its contents are looked at. The scan of all layers, once somebody
//! asks for it, knows more and takes the place of both.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::image::Image;
use crate::limits::Limits;
use crate::preview::{Mask, Preview, Values};
use crate::secrets::{DetectOptions, Detector, Findings, Redactor, spans};

/// Bytes of contents that are looked through before they are shown: what lies behind them is
/// masked once all layers are scanned.
const LOOKED_THROUGH: u64 = 64 << 20;

/// An image that may quote secrets, twice.
pub struct Veil {
    plain: Image,
    masked: Image,
    values: Arc<Values>,
}

impl Veil {
    /// For an image of which nothing is known but its configuration.
    #[must_use]
    pub fn of_config(plain: Image) -> Veil {
        match detector() {
            Ok(detector) => {
                let limits = Limits::default();
                let mut findings = Findings::of_config(&plain, detector, &limits);
                Veil::new(plain, &mut findings)
            }
            Err(_) => Veil::new(plain, &mut Findings::default()),
        }
    }

    /// For these findings, which are masked where they quote a value.
    pub(super) fn new(plain: Image, findings: &mut Findings) -> Veil {
        let redactor = Redactor::new(findings);
        let mut masked = plain.clone();
        redactor.image(&mut masked);
        redactor.findings(findings);
        let values = Values::new(findings.long_values().map(|secret| secret.expose()));
        Veil {
            plain,
            masked,
            values: Arc::new(values),
        }
    }

    /// The image with its values, or without.
    #[must_use]
    pub fn image(&self, revealed: bool) -> &Image {
        match revealed {
            true => &self.plain,
            false => &self.masked,
        }
    }

    /// The values that are hidden wherever they stand.
    pub(super) fn values(&self) -> Arc<Values> {
        self.values.clone()
    }
}

// Two images, of which one has everything that the other hides.
impl fmt::Debug for Veil {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Veil")
    }
}

/// What is known of contents that are to be shown masked.
#[derive(Debug)]
pub(super) enum Hidden {
    /// All.
    Known(Mask),
    /// Nothing yet but where they lie, and values that are hidden wherever they stand.
    Unknown(Vec<u8>, Arc<Values>),
}

impl Hidden {
    /// What is hidden of these contents. Looks through them where that is not known.
    pub(super) fn of(self, contents: &Preview) -> Mask {
        match self {
            Hidden::Known(mask) => mask,
            Hidden::Unknown(path, values) => Mask {
                values,
                spans: look_through(&path, contents).unwrap_or_default(),
            },
        }
    }
}

/// Where contents hold values; none that cannot be read, and then nothing of them is shown either.
fn look_through(path: &[u8], contents: &Preview) -> io::Result<Vec<Range<u64>>> {
    let Ok(detector) = detector() else {
        return Ok(Vec::new());
    };
    spans(detector, path, &mut contents.reader(LOOKED_THROUGH))
}

/// The rules, read once: their regexes are compiled when they are needed first.
pub(super) fn detector() -> Result<&'static Detector, &'static str> {
    static DETECTOR: OnceLock<Result<Detector, String>> = OnceLock::new();
    let made = DETECTOR.get_or_init(|| {
        Detector::new(&DetectOptions::default(), &Limits::default())
            .map_err(|error| error.to_string())
    });
    made.as_ref().map_err(String::as_str)
}
