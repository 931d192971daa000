//! How the browser looks, as flags.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use super::Config;
use super::args::CheckFormat;
use crate::tui::Theme;
use crate::tui::settings::{COLORS, Flags, Name, Value};

// No documentation comment: clap would take it for the whole program's.
#[derive(Args)]
#[command(next_help_heading = "Browser")]
pub(super) struct LookArgs {
    /// The colours
    #[arg(
        long,
        value_name = "terminal|night|day|mono",
        hide_possible_values = true
    )]
    #[arg(value_parser = PossibleValuesParser::new(Theme::NAMES))]
    pub(super) theme: Option<String>,
    /// Whether there are colours; NO_COLOR means never
    #[arg(long, value_name = "auto|always|never", hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(COLORS))]
    pub(super) color: Option<String>,
    /// Draw with ASCII only [default: where the locale or the console has no more]
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true",
          hide_possible_values = true)]
    pub(super) ascii: Option<bool>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    pub(super) no_mouse: bool,
    /// Read the settings from this file and no other [env: LAYERSCOPE_SETTINGS]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) settings: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct ConfigArgs {
    /// Print only where settings are looked for, and what is there
    #[arg(long, conflicts_with = "format")]
    pub(super) path: bool,
    /// In what form
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: CheckFormat,
    #[command(flatten)]
    pub(super) look: LookArgs,
}

impl From<LookArgs> for Flags {
    fn from(args: LookArgs) -> Flags {
        let word = |name: Name, text: Option<String>| {
            let value = name.info().kind.read(&text?).ok()?;
            Some((name, value))
        };
        let theme = word(Name::Theme, args.theme);
        let color = word(Name::Color, args.color);
        let ascii = args.ascii.map(|on| (Name::Ascii, Value::Switch(on)));
        let mouse = args.no_mouse.then_some((Name::Mouse, Value::Switch(false)));
        Flags {
            settings: args.settings,
            values: [theme, color, ascii, mouse].into_iter().flatten().collect(),
        }
    }
}

impl From<ConfigArgs> for Config {
    fn from(args: ConfigArgs) -> Config {
        Config {
            look: args.look.into(),
            path: args.path,
            format: args.format.into(),
        }
    }
}
