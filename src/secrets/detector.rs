//! Everything that this crate knows of secrets, as one detector: the rules, the generic detector,
//! the readers of credential files, private keys.

use std::path::PathBuf;

use super::detect::{Detect, Subject, Worker};
use super::example_path::{example_path, library};
use super::key_stream::KeyStream;
use super::{
    Hit, Options, RuleError, RuleSet, Scanner, Scratch, Stream, checksum, private_key, readers,
};
use crate::limits::Limits;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DetectOptions {
    /// Rule files of others, see [`RuleSet::load`].
    pub rules: Vec<PathBuf>,
    /// Leave out what comes with this crate: rules, readers, private keys.
    pub no_builtin_rules: bool,
    /// Leave out the detector that goes by the names of keys.
    pub no_generic: bool,
    /// Leave out contents that are no text.
    pub no_binaries: bool,
}

/// See the module.
#[derive(Debug)]
pub struct Detector {
    scanner: Scanner,
    /// Readers and private keys take part.
    builtin: bool,
    notes: Vec<String>,
    limits: Limits,
}

impl Detector {
    /// The detector for these options.
    ///
    /// # Errors
    /// Names the rule file, and the rule, that cannot be used.
    pub fn new(options: &DetectOptions, limits: &Limits) -> Result<Detector, RuleError> {
        let builtin = !options.no_builtin_rules;
        let mut rules = match builtin {
            true => RuleSet::builtin(),
            false => RuleSet::empty(),
        };
        for path in &options.rules {
            rules.load(path, limits)?;
        }
        let notes = rules.notes().to_vec();
        let scanning = Options {
            generic: !options.no_generic,
            binaries: !options.no_binaries,
            checksum: Some(checksum::verify),
            ..Options::default()
        };
        Ok(Detector {
            scanner: Scanner::new(rules, scanning),
            builtin,
            notes,
            limits: *limits,
        })
    }

    /// What was read in rule files and is of no use here, a sentence each.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

impl Detect for Detector {
    fn kind(&self, path: &[u8]) -> u16 {
        match self.builtin {
            true => readers::number_of(path),
            false => 0,
        }
    }

    fn presence(&self, path: &[u8]) -> Option<Hit> {
        let own = || readers::presence(path).filter(|_| self.builtin);
        let path = path.strip_prefix(b"/").unwrap_or(path);
        self.scanner.at_path(path).next().or_else(own)
    }

    fn example(&self, path: &[u8]) -> Option<String> {
        example_path(path.strip_prefix(b"/").unwrap_or(path))
    }

    fn at_path(&self, hit: Hit, path: &[u8]) -> Hit {
        let mut hit = private_key::for_path(hit, path);
        let path = path.strip_prefix(b"/").unwrap_or(path);
        if hit.example.is_none() {
            hit.example = library(&hit, path);
        }
        hit
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Scanning {
            detector: self,
            scratch: Scratch::default(),
            stream: None,
            cut: 0,
        })
    }
}

/// Scans the contents of one layer.
struct Scanning<'d> {
    detector: &'d Detector,
    scratch: Scratch,
    stream: Option<(Stream<'d>, KeyStream)>,
    /// Files that a reader took only a part of.
    cut: u64,
}

impl Worker for Scanning<'_> {
    fn scan(&mut self, subject: &Subject<'_>, out: &mut dyn FnMut(Hit)) {
        let Subject {
            path,
            bytes,
            binary,
        } = *subject;
        if self.detector.builtin {
            if let Some(reader) = readers::reader_for(path) {
                let cut = reader.read(path, bytes, &self.detector.limits, out);
                self.cut += u64::from(cut);
            }
            private_key::find(bytes, out);
        }
        self.detector
            .scanner
            .scan(bytes, binary, &mut self.scratch, out);
    }

    fn cut(&mut self) -> u64 {
        std::mem::take(&mut self.cut)
    }

    fn stream(&mut self, binary: bool) {
        self.stream = Some((self.detector.scanner.stream(binary), KeyStream::default()));
    }

    fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(Hit)) {
        if let Some((stream, keys)) = &mut self.stream {
            stream.push(bytes, out);
            if self.detector.builtin {
                keys.push(bytes, out);
            }
        }
    }

    fn finish(&mut self, out: &mut dyn FnMut(Hit)) {
        if let Some((stream, keys)) = self.stream.take() {
            stream.finish(out);
            keys.finish(out);
        }
    }
}
