//! From clap's structs to plain options.

use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use clap::ValueEnum;

use super::args::{
    CatArgs, CheckArgs, CheckFormat, DemoArgs, ImageArgs, LookingArgs, LsArgs, MeasuringArgs,
    PolicyArgs, ReportArgs, SecretsArgs,
};
use super::{
    Cat, Check, Demo, ImageChoice, LookingFor, Ls, Measuring, PolicyOptions, Report, ReportFormat,
    Secrets,
};
use crate::gate::Key;

impl From<ImageArgs> for ImageChoice {
    fn from(args: ImageArgs) -> ImageChoice {
        let source = args.source.and_then(|source| source.to_possible_value());
        ImageChoice {
            reference: args.reference,
            image: args.image,
            platform: args.platform,
            source: source.map(|source| source.get_name().to_owned()),
            quiet: args.quiet,
            limits: super::limits::of(&args.limits.given),
            no_cache: args.no_cache,
        }
    }
}

impl From<CheckFormat> for ReportFormat {
    fn from(format: CheckFormat) -> ReportFormat {
        match format {
            CheckFormat::Text => ReportFormat::Text,
            CheckFormat::Json => ReportFormat::Json,
        }
    }
}

impl From<MeasuringArgs> for Measuring {
    fn from(args: MeasuringArgs) -> Measuring {
        Measuring {
            verify: !args.no_verify,
            accounting: args.accounting,
            base_layers: args.base_layers.map(usize::from),
            show_secrets: args.show_secrets,
        }
    }
}

impl From<PolicyArgs> for PolicyOptions {
    fn from(args: PolicyArgs) -> PolicyOptions {
        PolicyOptions {
            config: args.config,
            ci_config: args.ci_config,
            bounds: args.bounds.0,
        }
    }
}

impl LookingArgs {
    pub(super) fn split(self) -> (LookingFor, Option<PathBuf>) {
        let looking = LookingFor {
            rules: self.rules,
            no_builtin_rules: self.no_builtin_rules,
            no_generic: self.no_generic,
            no_binaries: self.no_binaries,
        };
        (looking, self.baseline)
    }
}

impl From<SecretsArgs> for Secrets {
    fn from(args: SecretsArgs) -> Secrets {
        let (looking, baseline) = args.looking.split();
        let bounds = [
            (Key::SecretsFailOn, args.fail_on),
            (Key::SecretsMinSeverity, args.min_severity),
            (Key::SecretsMinConfidence, args.min_confidence),
        ];
        let given = |(key, text): (Key, Option<String>)| Some((key, vec![text?]));
        Secrets {
            image: args.image.into(),
            all_platforms: args.all_platforms,
            verify: !args.no_verify,
            base_layers: args.base_layers.map(usize::from),
            looking,
            policy: PolicyOptions {
                config: args.config,
                ci_config: None,
                bounds: bounds.into_iter().filter_map(given).collect(),
            },
            all: args.all,
            show_secrets: args.show_secrets,
            baseline,
            write_baseline: args.write_baseline,
            format: args.format,
            output: args.output,
        }
    }
}

impl From<CheckArgs> for Check {
    fn from(args: CheckArgs) -> Check {
        let (looking, baseline) = args.looking.split();
        Check {
            image: args.image.into(),
            measuring: args.measuring.into(),
            looking,
            baseline,
            policy: args.policy.into(),
            json: args.json,
            format: args.format.into(),
            output: args.output,
        }
    }
}

impl From<ReportArgs> for Report {
    fn from(args: ReportArgs) -> Report {
        Report {
            image: args.image.into(),
            measuring: args.measuring.into(),
            format: args.to.format,
            output: args.to.output,
        }
    }
}

impl From<LsArgs> for Ls {
    fn from(args: LsArgs) -> Ls {
        Ls {
            image: args.image.into(),
            path: args.path.map(OsStringExt::into_vec),
            view: args.view,
            format: args.format,
            hash: args.hash,
            verify: args.verify,
            no_verify: args.no_verify,
        }
    }
}

impl From<CatArgs> for Cat {
    fn from(args: CatArgs) -> Cat {
        Cat {
            image: args.image.into(),
            path: args.path.into_vec(),
            layer: args.layer.map(usize::from),
            verify: args.verify,
        }
    }
}

impl From<DemoArgs> for Demo {
    fn from(args: DemoArgs) -> Demo {
        Demo {
            measuring: args.measuring.into(),
            format: args.to.format,
            output: args.to.output,
            look: args.look.into(),
        }
    }
}
