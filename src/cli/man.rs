//! The manual page: the options from clap's definition, the keys from the table of bindings, the
//! settings, variables and exit codes from theirs.

use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::{args, help};
use crate::gate::{Exit, KEYS};
use crate::tui::bindings::BINDINGS;
use crate::tui::settings::{SETTINGS, VARIABLES};

/// The whole program on one page, for `man`.
#[must_use]
pub fn man() -> String {
    let program = args::shown();
    let page = Man::new(program.clone());
    let mut out = vec![];
    // Writing to memory cannot fail.
    let _ = page.render_title(&mut out);
    let _ = page.render_name_section(&mut out);
    let _ = page.render_synopsis_section(&mut out);
    let mut text = text_of(out);
    text += &plain("DESCRIPTION", DESCRIPTION);
    text += &verbatim("IMAGES", help::IMAGES);
    text += &options(&program);
    text += "\n.SH COMMANDS\n";
    for command in program.get_subcommands() {
        text += &self::command(command, &program);
    }
    text += &sections();
    text
}

const DESCRIPTION: &[&str] = &[
    "On a terminal, layerscope opens the image in a browser: its layers, what each did, what the \
     image wastes and why. ? there lists the keys of the place one is in, q quits. Where standard \
     output is no terminal, it prints a report as text.",
    "Layers are counted from 0. Nothing is unpacked to disk, and no connection is opened; docker or \
     podman is run only for an image that is named as one of theirs.",
];

const FILES: [(&str, &str); 5] = [
    (
        "$XDG_CONFIG_HOME/layerscope/config.toml",
        "The browser's settings; ~/.config where the variable is not set. 'layerscope config' \
         prints what is in force in a form that this file can hold.",
    ),
    (
        ".layerscope.yaml, .layerscope.yml, .layerscope.toml",
        "The rules of 'layerscope check', in the folder that it is started in.",
    ),
    (
        "$XDG_CACHE_HOME/layerscope",
        "What layers held that were read before: names, sizes, hashes, no contents. \
         LAYERSCOPE_CACHE_DIR names another folder. 'layerscope cache clear' removes it.",
    ),
    (".dive-ci", "dive's rules, read where ours are not there."),
    (
        "./.dive.yaml, ~/.dive.yaml, $XDG_CONFIG_HOME/dive/*.yaml",
        "dive's settings; the first that is there is read where its keys mean the same: \
         keybinding, diff.hide, filetree.collapse-dir, filetree.show-attributes and \
         layer.show-aggregated-changes. What is not understood is left out with a note.",
    ),
];

fn sections() -> String {
    let mut roff = Roff::default();
    roff.control("SH", ["KEYS"]);
    roff.text([roman(
        "In the browser; each can be changed below [keys] in the settings file, by the name that \
         stands behind it.",
    )]);
    for binding in BINDINGS {
        let keys: Vec<Inline> = vec![bold(binding.keys.replace(' ', ", "))];
        let places = binding.places.told();
        let what = format!("{} ({places}; {}).", binding.what, binding.name);
        item(&mut roff, keys, &what);
    }
    roff.control("SH", ["SETTINGS"]);
    roff.text([roman(
        "Keys of the settings file, which is TOML. A flag beats the environment, the environment \
         the settings file, that one dive's file, dive's the default.",
    )]);
    for info in &SETTINGS {
        let flag = info.flag.into_iter().chain(info.variables.iter().copied());
        let flag = flag.collect::<Vec<_>>().join(", ");
        let flag = if flag.is_empty() {
            flag
        } else {
            format!(" ({flag})")
        };
        let what = format!("{}; {}{flag}.", capital(info.meaning), info.kind.right());
        item(&mut roff, vec![bold(info.key)], &what);
    }
    item(
        &mut roff,
        vec![bold("[keys]")],
        "An action's keys, such as zoom = \"z, f5\" or zoom = [\"z\", \"f5\"]; [] for none.",
    );
    roff.control("SH", ["FILES"]);
    for (name, what) in FILES {
        item(&mut roff, vec![bold(name)], what);
    }
    roff.control("SH", ["ENVIRONMENT"]);
    for (name, what) in VARIABLES {
        item(&mut roff, vec![bold(name)], what);
    }
    for info in &KEYS {
        item(
            &mut roff,
            vec![bold(info.variable)],
            &format!("A rule: {}.", info.meaning),
        );
    }
    roff.control("SH", ["EXIT STATUS"]);
    for (exit, meaning) in Exit::TABLE {
        item(
            &mut roff,
            vec![bold(exit.code().to_string())],
            &format!("{}.", capital(meaning)),
        );
    }
    roff.to_roff()
}

/// What a command adds to the options of all.
fn command(command: &Command, program: &Command) -> String {
    let mut roff = Roff::default();
    let mut own = Command::new("command").disable_help_flag(true);
    let mut shared: Vec<String> = vec![];
    let mut usage = vec![bold(format!("layerscope {}", command.get_name()))];
    for arg in command.get_arguments() {
        let same = |other: &&Arg| {
            other.get_id() == arg.get_id()
                && other.get_help().map(ToString::to_string)
                    == arg.get_help().map(ToString::to_string)
        };
        if arg.is_positional() {
            let name = arg.get_value_names().and_then(|names| names.first());
            let name = name.map_or_else(|| arg.get_id().to_string(), ToString::to_string);
            let name = name.to_uppercase();
            usage.push(roman(match arg.is_required_set() {
                true => format!(" {name}"),
                false => format!(" [{name}]"),
            }));
        }
        match program.get_arguments().find(same) {
            Some(_) => shared.extend(arg.get_long().map(|long| format!("--{long}"))),
            None if arg.is_positional() => {}
            None => own = own.arg(arg.clone().help_heading(None::<&str>)),
        }
    }
    roff.control(
        "SS",
        [format!("layerscope {}", command.get_name()).as_str()],
    );
    roff.text(usage);
    roff.control("PP", []);
    if let Some(about) = command.get_about() {
        roff.text([roman(format!("{about}."))]);
    }
    let mut text = roff.to_roff();
    if own.get_arguments().next().is_some() {
        text += &options(&own).replace(".SH OPTIONS\n", "");
    }
    if !shared.is_empty() {
        let mut roff = Roff::default();
        roff.control("PP", []);
        roff.text([roman(format!("And as above: {}.", shared.join(", ")))]);
        text += &roff.to_roff();
    }
    text
}

fn options(command: &Command) -> String {
    let mut out = vec![];
    let _ = Man::new(command.clone()).render_options_section(&mut out);
    text_of(out)
}

fn item(roff: &mut Roff, head: Vec<Inline>, what: &str) {
    roff.control("TP", []);
    roff.text(head);
    roff.text([roman(what)]);
}

fn plain(title: &str, paragraphs: &[&str]) -> String {
    let mut roff = Roff::default();
    roff.control("SH", [title]);
    for paragraph in paragraphs {
        roff.control("PP", []);
        roff.text([roman(*paragraph)]);
    }
    roff.to_roff()
}

/// Text whose lines stay as they are, its own title apart.
fn verbatim(title: &str, text: &str) -> String {
    let mut roff = Roff::default();
    roff.control("SH", [title]);
    roff.control("nf", []);
    for line in text.lines().skip(1) {
        roff.text([roman(line.trim_start())]);
    }
    roff.control("fi", []);
    roff.to_roff()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}
