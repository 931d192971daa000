//! Everything that this crate knows of secrets, as one detector: the rules, the generic detector,
//! the readers of credential files, private keys.

use std::sync::Arc;

use super::detect::{Detect, Subject, Worker};
use super::{Hit, Options, Rule, RuleSet, Scanner, Scratch, Stream, readers};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct DetectOptions {
    /// Rule files of others: their names and their bytes.
    pub rules: Vec<(String, Vec<u8>)>,
    /// Leave out the rules that come with this crate.
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
    /// The readers of credential files take part.
    readers: bool,
}

impl Detector {
    /// The detector for these options.
    ///
    /// # Errors
    /// A sentence that names the file and the rule that cannot be used.
    pub fn new(options: &DetectOptions) -> Result<Detector, String> {
        let rules = match options.no_builtin_rules {
            true => RuleSet::empty(),
            false => RuleSet::builtin(),
        };
        let scanning = Options {
            generic: !options.no_generic,
            binaries: !options.no_binaries,
            ..Options::default()
        };
        Ok(Detector {
            scanner: Scanner::new(rules, scanning),
            readers: !options.no_builtin_rules,
        })
    }
}

impl Detect for Detector {
    fn kind(&self, path: &[u8]) -> u16 {
        match self.readers {
            true => readers::number_of(path),
            false => 0,
        }
    }

    fn presence(&self, path: &[u8]) -> Option<Hit> {
        let own = || readers::presence(path).filter(|_| self.readers);
        let path = path.strip_prefix(b"/").unwrap_or(path);
        self.scanner.at_path(path).next().or_else(own)
    }

    fn example(&self, _path: &[u8]) -> Option<String> {
        None
    }

    fn rule_at(&self, rule: &Arc<Rule>, _path: &[u8]) -> Arc<Rule> {
        Arc::clone(rule)
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Scanning {
            detector: self,
            scratch: Scratch::default(),
            stream: None,
        })
    }
}

/// Scans the contents of one layer.
struct Scanning<'d> {
    detector: &'d Detector,
    scratch: Scratch,
    stream: Option<Stream<'d>>,
}

impl Worker for Scanning<'_> {
    fn scan(&mut self, subject: &Subject<'_>, out: &mut dyn FnMut(Hit)) {
        let Detector { scanner, readers } = self.detector;
        if *readers && let Some(reader) = readers::reader_for(subject.path) {
            reader.read(subject.path, subject.bytes, out);
        }
        scanner.scan(subject.bytes, subject.binary, &mut self.scratch, out);
    }

    fn stream(&mut self, binary: bool) {
        self.stream = Some(self.detector.scanner.stream(binary));
    }

    fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(Hit)) {
        if let Some(stream) = &mut self.stream {
            stream.push(bytes, out);
        }
    }

    fn finish(&mut self, out: &mut dyn FnMut(Hit)) {
        if let Some(stream) = self.stream.take() {
            stream.finish(out);
        }
    }
}
