//! The command line as clap knows it, and the way from there to plain options.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args, FromArgMatches, Subcommand, ValueEnum, ValueHint};

use super::bounds::Bounds;
use super::look::{ConfigArgs, LookArgs};
use super::{
    AccountingKind, Cache, Check, Invocation, ListFormat, Open, PolicyOptions, ReportFormat,
    SchemaOf, Secrets, SecretsFormat, ViewRange, help,
};
use crate::image::Platform;

/// The program: an image to open, or a command. Put together by hand, since a derived one would
/// want the image even where a command is given.
fn program() -> clap::Command {
    Command::augment_subcommands(OpenArgs::augment_args(bare()))
}

fn bare() -> clap::Command {
    clap::Command::new("layerscope")
        .bin_name("layerscope")
        .version(env!("CARGO_PKG_VERSION"))
        .about(help::ABOUT)
        .help_template(help::TEMPLATE)
        .override_usage(help::USAGE)
        .after_help(help::after())
        .subcommand_negates_reqs(true)
        .arg_required_else_help(true)
        .max_term_width(100)
}

/// The program without the commands that are there only to be answered.
pub(super) fn shown() -> clap::Command {
    let program = program();
    let commands = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    let commands: Vec<clap::Command> = commands.cloned().collect();
    OpenArgs::augment_args(bare()).subcommands(commands)
}

#[derive(Subcommand)]
enum Command {
    /// Judge an image by rules: a table of verdicts, and an exit code
    #[command(after_help = help::after_check())]
    Check(CheckArgs),
    /// Say what an image holds and wastes
    Report(ReportArgs),
    /// List the paths of an image, or what some of its layers changed
    Ls(LsArgs),
    /// Print a file of an image, a deleted version too
    Cat(CatArgs),
    /// Find the secrets that an image still carries, deleted ones too
    #[command(after_help = help::after_secrets())]
    Secrets(SecretsArgs),
    /// Browse a small built-in image that has a story; in a pipe, report on it
    Demo(DemoArgs),
    /// Print the JSON Schema of 'report --format json', or of 'secrets --format json'
    Schema {
        /// Which of them
        #[arg(value_enum, default_value_t)]
        of: SchemaOf,
    },
    /// Print the browser's settings and keys in force, each with where it comes from
    Config(ConfigArgs),
    /// Print the limits on what an image may cost, each with what it bounds
    Limits(LimitArgs),
    /// Print where layers are kept from one run to the next, and how many; or remove them
    Cache {
        /// 'clear' removes all of them
        #[arg(value_enum)]
        action: Option<CacheAction>,
        /// In what form
        #[arg(long, value_enum, default_value_t)]
        format: CheckFormat,
    },
    /// Print the manual page, for man -l or a file layerscope.1
    Man,
    /// Print a script that completes the command line in a shell
    #[command(alias = "completion")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the version, as dive spells it
    #[command(hide = true)]
    Version,
    /// (not done yet)
    #[command(hide = true, disable_help_flag = true)]
    Build {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        _arguments: Vec<OsString>,
    },
}

#[derive(Args)]
pub(super) struct ImageArgs {
    /// The image: a path, - for standard input, or a name that docker or podman knows
    #[arg(value_name = "IMAGE", value_hint = ValueHint::AnyPath)]
    pub(super) reference: OsString,
    /// Take this one where there are several in one source
    #[arg(long, value_name = "NAME|DIGEST|INDEX")]
    pub(super) image: Option<String>,
    /// Take this platform where there are several [default: this machine's]
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", value_parser = Platform::parse)]
    pub(super) platform: Option<Platform>,
    /// Where the image is, as dive spells it
    #[arg(long)]
    pub(super) source: Option<Source>,
    /// No progress and no notes on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Neither use nor keep what layers of earlier runs held; see 'layerscope cache'
    #[arg(long)]
    pub(super) no_cache: bool,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

// Without a doc comment: clap would take it for the description of the program.
#[derive(Args)]
pub(super) struct LimitArgs {
    /// Raise or lower a limit of 'layerscope limits'; may be repeated
    #[arg(
        long = "limit",
        value_name = "NAME=VALUE",
        env = "LAYERSCOPE_LIMITS",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = super::limits::read
    )]
    pub(super) given: Vec<super::limits::Given>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Source {
    Docker,
    Podman,
    DockerArchive,
}

#[derive(Args)]
pub(super) struct MeasuringArgs {
    /// Do not read contents nor check digests: a plain archive is listed at once
    #[arg(long)]
    pub(super) no_verify: bool,
    /// How bytes are counted
    #[arg(long, value_enum, default_value_t)]
    pub(super) accounting: AccountingKind,
    /// So many lowest layers are the base image [default: what the image says, else 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) base_layers: Option<u16>,
    /// Do not mask the secrets that instructions, variables and labels quote
    #[arg(long)]
    pub(super) show_secrets: bool,
}

#[derive(Args)]
pub(super) struct PolicyArgs {
    /// Read the rules from this file, YAML or .toml
    #[arg(long, value_name = "FILE", help_heading = "Rules", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// Read the rules from this file as dive does [default: .dive-ci]
    #[arg(long, value_name = "FILE", help_heading = "Rules", value_hint = ValueHint::FilePath)]
    pub(super) ci_config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) bounds: Bounds,
}

#[derive(Args)]
struct OpenArgs {
    #[command(flatten)]
    image: ImageArgs,
    #[command(flatten)]
    measuring: MeasuringArgs,
    /// Judge the image like 'check'; CI=true in the environment does the same
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    ci: Option<bool>,
    /// Write dive's JSON to this file, - for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    json: Option<PathBuf>,
    #[command(flatten)]
    look: LookArgs,
    #[command(flatten)]
    looking: LookingArgs,
    #[command(flatten)]
    policy: PolicyArgs,
}

#[derive(Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) image: ImageArgs,
    #[command(flatten)]
    pub(super) measuring: MeasuringArgs,
    /// Write dive's JSON to this file as well, - for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) json: Option<PathBuf>,
    /// In what form the verdicts are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: CheckFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) looking: LookingArgs,
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
}

/// What is to be done with the cache.
#[derive(Clone, Copy, ValueEnum)]
enum CacheAction {
    Clear,
}

/// A report of verdicts has no form in dive's JSON.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(super) enum CheckFormat {
    #[default]
    Text,
    Json,
}

#[derive(Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) image: ImageArgs,
    #[command(flatten)]
    pub(super) measuring: MeasuringArgs,
    #[command(flatten)]
    pub(super) to: ReportTo,
}

#[derive(Args)]
pub(super) struct ReportTo {
    /// In what form
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ReportFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct LsArgs {
    #[command(flatten)]
    pub(super) image: ImageArgs,
    /// Only this path and what is below it
    pub(super) path: Option<OsString>,
    /// The final image, what one layer changed, or what several did
    #[arg(
        long,
        value_name = "final|LAYER|A..B",
        default_value = "final",
        allow_negative_numbers = true
    )]
    pub(super) view: ViewRange,
    /// In what form
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListFormat,
    /// Add the sha256 of each file's contents
    #[arg(long)]
    pub(super) hash: bool,
    /// Check digests, too
    #[arg(long)]
    pub(super) verify: bool,
    /// Do not read contents at all: what only they could tell of a change stays open
    #[arg(long, conflicts_with_all = ["verify", "hash"])]
    pub(super) no_verify: bool,
}

#[derive(Args)]
pub(super) struct CatArgs {
    #[command(flatten)]
    pub(super) image: ImageArgs,
    /// The file to print
    pub(super) path: OsString,
    /// Print what this layer stores, even if a later one deletes it
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) layer: Option<u16>,
    /// Check digests, too
    #[arg(long)]
    pub(super) verify: bool,
}

#[derive(Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    pub(super) measuring: MeasuringArgs,
    #[command(flatten)]
    pub(super) to: ReportTo,
    #[command(flatten)]
    pub(super) look: LookArgs,
}

#[derive(Args)]
pub(super) struct LookingArgs {
    /// Look for what this file says, too: gitleaks' TOML, or trivy-secret.yaml; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Secrets")]
    pub(super) rules: Vec<PathBuf>,
    /// Leave out the rules that come with layerscope
    #[arg(long, help_heading = "Secrets")]
    pub(super) no_builtin_rules: bool,
    /// Leave out what only the name of a key calls a secret
    #[arg(long, help_heading = "Secrets")]
    pub(super) no_generic: bool,
    /// Leave out contents that are no text
    #[arg(long, help_heading = "Secrets")]
    pub(super) no_binaries: bool,
    /// Secrets that this baseline, or JSON report, knows are known
    #[arg(long, value_name = "FILE", help_heading = "Secrets")]
    pub(super) baseline: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct SecretsArgs {
    #[command(flatten)]
    pub(super) image: ImageArgs,
    /// Look through every platform of the image that is there
    #[arg(long)]
    pub(super) all_platforms: bool,
    /// Do not check digests
    #[arg(long)]
    pub(super) no_verify: bool,
    /// So many lowest layers are the base image [default: what the image says, else 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) base_layers: Option<u16>,
    /// List also examples, package files, and what is known or ignored
    #[arg(long)]
    pub(super) all: bool,
    /// In what form
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: SecretsFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Print the values themselves (text, JSON and CSV)
    #[arg(long)]
    pub(super) show_secrets: bool,
    #[command(flatten)]
    pub(super) looking: LookingArgs,
    /// Write a baseline that knows all secrets found
    #[arg(long, value_name = "FILE", help_heading = "Secrets")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Fail on these [default: any]
    #[arg(long, value_parser = ["visible", "any", "none"], help_heading = "Rules")]
    pub(super) fail_on: Option<String>,
    /// Secrets of less harm do not count [default: low]
    #[arg(long, value_parser = ["low", "medium", "high", "critical"], help_heading = "Rules")]
    pub(super) min_severity: Option<String>,
    /// Secrets that are less sure do not count [default: low]
    #[arg(long, value_parser = ["low", "medium", "high"], help_heading = "Rules")]
    pub(super) min_confidence: Option<String>,
    /// Read the rules from this file, YAML or .toml
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(super) config: Option<PathBuf>,
}

pub(super) fn parse(
    args: impl IntoIterator<Item = OsString>,
    ci: bool,
) -> Result<Invocation, clap::Error> {
    let matches = program().try_get_matches_from(args)?;
    if matches.subcommand_name().is_none() {
        return opened(OpenArgs::from_arg_matches(&matches)?, ci);
    }
    let typed =
        |id: &&clap::Id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
    if matches.ids().find(typed).is_some() {
        return Err(misuse(
            "the command comes first, the image and all options behind it",
        ));
    }
    Ok(match Command::from_arg_matches(&matches)? {
        Command::Check(check) => Invocation::Check(checked(check.into())?),
        Command::Report(report) => Invocation::Report(report.into()),
        Command::Ls(ls) => Invocation::Ls(ls.into()),
        Command::Cat(cat) => Invocation::Cat(cat.into()),
        Command::Demo(demo) => Invocation::Demo(demo.into()),
        Command::Config(config) => Invocation::Config(config.into()),
        Command::Limits(limits) => Invocation::Limits(super::limits::of(&limits.given)),
        Command::Cache { action, format } => Invocation::Cache(Cache {
            clear: matches!(action, Some(CacheAction::Clear)),
            format: format.into(),
        }),
        Command::Man => Invocation::Man,
        Command::Completions { shell } => Invocation::Completions(shell),
        Command::Secrets(secrets) => Invocation::Secrets(distinct(secrets.into())?),
        Command::Schema { of } => Invocation::Schema(of),
        Command::Version => {
            return parse(["layerscope", "--version"].map(OsString::from), ci);
        }
        Command::Build { .. } => return Err(misuse(NO_BUILD)),
    })
}

const NO_BUILD: &str = "'layerscope build' is not done yet; build with docker or podman and run \
                        'layerscope IMAGE' (an image called build is ./build or docker:build)";

fn misuse(message: impl std::fmt::Display) -> clap::Error {
    program().error(ErrorKind::InvalidValue, message)
}

/// dive's own spelling: one command that browses, writes JSON, or judges.
fn opened(open: OpenArgs, ci: bool) -> Result<Invocation, clap::Error> {
    let policy = open.policy.into();
    let (looking, baseline) = open.looking.split();
    if open.ci.unwrap_or(ci) {
        return checked(Check {
            image: open.image.into(),
            measuring: open.measuring.into(),
            looking,
            baseline,
            policy,
            json: open.json,
            format: ReportFormat::Text,
            output: None,
        })
        .map(Invocation::Check);
    }
    Ok(Invocation::Open(Open {
        unjudged: first_flag(&policy),
        image: open.image.into(),
        measuring: open.measuring.into(),
        json: open.json,
        look: open.look.into(),
        looking,
        baseline,
        policy,
    }))
}

/// Refuses to write verdicts and dive's JSON into each other.
fn checked(check: Check) -> Result<Check, clap::Error> {
    let stdout = Path::new("-");
    let verdicts = check.output.as_deref().unwrap_or(stdout);
    match check.json.as_deref() {
        Some(json) if json == verdicts && json == stdout => Err(misuse(
            "-j -: the verdicts go to standard output, too; give one of them a file: -j FILE, or \
             'layerscope check -o FILE'",
        )),
        Some(json) if json == verdicts => {
            Err(misuse("-j and -o name the same file; give each its own"))
        }
        _ => Ok(check),
    }
}

/// Refuses to write a report and a baseline into each other.
fn distinct(secrets: Secrets) -> Result<Secrets, clap::Error> {
    if secrets.all_platforms && secrets.image.platform.is_some() {
        return Err(misuse(
            "--all-platforms takes all of them; leave --platform out",
        ));
    }
    let stdout = Path::new("-");
    let report = secrets.output.as_deref().unwrap_or(stdout);
    match secrets.write_baseline.as_deref() {
        Some(baseline) if baseline == report => Err(misuse(
            "the report and the baseline go to the same place; give each its own file",
        )),
        _ => Ok(secrets),
    }
}

/// A rule given where nothing is judged: dive takes it in silence, so a script may have it.
fn first_flag(policy: &PolicyOptions) -> Option<&'static str> {
    let config = policy.config.as_ref().map(|_| "--config");
    let ci_config = policy.ci_config.as_ref().map(|_| "--ci-config");
    let bound = || policy.bounds.first().map(|(key, _)| key.info().flag);
    config.or(ci_config).or_else(bound)
}
