//! `layerscope check IMAGE`, and dive's spellings of it.

use super::examine::{Reading, examine, open, options};
use super::report::DiveWriting;
use super::secrets::{self, How, Looking};
use super::{CommandError, Environment, cache, mask, note};
use crate::analysis::dive::{DiveAccounting, DiveFigures};
use crate::analysis::{Accounting, Examined};
use crate::cache::Cache;
use crate::cli::{self, AccountingKind, ReportFormat};
use crate::gate::{self, Exit, LargeFile, LivePath, Measured, Policy, Verdict, Wanted};
use crate::image::Image;
use crate::layer::{LayerIndex, NoSinks};
use crate::limits::Limits;
use crate::report::{check, json};
use crate::secrets::{Baseline, Findings};
use crate::text::escape;
use crate::tree::NodeId;
use crate::tui::settings::Flags;

pub(super) fn run(options: &cli::Check, environment: &Environment) -> Result<Exit, CommandError> {
    let (policy, mut notes) = policy(&options.policy, &options.image.limits, environment)?;
    let mut opened = open(&options.image, environment)?;
    let unfinished = &environment.unfinished;
    let mut out = unfinished.create(options.output.as_deref())?;
    let dive_out = options
        .json
        .as_deref()
        .map(|path| unfinished.create(Some(path)))
        .transpose()?;
    let eye = Eye::new(options, &policy, environment)?;
    let quoted = eye.quoted(&opened.image)?;
    if eye.looking.is_none() {
        opened.image = quoted.clone();
    }
    let (mut seen, dive) = match dive_out {
        Some(mut file) => {
            let mut writing = DiveWriting::new(&quoted, &mut file);
            let seen = eye.read(opened.image, environment, &mut |index| writing.layer(index));
            let (dive, written) = writing.finish();
            file.finish(written)?;
            (seen, dive)
        }
        None => {
            let mut accounting = DiveAccounting::new();
            let seen = eye.read(opened.image, environment, &mut |index| {
                accounting.add(index)
            });
            (seen, accounting.finish())
        }
    };
    notes.extend(eye.looking.iter().flat_map(Looking::notes).cloned());
    notes.extend(seen.judge_secrets(&policy, &eye));
    let (examined, findings) = (seen.examined, seen.findings);
    let judged = Judged::new(&policy, &examined, findings.as_ref(), &dive, options, notes);
    let written = match options.format {
        ReportFormat::Json => json::write(
            &mut out,
            &json::Report {
                examined: &examined,
                dive: judged.dive.as_ref(),
                verdicts: Some(&judged.verdicts),
                choice: opened.choice.as_deref(),
            },
        ),
        _ => check::write(&mut out, &judged.text(&examined, environment.width)),
    };
    out.finish(written)?;
    if options.format == ReportFormat::Json {
        judged.notes.iter().for_each(|line| {
            note(
                options.image.quiet,
                &format!("layerscope: {}", escape(line)),
            )
        });
    }
    Ok(Exit::of(&judged.verdicts, examined.incomplete()))
}

pub(super) fn policy(
    options: &cli::PolicyOptions,
    limits: &Limits,
    environment: &Environment,
) -> Result<(Policy, Vec<String>), CommandError> {
    let wanted = Wanted {
        own: options.config.as_deref(),
        dive: options.ci_config.as_deref(),
        folder: &environment.folder,
    };
    let loaded = gate::load(&wanted, limits)?;
    let bounds = &options.bounds;
    let policy = Policy::resolve(loaded.file.as_ref(), &environment.variable, bounds)?;
    Ok((policy, loaded.notes))
}

/// How the image is read: for its bytes, and for secrets where a rule asks for them.
struct Eye {
    how: How,
    looking: Option<Looking>,
    baseline: Option<Baseline>,
    show: bool,
    cache: Option<Cache>,
}

/// What was read.
struct Seen {
    examined: Examined,
    findings: Option<Findings>,
}

impl Eye {
    fn new(
        options: &cli::Check,
        policy: &Policy,
        environment: &Environment,
    ) -> Result<Eye, CommandError> {
        let limits = options.image.limits;
        let wanted = policy.wants_secrets();
        let looking = wanted
            .then(|| Looking::new(&options.looking, limits))
            .transpose()?;
        let baseline = options
            .baseline
            .as_deref()
            .map(|path| secrets::baseline(path, &limits))
            .transpose()?;
        let mut how = How {
            options: self::options(options.measuring.verify, limits),
            base: options.measuring.base_layers,
            quiet: options.image.quiet,
        };
        how.options.hash |= wanted;
        let by_claims = !options.measuring.verify;
        let cache = cache::open(&options.image, &Flags::default(), by_claims, environment);
        Ok(Eye {
            how,
            looking,
            baseline,
            show: options.measuring.show_secrets,
            cache,
        })
    }

    /// The image as it is quoted before its layers are read.
    fn quoted(&self, image: &Image) -> Result<Image, CommandError> {
        match &self.looking {
            Some(looking) if !self.show => Ok(looking.masked(image)),
            _ => mask::quoted(image.clone(), self.show),
        }
    }

    fn read(
        &self,
        image: Image,
        environment: &Environment,
        each: &mut dyn FnMut(&LayerIndex),
    ) -> Seen {
        if let Some(looking) = &self.looking {
            let (examined, findings) =
                looking.look(image, &self.how, self.cache.as_ref(), environment, each);
            return Seen {
                examined,
                findings: Some(findings),
            };
        }
        let reading = Reading {
            options: self.how.options,
            base: self.how.base,
            sinks: &NoSinks,
            quiet: self.how.quiet,
            cache: self.cache.as_ref(),
        };
        Seen {
            examined: examine(image, &reading, environment, each),
            findings: None,
        }
    }
}

impl Seen {
    /// Sets aside what is known or ignored, and takes values out of all that will be said.
    fn judge_secrets(&mut self, policy: &Policy, eye: &Eye) -> Vec<String> {
        let Some(findings) = &mut self.findings else {
            return Vec::new();
        };
        let notes = policy.ignore(findings, &secrets::day(secrets::now()));
        if let Some(baseline) = &eye.baseline {
            baseline.apply(findings);
        }
        if !eye.show {
            mask::examined(&mut self.examined, findings);
        }
        notes
    }
}

/// The image under the policy.
struct Judged {
    verdicts: Vec<Verdict>,
    accounting: Accounting,
    dive: Option<DiveFigures>,
    notes: Vec<String>,
}

impl Judged {
    fn new(
        policy: &Policy,
        examined: &Examined,
        secrets: Option<&Findings>,
        dive: &DiveFigures,
        options: &cli::Check,
        mut notes: Vec<String>,
    ) -> Judged {
        let tree = &examined.tree;
        let ignored = &policy.ignored_waste_paths.value;
        let accounting = if ignored.is_empty() {
            examined.accounting.clone()
        } else {
            let ignores = |node: NodeId| ignored.is_match(&tree.path(node));
            Accounting::without(tree, examined.base.layers, ignores)
        };
        let by_dive = options.measuring.accounting == AccountingKind::Dive;
        let dive_counted = dive.ignoring(|path| ignored.is_match(path));
        let layer_bytes: Vec<u64> = match by_dive {
            true => dive_counted.layer_sizes.clone(),
            false => accounting.layers.iter().map(|layer| layer.size).collect(),
        };
        let live_paths = |then: &mut dyn FnMut(LivePath<'_>)| each_live_path(examined, then);
        let measured = Measured {
            efficiency: if by_dive {
                dive_counted.efficiency
            } else {
                accounting.efficiency()
            },
            wasted_bytes: if by_dive {
                dive_counted.wasted_bytes
            } else {
                accounting.wasted
            },
            wasted_user_percent: match by_dive {
                true => dive_counted.wasted_user_percent,
                false => accounting.user_wasted_percent(),
            },
            layer_bytes: &layer_bytes,
            largest_file: largest_file(examined),
            live_paths: &live_paths,
            mismatches: &examined.mismatches,
            verified: examined
                .layers
                .iter()
                .all(|layer| layer.facts.verified == Some(true)),
            secrets,
            incomplete: examined.incomplete(),
        };
        let verdicts = gate::judge(policy, &measured);
        if !by_dive {
            notes.extend(gate::differs_from_dive(policy, &measured, &dive_counted));
        }
        Judged {
            verdicts,
            accounting,
            dive: by_dive.then_some(dive_counted),
            notes,
        }
    }

    fn text<'a>(&'a self, examined: &'a Examined, width: usize) -> check::Check<'a> {
        check::Check {
            examined,
            dive: self.dive.as_ref(),
            waste: &self.accounting.waste,
            verdicts: &self.verdicts,
            notes: &self.notes,
            width,
        }
    }
}

fn each_live_path(examined: &Examined, then: &mut dyn FnMut(LivePath<'_>)) {
    let tree = &examined.tree;
    for node in 1..tree.len() as NodeId {
        if let Some(version) = tree.last(node) {
            then(LivePath {
                path: &tree.path(node),
                layer: version.layer.into(),
            });
        }
    }
}

fn largest_file(examined: &Examined) -> Option<LargeFile> {
    let tree = &examined.tree;
    let size = |content: &crate::tree::Content| tree.entry(content.record()).size;
    let largest = tree
        .contents()
        .iter()
        .rev()
        .max_by_key(|content| size(content))?;
    Some(LargeFile {
        path: tree.path(largest.node),
        bytes: size(largest),
        layer: largest.record().layer.into(),
    })
}
