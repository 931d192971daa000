//! `layerscope secrets IMAGE`, and the secrets of `check`.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::examine::{Reading, examine, open};
use super::{CommandError, Environment, cache, mask, note, platforms};
use crate::analysis::Examined;
use crate::cache::Cache;
use crate::cli::{self, LookingFor};
use crate::gate::{Exit, FailOn, Origin, Policy};
use crate::image::Image;
use crate::layer::{LayerIndex, Options};
use crate::limits::Limits;
use crate::report::secrets::{Secrets, write};
use crate::secrets::{Baseline, DetectOptions, Detector, Findings, Pass, ScanOptions, Scene};
use crate::text::{escape, escape_bytes, utc};
use crate::tui::settings::Flags;

pub(super) fn run(options: &cli::Secrets, environment: &Environment) -> Result<Exit, CommandError> {
    let limits = options.image.limits;
    let (mut policy, mut notes) = super::check::policy(&options.policy, &limits, environment)?;
    if policy.secrets_fail_on.origin == Origin::Default {
        // Who asks for secrets wants to know of them; 'none' lists and passes.
        policy.secrets_fail_on.value = FailOn::Any;
    }
    let baseline = options.baseline.as_deref();
    let baseline = baseline.map(|path| self::baseline(path, &limits));
    let baseline = baseline.transpose()?;
    let looking = Looking::new(&options.looking, limits)?;
    notes.extend_from_slice(looking.notes());
    let (images, choice) = opened(options, environment, &mut notes)?;
    let unfinished = &environment.unfinished;
    let mut out = unfinished.create(options.output.as_deref())?;
    let new_baseline = options.write_baseline.as_deref();
    let new_baseline = new_baseline
        .map(|path| unfinished.create(Some(path)))
        .transpose()?;
    // What is made to be uploaded holds no value, and no step that quotes one either.
    let show = options.show_secrets && options.format.is_for_people();
    let now = now();
    let mut looked = looking.all(images, options, environment);
    for (number, (examined, findings)) in looked.iter_mut().enumerate() {
        let told = policy.ignore(findings, &day(now));
        // What has expired has expired for every platform.
        notes.extend(told.into_iter().filter(|_| number == 0));
        if let Some(baseline) = &baseline {
            baseline.apply(findings);
        }
        if !show {
            mask::examined(examined, findings);
        }
    }
    let names = looked
        .iter()
        .map(|(examined, _)| examined.image.platform.to_string());
    let names: Vec<String> = names.filter(|_| options.all_platforms).collect();
    let reports = looked
        .iter()
        .enumerate()
        .map(|(number, (examined, findings))| Secrets {
            examined,
            findings,
            policy: &policy,
            all: options.all,
            show,
            choice: choice.as_deref(),
            platform: names.get(number).map(String::as_str),
            notes: &notes,
            width: environment.width,
            now,
        });
    let reports: Vec<Secrets<'_>> = reports.collect();
    let written = write(&mut out, &reports, options.format.into());
    out.finish(written)?;
    if let Some(mut file) = new_baseline {
        let all = looked.iter().map(|(_, findings)| findings);
        let written = file.write_all(Baseline::write(all).as_bytes());
        file.finish(written)?;
    }
    let quiet = options.image.quiet || options.format == cli::SecretsFormat::Text;
    notes
        .iter()
        .for_each(|line| note(quiet, &format!("layerscope: {}", escape(line))));
    Ok(exit(&policy, &looked))
}

/// The image, or all its platforms; which it is, where there was a choice.
fn opened(
    options: &cli::Secrets,
    environment: &Environment,
    notes: &mut Vec<String>,
) -> Result<(Vec<Image>, Option<String>), CommandError> {
    if options.all_platforms {
        let platforms = platforms::all(&options.image, environment)?;
        notes.extend(platforms.notes);
        return Ok((platforms.images, None));
    }
    let opened = open(&options.image, environment)?;
    Ok((vec![opened.image], opened.choice))
}

/// What is looked for, as the detector takes it.
pub(super) fn detect_options(options: &LookingFor) -> DetectOptions {
    DetectOptions {
        rules: options.rules.clone(),
        no_builtin_rules: options.no_builtin_rules,
        no_generic: options.no_generic,
        no_binaries: options.no_binaries,
    }
}

/// How the layers are read, sinks left out.
pub(super) struct How {
    pub(super) options: Options,
    pub(super) base: Option<usize>,
    pub(super) quiet: bool,
}

/// What is looked for, ready to look.
pub(super) struct Looking {
    detector: Detector,
    scan: ScanOptions,
    limits: Limits,
}

impl Looking {
    /// Reads the rule files.
    pub(super) fn new(options: &LookingFor, limits: Limits) -> Result<Looking, CommandError> {
        let detector = Detector::new(&detect_options(options), &limits)
            .map_err(|error| CommandError::Wrong(error.to_string()))?;
        let scan = ScanOptions {
            binaries: !options.no_binaries,
        };
        Ok(Looking {
            detector,
            scan,
            limits,
        })
    }

    /// The image without the values that its configuration quotes.
    pub(super) fn masked(&self, image: &Image) -> Image {
        mask::masked(image.clone(), &self.detector)
    }

    /// What there is to know of the rule files.
    pub(super) fn notes(&self) -> &[String] {
        self.detector.notes()
    }

    /// Looks through images of one source: what several of them hold is scanned once.
    fn all(
        &self,
        images: Vec<Image>,
        options: &cli::Secrets,
        environment: &Environment,
    ) -> Vec<(Examined, Findings)> {
        let how = How {
            options: Options {
                verify: options.verify,
                hash: true,
                limits: self.limits,
            },
            base: options.base_layers,
            quiet: options.image.quiet,
        };
        let cache = cache::open(&options.image, &Flags::default(), false, environment);
        let first = Pass::new(0, &self.detector, self.scan, &self.limits);
        let look = |image: Image| {
            let pass = first.beside(image.layers.len());
            self.pass(&pass, image, &how, cache.as_ref(), environment, &mut |_| ())
        };
        images.into_iter().map(look).collect()
    }

    /// Reads an image and everything that it still carries.
    pub(super) fn look(
        &self,
        image: Image,
        how: &How,
        cache: Option<&Cache>,
        environment: &Environment,
        each: &mut dyn FnMut(&LayerIndex),
    ) -> (Examined, Findings) {
        let pass = Pass::new(image.layers.len(), &self.detector, self.scan, &self.limits);
        self.pass(&pass, image, how, cache, environment, each)
    }

    fn pass(
        &self,
        pass: &Pass<'_>,
        image: Image,
        how: &How,
        cache: Option<&Cache>,
        environment: &Environment,
        each: &mut dyn FnMut(&LayerIndex),
    ) -> (Examined, Findings) {
        let reading = Reading {
            options: how.options,
            base: how.base,
            sinks: pass,
            quiet: how.quiet,
            cache,
        };
        let examined = examine(image, &reading, environment, each);
        let scene = Scene {
            image: &examined.image,
            tree: &examined.tree,
            base_layers: examined.base.layers,
        };
        let findings = Findings::of(pass, &scene);
        (examined, findings)
    }
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The day as `YYYY-MM-DD`.
pub(super) fn day(now: i64) -> String {
    utc(now, 0).chars().take_while(|&c| c != 'T').collect()
}

fn exit(policy: &Policy, looked: &[(Examined, Findings)]) -> Exit {
    if looked.iter().any(|(examined, _)| examined.incomplete()) {
        return Exit::Unreadable;
    }
    let fails = |(examined, findings): &(Examined, Findings)| {
        findings.all.iter().any(|finding| policy.fails(finding)) || !examined.mismatches.is_empty()
    };
    match looked.iter().any(fails) {
        true => Exit::Failed,
        false => Exit::Passed,
    }
}

pub(super) fn baseline(path: &Path, limits: &Limits) -> Result<Baseline, CommandError> {
    let bytes = read_file(path, limits.baseline_bytes, "baseline")?;
    Baseline::read(&bytes).map_err(|what| CommandError::Wrong(format!("{}: {what}", shown(path))))
}

fn read_file(path: &Path, limit: u64, what: &str) -> Result<Vec<u8>, CommandError> {
    let wrong = |message: String| CommandError::Wrong(format!("{}: {message}", shown(path)));
    let file =
        File::open(path).map_err(|error| wrong(format!("the {what} cannot be opened: {error}")))?;
    let mut bytes = Vec::new();
    let read = file.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| wrong(format!("the {what} cannot be read: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(wrong(format!(
            "the {what} has more than the limit of {limit} bytes (--limit baseline-bytes)"
        )));
    }
    Ok(bytes)
}

fn shown(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned()
}
