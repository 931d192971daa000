//! `layerscope secrets IMAGE`, and the secrets of `check`.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::examine::{Reading, examine, open};
use super::{CommandError, Environment, cache, note};
use crate::analysis::Examined;
use crate::cache::Cache;
use crate::cli::{self, LookingFor};
use crate::gate::{Exit, FailOn, Origin, Policy};
use crate::image::Image;
use crate::layer::{LayerIndex, Options};
use crate::limits::Limits;
use crate::report::secrets::{Secrets, write};
use crate::secrets::{
    Baseline, DetectOptions, Detector, Findings, Pass, Redactor, ScanOptions, Scene,
};
use crate::text::{escape, escape_bytes, utc};
use crate::tui::settings::Flags;

pub(super) fn run(options: &cli::Secrets, environment: &Environment) -> Result<Exit, CommandError> {
    let (mut policy, mut notes) = super::check::policy(&options.policy, environment)?;
    if policy.secrets_fail_on.origin == Origin::Default {
        // Who asks for secrets wants to know of them; 'none' lists and passes.
        policy.secrets_fail_on.value = FailOn::Any;
    }
    let baseline = options.baseline.as_deref().map(baseline).transpose()?;
    let looking = Looking::new(&options.looking)?;
    notes.extend_from_slice(looking.notes());
    let opened = open(&options.image, environment)?;
    let unfinished = &environment.unfinished;
    let mut out = unfinished.create(options.output.as_deref())?;
    let new_baseline = options.write_baseline.as_deref();
    let new_baseline = new_baseline
        .map(|path| unfinished.create(Some(path)))
        .transpose()?;
    let reading = How {
        options: Options {
            verify: options.verify,
            hash: true,
            limits: Limits::default(),
        },
        base: options.base_layers,
        quiet: options.image.quiet,
    };
    let cache = cache::open(&options.image, &Flags::default(), false, environment);
    let (mut examined, mut findings) = looking.look(
        opened.image,
        &reading,
        cache.as_ref(),
        environment,
        &mut |_| (),
    );
    let now = now();
    notes.extend(policy.ignore(&mut findings, &day(now)));
    if let Some(baseline) = &baseline {
        baseline.apply(&mut findings);
    }
    if !options.show_secrets {
        masked(&mut examined, &mut findings);
    }
    let report = Secrets {
        examined: &examined,
        findings: &findings,
        policy: &policy,
        all: options.all,
        show: options.show_secrets,
        choice: opened.choice.as_deref(),
        notes: &notes,
        width: environment.width,
        now,
    };
    let written = write(&mut out, &report, options.format.into());
    out.finish(written)?;
    if let Some(mut file) = new_baseline {
        let written = file.write_all(Baseline::write(&findings).as_bytes());
        file.finish(written)?;
    }
    let quiet = options.image.quiet || options.format == cli::SecretsFormat::Text;
    notes
        .iter()
        .for_each(|line| note(quiet, &format!("layerscope: {}", escape(line))));
    Ok(exit(&policy, &examined, &findings))
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
    pub(super) fn new(options: &LookingFor) -> Result<Looking, CommandError> {
        let limits = Limits::default();
        let options_of = DetectOptions {
            rules: options.rules.clone(),
            no_builtin_rules: options.no_builtin_rules,
            no_generic: options.no_generic,
            no_binaries: options.no_binaries,
        };
        let detector = Detector::new(&options_of, &limits)
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

    /// What there is to know of the rule files.
    pub(super) fn notes(&self) -> &[String] {
        self.detector.notes()
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
        let reading = Reading {
            options: how.options,
            base: how.base,
            sinks: &pass,
            quiet: how.quiet,
            cache,
        };
        let examined = examine(image, &reading, environment, each);
        let scene = Scene {
            image: &examined.image,
            tree: &examined.tree,
            base_layers: examined.base.layers,
        };
        let findings = Findings::of(&pass, &scene);
        (examined, findings)
    }
}

/// Takes the values out of everything else that is said.
pub(super) fn masked(examined: &mut Examined, findings: &mut Findings) {
    let redactor = Redactor::new(findings);
    redactor.image(&mut examined.image);
    redactor.findings(findings);
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

fn exit(policy: &Policy, examined: &Examined, findings: &Findings) -> Exit {
    if examined.incomplete() {
        return Exit::Unreadable;
    }
    let fails = findings.all.iter().any(|finding| policy.fails(finding));
    match fails || !examined.mismatches.is_empty() {
        true => Exit::Failed,
        false => Exit::Passed,
    }
}

pub(super) fn baseline(path: &Path) -> Result<Baseline, CommandError> {
    let bytes = read_file(path, Limits::default().baseline_bytes, "baseline")?;
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
            "the {what} has more than the limit of {limit} bytes"
        )));
    }
    Ok(bytes)
}

fn shown(path: &Path) -> String {
    escape_bytes(path.as_os_str().as_encoded_bytes()).into_owned()
}
