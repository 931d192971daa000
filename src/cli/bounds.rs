//! The flags of the policy, made from the gate's table of keys.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::gate::{KEYS, Key, KeyInfo, Kind};

/// Every bound that was given as a flag, with all the texts given.
#[derive(Debug, Clone, Default)]
pub(super) struct Bounds(pub(super) Vec<(Key, Vec<String>)>);

impl Args for Bounds {
    fn augment_args(command: Command) -> Command {
        KEYS.iter()
            .fold(command, |command, info| command.arg(flag(info)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Bounds {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Bounds, clap::Error> {
        let mut bounds = Bounds::default();
        bounds.update_from_arg_matches(matches)?;
        Ok(bounds)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for info in &KEYS {
            if let Some(texts) = matches.get_many::<String>(info.name) {
                self.0.push((info.key, texts.cloned().collect()));
            }
        }
        Ok(())
    }
}

fn flag(info: &'static KeyInfo) -> Arg {
    let value = match info.kind {
        Kind::Ratio => "RATIO",
        Kind::Bytes => "SIZE",
        Kind::Count => "NUMBER",
        Kind::Patterns => "PATTERN",
        Kind::Switch => "BOOL",
        Kind::FailOn => "visible|any|none",
        Kind::Severity | Kind::Confidence => "LEVEL",
    };
    let flag = Arg::new(info.name)
        .long(info.flag.trim_start_matches("--"))
        .visible_aliases(info.dive)
        .help(info.meaning)
        .help_heading("Rules")
        .value_name(value)
        .action(ArgAction::Append)
        .allow_negative_numbers(true);
    if info.kind == Kind::Switch {
        return flag
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true");
    }
    flag
}
