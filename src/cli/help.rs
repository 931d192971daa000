//! What `--help` says beside the flags.

use std::fmt::Write;

use crate::gate::{Exit, KEYS};

pub(super) const ABOUT: &str =
    "Shows what every layer of a container image holds and what it wastes";

pub(super) const TEMPLATE: &str = "\
{about}

Examples:
  layerscope image.tar                       browse it; ? shows the keys (a report in a pipe)
  docker save my/app | layerscope check -    judge an image in a pipeline
  layerscope check my/app --highest-wasted-bytes 20MB
  layerscope report image.tar --format json -o report.json
  layerscope ls image.tar /etc --view 4..9   what layers 4 to 9 did to /etc
  layerscope cat image.tar /etc/secret --layer 3
  layerscope secrets image.tar               what it still carries, deleted or not
  layerscope demo                            a small built-in image that wastes in every way

{usage-heading} {usage}

{all-args}{after-help}";

/// clap's own would put options and an image before the command, where they are refused.
pub(super) const USAGE: &str = "\
layerscope [OPTIONS] <IMAGE>
       layerscope <COMMAND> ...";

pub(super) const IMAGES: &str = "\
Images:
  a path (docker archive, OCI layout or archive, dir:; compressed or not), - for standard input,
  docker-archive:PATH, oci:PATH[:NAME], oci-archive:PATH[:NAME], dir:PATH,
  docker:NAME, podman:NAME, or a NAME that docker or podman knows.
  One that is called like a command: ./check, docker:check, or layerscope -- check.";

const BROWSER: &str = "\
Browser:
  On a terminal IMAGE and demo open in it. ? lists the keys of the place you are in, q quits.
  Settings: flag, environment, $XDG_CONFIG_HOME/layerscope/config.toml, dive's .dive.yaml, default;
  'layerscope config' prints them with where each comes from, 'layerscope man' explains them.";

/// The end of the main help.
pub(super) fn after() -> String {
    format!(
        "{IMAGES}\n\n{BROWSER}\n\n{}\n\n{}",
        precedence(),
        exit_codes()
    )
}

/// The end of the help of `check`.
pub(super) fn after_check() -> String {
    let mut out = "\
Examples:
  layerscope check image.tar
  docker save my/app | layerscope check - --forbidden-path /root/.ssh --forbidden-path '*.pem'
  CI=true layerscope image.tar --lowestEfficiency 0.95

A policy, .layerscope.yaml (or .yml, or the same as .toml); '.dive-ci' is read as dive reads it:
  rules:
    lowest-efficiency: 0.95
    forbidden-paths: [/root/.ssh, '*.pem']

Keys below rules:, and their environment variables:
"
    .to_owned();
    for info in KEYS.iter().filter(|info| !info.is_secrets()) {
        let _ = writeln!(out, "  {:<28} {}", info.name, info.variable);
    }
    out +=
        "\nKeys below secrets:, which also has a list 'ignore', see 'layerscope help secrets':\n";
    for info in KEYS.iter().filter(|info| info.is_secrets()) {
        let _ = writeln!(out, "  {:<28} {}", info.in_file(), info.variable);
    }
    out + "\n" + &precedence() + "\n\n" + &exit_codes()
}

/// The end of the help of `secrets`.
pub(super) fn after_secrets() -> String {
    let out = "\
Examples:
  layerscope secrets image.tar
  layerscope secrets my/app --fail-on visible --min-confidence medium
  layerscope secrets my/app --format sarif -o secrets.sarif
  layerscope secrets my/app --write-baseline known.json    then: --baseline known.json

Every version of every file in every layer is looked at, deleted or not, and the configuration:
variables, labels, commands, build steps. Nothing is sent anywhere; values are masked.

In .layerscope.yaml (or .toml), beside rules:
  secrets:
    fail-on: visible
    min-confidence: medium
    ignore:
      - fingerprint: 0123456789abcdef0123456789abcdef
        reason: revoked on 2026-01-31
      - rule: 'ssh-*'
        path: /opt/demo
        reason: made for the demo
        expires: 2027-01-31
A comment layerscope:allow (or gitleaks:allow) on its line ignores a secret, too.
";
    format!("{out}\n{}", exit_codes())
}

fn precedence() -> String {
    "Precedence of bounds: flag, environment (LAYERSCOPE_*), file, default. Of two files \
     .layerscope.*\nwins over .dive-ci, and says so."
        .to_owned()
}

fn exit_codes() -> String {
    let mut out = "Exit codes:".to_owned();
    for (exit, meaning) in Exit::TABLE {
        let _ = write!(out, "\n  {:>3}  {meaning}", exit.code());
    }
    out
}
