//! What the user typed, as plain options.
//!
//! Nothing here reads a file, an image or the environment: [`parse`] turns arguments into an
//! [`Invocation`] or into a clap error, which the binary prints and exits with (0 for `--help`
//! and `--version`, 2 for misuse). clap is known here and nowhere else.

mod args;
mod bounds;
mod convert;
mod help;
mod limits;
mod look;
mod man;
mod view;

#[cfg(test)]
mod tests;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

pub use clap::Error as UsageError;
pub use clap_complete::Shell;
pub use man::man;
pub use view::ViewRange;

use crate::gate::Key;
use crate::image::Platform;
use crate::limits::Limits;
use crate::tui::settings::Flags;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Invocation {
    /// `layerscope IMAGE`: browse on a terminal, else the text report.
    Open(Open),
    /// `layerscope check IMAGE`, `layerscope --ci IMAGE`, `CI=true layerscope IMAGE`.
    Check(Check),
    /// `layerscope report IMAGE`.
    Report(Report),
    /// `layerscope ls IMAGE [PATH]`.
    Ls(Ls),
    /// `layerscope cat IMAGE PATH`.
    Cat(Cat),
    /// `layerscope demo`.
    Demo(Demo),
    /// `layerscope config`.
    Config(Config),
    /// `layerscope limits`.
    Limits(Limits),
    /// `layerscope cache [clear]`.
    Cache(Cache),
    /// `layerscope man`.
    Man,
    /// `layerscope completions SHELL`.
    Completions(Shell),
    /// `layerscope secrets IMAGE`.
    Secrets(Secrets),
    /// `layerscope schema [report|secrets]`.
    Schema(SchemaOf),
}

/// Whose schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum SchemaOf {
    /// `report --format json` and `check --format json`.
    #[default]
    Report,
    /// `secrets --format json`.
    Secrets,
}

/// Which image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageChoice {
    /// A path, `-`, `transport:rest`, or a name that an engine knows; a path may be any bytes.
    pub reference: OsString,
    /// `--image`: which one of several in the same source: name, digest or number.
    pub image: Option<String>,
    /// `--platform`.
    pub platform: Option<Platform>,
    /// `--source`, dive's: `docker`, `podman` or `docker-archive`.
    pub source: Option<String>,
    /// No progress, no notes on standard error.
    pub quiet: bool,
    /// `--limit`: the bounds in force.
    pub limits: Limits,
    /// `--no-cache`: what earlier runs found is neither used nor added to.
    pub no_cache: bool,
}

/// How bytes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum AccountingKind {
    /// Every stored byte is live or dead.
    #[default]
    Exact,
    /// dive 0.13.1's figures, to the last digit.
    Dive,
}

/// How the image is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measuring {
    /// Compute and compare digests, and read contents. Off with `--no-verify`.
    pub verify: bool,
    /// `--accounting`.
    pub accounting: AccountingKind,
    /// `--base-layers`: so many lowest layers count as the base image.
    pub base_layers: Option<usize>,
    /// `--show-secrets`: what build steps, variables and labels quote is not masked.
    pub show_secrets: bool,
}

/// See [`Invocation::Open`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which image.
    pub image: ImageChoice,
    /// How it is measured.
    pub measuring: Measuring,
    /// `-j`: write dive's JSON there and nothing else; `-` is standard output.
    pub json: Option<PathBuf>,
    /// A flag for rules that was given although nothing is judged.
    pub unjudged: Option<&'static str>,
    /// How the browser looks.
    pub look: Flags,
    /// What secrets the browser looks for.
    pub looking: LookingFor,
    /// `--baseline`: secrets that are known already.
    pub baseline: Option<PathBuf>,
    /// Where the policy is, whose ignored secrets the browser sets aside.
    pub policy: PolicyOptions,
}

/// See [`Invocation::Check`].
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Which image.
    pub image: ImageChoice,
    /// How it is measured.
    pub measuring: Measuring,
    /// What secrets are looked for, where a rule asks for them.
    pub looking: LookingFor,
    /// `--baseline`: secrets that are known already.
    pub baseline: Option<PathBuf>,
    /// Where bounds come from.
    pub policy: PolicyOptions,
    /// `-j`: write dive's JSON there as well; `-` is standard output.
    pub json: Option<PathBuf>,
    /// [`ReportFormat::Text`] or [`ReportFormat::Json`].
    pub format: ReportFormat,
    /// `-o`: write there instead of to standard output.
    pub output: Option<PathBuf>,
}

/// Bounds, and files with bounds, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyOptions {
    /// `--config`: our policy file.
    pub config: Option<PathBuf>,
    /// `--ci-config`: dive's.
    pub ci_config: Option<PathBuf>,
    /// The bounds given as flags, in the form that [`crate::gate::Policy::resolve`] takes.
    pub bounds: Vec<(Key, Vec<String>)>,
}

/// In what form a report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// Our own schema, see `layerscope schema`.
    Json,
    /// dive's schema.
    DiveJson,
}

/// See [`Invocation::Report`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which image.
    pub image: ImageChoice,
    /// How it is measured.
    pub measuring: Measuring,
    /// `--format`.
    pub format: ReportFormat,
    /// `-o`: replace that file, whole or not at all; none or `-`: standard output.
    pub output: Option<PathBuf>,
}

/// In what form a listing is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Ndjson,
}

/// See [`Invocation::Ls`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ls {
    /// Which image.
    pub image: ImageChoice,
    /// Only this path and what is below it; bytes as typed, with or without a leading `/`.
    pub path: Option<Vec<u8>>,
    /// `--view`.
    pub view: ViewRange,
    /// `--format`.
    pub format: ListFormat,
    /// `--hash`: sha256 of each content.
    pub hash: bool,
    /// `--verify`: check digests, too.
    pub verify: bool,
    /// `--no-verify`: read no contents, not even to tell what changed.
    pub no_verify: bool,
}

/// See [`Invocation::Cat`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cat {
    /// Which image.
    pub image: ImageChoice,
    /// The file; bytes as typed, with or without a leading `/`.
    pub path: Vec<u8>,
    /// `--layer`: the version that this layer stores, deleted later or not; none: the one that
    /// the final image shows.
    pub layer: Option<usize>,
    /// `--verify`: check digests, too.
    pub verify: bool,
}

/// In what form secrets are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum SecretsFormat {
    /// For people.
    #[default]
    Text,
    /// Our own schema, see `layerscope schema secrets`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
    /// GitLab's secret_detection report.
    Gitlab,
    /// One row a place.
    Csv,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LookingFor {
    /// `--rules`: rule files of others.
    pub rules: Vec<PathBuf>,
    /// `--no-builtin-rules`.
    pub no_builtin_rules: bool,
    /// `--no-generic`: nothing by the names of keys.
    pub no_generic: bool,
    /// `--no-binaries`: nothing in contents that are no text.
    pub no_binaries: bool,
}

/// See [`Invocation::Secrets`].
#[derive(Debug, Clone, PartialEq)]
pub struct Secrets {
    /// Which image.
    pub image: ImageChoice,
    /// `--all-platforms`: every platform of it that is there.
    pub all_platforms: bool,
    /// Compute and compare digests. Off with `--no-verify`.
    pub verify: bool,
    /// `--base-layers`: so many lowest layers count as the base image.
    pub base_layers: Option<usize>,
    /// What is looked for.
    pub looking: LookingFor,
    /// `--config`, and the bounds `--fail-on`, `--min-severity`, `--min-confidence`.
    pub policy: PolicyOptions,
    /// `--all`: list also what nobody has to act on.
    pub all: bool,
    /// `--show-secrets`.
    pub show_secrets: bool,
    /// `--baseline`: secrets that are known already.
    pub baseline: Option<PathBuf>,
    /// `--write-baseline`.
    pub write_baseline: Option<PathBuf>,
    /// `--format`.
    pub format: SecretsFormat,
    /// `-o`, as for a report.
    pub output: Option<PathBuf>,
}

impl SecretsFormat {
    /// Stays with whoever asked for it; the others are made to be uploaded, and
    /// `--show-secrets` says nothing to them.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Csv)
    }
}

impl From<SecretsFormat> for crate::report::secrets::SecretsFormat {
    fn from(format: SecretsFormat) -> Self {
        match format {
            SecretsFormat::Text => Self::Text,
            SecretsFormat::Json => Self::Json,
            SecretsFormat::Sarif => Self::Sarif,
            SecretsFormat::Junit => Self::Junit,
            SecretsFormat::Gitlab => Self::Gitlab,
            SecretsFormat::Csv => Self::Csv,
        }
    }
}

/// See [`Invocation::Demo`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// How the demo image is measured.
    pub measuring: Measuring,
    /// `--format`.
    pub format: ReportFormat,
    /// `-o`, as for a report.
    pub output: Option<PathBuf>,
    /// How the browser looks.
    pub look: Flags,
}

/// See [`Invocation::Cache`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cache {
    /// `clear`: remove what is kept.
    pub clear: bool,
    /// [`ReportFormat::Text`] or [`ReportFormat::Json`].
    pub format: ReportFormat,
}

/// See [`Invocation::Config`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Flags of the browser, to see what they would do.
    pub look: Flags,
    /// `--path`: only where settings are looked for.
    pub path: bool,
    /// [`ReportFormat::Text`] or [`ReportFormat::Json`].
    pub format: ReportFormat,
}

/// Understands the arguments, the program's name first. `ci` is the environment's `CI`.
///
/// # Errors
/// clap's: misuse, but also `--help` and `--version`. `exit_code` tells them apart.
pub fn parse(
    args: impl IntoIterator<Item = OsString>,
    ci: Option<&OsStr>,
) -> Result<Invocation, UsageError> {
    args::parse(args, ci.is_some_and(is_on))
}

/// The script that completes the command line in a shell.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = vec![];
    clap_complete::generate(shell, &mut args::shown(), "layerscope", &mut script);
    script
}

/// What is said of misuse. clap repeats what was typed, which in a pipeline may be somebody else's
/// choice, a branch's name for instance: no line of it may act in a build log.
#[must_use]
pub fn misuse(error: &UsageError) -> String {
    let text = error.render().to_string();
    let lines = text.split('\n').map(|line| {
        let line = crate::text::escape(line);
        let said = line.trim_start();
        let blanks = &line[..line.len() - said.len()];
        match said.strip_prefix(':') {
            Some(rest) => format!("{blanks}\\x3a{rest}"),
            None => line.into_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether `CI` is on: dive's words (`true`, `1`, `yes`), and all that Go's `ParseBool` takes.
fn is_on(value: &OsStr) -> bool {
    let on = ["1", "t", "T", "TRUE", "true", "True"];
    let is_yes = value.eq_ignore_ascii_case("yes") || value.eq_ignore_ascii_case("true");
    is_yes || on.iter().any(|on| value == *on)
}
