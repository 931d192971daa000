//! From clap's structs to plain options.

use std::os::unix::ffi::OsStringExt;

use clap::ValueEnum;

use super::args::{
    CatArgs, CheckArgs, CheckFormat, DemoArgs, ImageArgs, LsArgs, MeasuringArgs, PolicyArgs,
    ReportArgs,
};
use super::{Cat, Check, Demo, ImageChoice, Ls, Measuring, PolicyOptions, Report, ReportFormat};

impl From<ImageArgs> for ImageChoice {
    fn from(args: ImageArgs) -> ImageChoice {
        let source = args.source.and_then(|source| source.to_possible_value());
        ImageChoice {
            reference: args.reference,
            image: args.image,
            platform: args.platform,
            source: source.map(|source| source.get_name().to_owned()),
            quiet: args.quiet,
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

impl From<CheckArgs> for Check {
    fn from(args: CheckArgs) -> Check {
        Check {
            image: args.image.into(),
            measuring: args.measuring.into(),
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
