//! `layerscope check IMAGE`, and dive's spellings of it.

use super::examine::{Reading, examine, open, options};
use super::report::DiveWriting;
use super::{CommandError, Environment, note};
use crate::analysis::dive::{DiveAccounting, DiveFigures};
use crate::analysis::{Accounting, Examined};
use crate::cli::{self, AccountingKind, ReportFormat};
use crate::gate::{self, Exit, LargeFile, LivePath, Measured, Policy, Verdict, Wanted};
use crate::layer::NoSinks;
use crate::limits::Limits;
use crate::report::{check, json};
use crate::tree::NodeId;

pub(super) fn run(options: &cli::Check, environment: &Environment) -> Result<Exit, CommandError> {
    let (policy, notes) = policy(options, environment)?;
    let opened = open(&options.image, environment)?;
    let unfinished = &environment.unfinished;
    let mut out = unfinished.create(options.output.as_deref())?;
    let dive_out = options
        .json
        .as_deref()
        .map(|path| unfinished.create(Some(path)))
        .transpose()?;
    let reading = reading(options);
    let (examined, dive) = match dive_out {
        Some(mut file) => {
            let mut writing = DiveWriting::new(&opened.image, &mut file);
            let examined = examine(opened.image, &reading, environment, |index| {
                writing.layer(index)
            });
            let (dive, written) = writing.finish();
            file.finish(written)?;
            (examined, dive)
        }
        None => {
            let mut accounting = DiveAccounting::new();
            let examined = examine(opened.image, &reading, environment, |index| {
                accounting.add(index)
            });
            (examined, accounting.finish())
        }
    };
    let judged = Judged::new(&policy, &examined, &dive, options, notes);
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
        judged
            .notes
            .iter()
            .for_each(|line| note(options.image.quiet, line));
    }
    Ok(Exit::of(&judged.verdicts, examined.incomplete()))
}

fn policy(
    options: &cli::Check,
    environment: &Environment,
) -> Result<(Policy, Vec<String>), CommandError> {
    let wanted = Wanted {
        own: options.policy.config.as_deref(),
        dive: options.policy.ci_config.as_deref(),
        folder: &environment.folder,
    };
    let loaded = gate::load(&wanted, &Limits::default())?;
    let bounds = &options.policy.bounds;
    let policy = Policy::resolve(loaded.file.as_ref(), &environment.variable, bounds)?;
    Ok((policy, loaded.notes))
}

fn reading(options: &cli::Check) -> Reading<'static> {
    Reading {
        options: self::options(options.measuring.verify),
        base: options.measuring.base_layers,
        sinks: &NoSinks,
        quiet: options.image.quiet,
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
