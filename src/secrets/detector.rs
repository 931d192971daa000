//! Everything that this crate knows of secrets, as one detector: the rules, the generic detector,
//! the readers of credential files, private keys.

use super::detect::{Detect, Subject, Worker};
use super::example::example_path;
use super::key_stream::KeyStream;
use super::{Hit, Options, RuleSet, Scanner, Scratch, Stream, checksum, private_key, readers};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct DetectOptions {
    /// Rule files of others: their names and their bytes.
    pub rules: Vec<(String, Vec<u8>)>,
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
}

impl Detector {
    /// The detector for these options.
    ///
    /// # Errors
    /// A sentence that names the file and the rule that cannot be used.
    pub fn new(options: &DetectOptions) -> Result<Detector, String> {
        if let Some((name, _)) = options.rules.first() {
            // Better no scan than one without the rules that were asked for.
            return Err(format!(
                "{name}: rule files of others cannot be read yet; leave out --rules"
            ));
        }
        let builtin = !options.no_builtin_rules;
        let rules = match builtin {
            true => RuleSet::builtin(),
            false => RuleSet::empty(),
        };
        let scanning = Options {
            generic: !options.no_generic,
            binaries: !options.no_binaries,
            checksum: Some(checksum::verify),
            ..Options::default()
        };
        Ok(Detector {
            scanner: Scanner::new(rules, scanning),
            builtin,
        })
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
        private_key::for_path(hit, path)
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
    stream: Option<(Stream<'d>, KeyStream)>,
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
                reader.read(path, bytes, out);
            }
            private_key::find(bytes, out);
        }
        self.detector
            .scanner
            .scan(bytes, binary, &mut self.scratch, out);
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
