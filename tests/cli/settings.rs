//! `layerscope config`, `man` and `completions`, and wrong settings where the browser would open.

use std::fs;
use std::process::{Command, Stdio};

use crate::bin::{Said, layerscope, run, said, there};

/// A run with a settings file and these variables; `SETTINGS` stands for the file.
fn with_settings(text: &str, variables: &[(&str, &str)], args: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("layerscope");
    fs::create_dir(&home).unwrap();
    fs::write(home.join("config.toml"), text).unwrap();
    let mut command = layerscope();
    command.env("XDG_CONFIG_HOME", folder.path()).args(args);
    for (key, value) in variables {
        command.env(key, value);
    }
    said(&mut command)
}

#[test]
fn config_says_where_each_value_comes_from() {
    let text = "theme = 'night'\n[keys]\nzoom = 'Z'\n";
    let variables = [("NO_COLOR", "1"), ("COLORTERM", "truecolor")];
    let out = with_settings(text, &variables, &["config", "--ascii"]);
    assert_eq!((out.code, out.err().as_str()), (0, ""));
    let out = out.out();
    for (start, end) in [
        ("theme = \"night\" ", "layerscope/config.toml:1:1"),
        ("color = \"never\" ", "# NO_COLOR"),
        ("ascii = true ", "# --ascii"),
        ("# mouse = true ", "# default"),
        ("zoom = [\"Z\"] ", "layerscope/config.toml:3:1"),
        ("# colours of the terminal: truecolor", "(COLORTERM)"),
    ] {
        let line = out.lines().find(|line| line.starts_with(start));
        assert!(
            line.is_some_and(|line| line.ends_with(end)),
            "{start}\n{out}"
        );
    }
}

#[test]
fn config_as_json_has_every_setting_and_every_key() {
    let out = with_settings(
        "theme = 'day'",
        &[],
        &["config", "--format", "json", "--no-mouse"],
    );
    let json = out.json();
    let settings = json["settings"].as_array().unwrap();
    let of = |name: &str| settings.iter().find(|row| row["name"] == name).unwrap();
    assert_eq!(of("theme")["value"], "day");
    assert_eq!(of("theme")["origin"]["kind"], "file");
    assert_eq!(of("theme")["origin"]["line"], 1);
    assert_eq!(of("mouse")["value"], false);
    assert_eq!(of("mouse")["origin"]["name"], "--no-mouse");
    assert_eq!(of("columns")["value"][0], "mode");
    assert_eq!(of("sort")["origin"]["kind"], "default");
    let keys = json["keys"].as_array().unwrap();
    assert_eq!(keys.len(), layerscope::tui::bindings::BINDINGS.len());
    assert_eq!(keys[0]["name"], "open");
    assert_eq!(keys[0]["keys"][0], "enter");
}

#[test]
fn wrong_settings_are_one_sentence_and_exit_2() {
    for args in [&["config"][..], &["config", "--format", "json"]] {
        let out = with_settings("\ntehme = 'day'", &[], args);
        assert_eq!((out.code, out.out.len()), (2, 0));
        let err = out.err();
        assert!(err.contains("config.toml:2:1: unknown key 'tehme'; did you mean 'theme'?"));
        assert_eq!(err.lines().count(), 1);
    }
    // Where one looks is said all the same, and a report without a browser needs no settings.
    let out = with_settings("tehme = 'day'", &[], &["config", "--path"]);
    assert_eq!((out.code, out.err().as_str()), (0, ""));
    assert!(
        out.out()
            .lines()
            .next()
            .unwrap()
            .ends_with("layerscope/config.toml: read")
    );
    assert_eq!(with_settings("tehme = 'day'", &[], &["demo"]).code, 0);
    let out = run(["config", "--settings", "/nowhere/x.toml"]);
    assert_eq!(out.code, 2);
    assert!(
        out.err()
            .contains("--settings: /nowhere/x.toml: there is no such settings file")
    );
}

#[test]
fn dives_file_beside_the_image_is_found() {
    let files = [(".dive.yaml", "keybinding:\n  quit: ctrl+q\n  qiut: x\n")];
    let out = there(&files, &[], &["config"]).out();
    assert!(out.contains("quit = [\"ctrl+q\"] "), "{out}");
    assert!(
        out.contains("# ./.dive.yaml:3:3: dive knows no 'keybinding.qiut'"),
        "{out}"
    );
}

#[test]
fn the_manual_page_has_every_section_and_no_warnings() {
    let page = run(["man"]);
    assert_eq!((page.code, page.err().as_str()), (0, ""));
    let text = page.out();
    for title in [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "IMAGES",
        "OPTIONS",
        "BROWSER",
        "RULES",
        "COMMANDS",
        "KEYS",
        "SETTINGS",
        "FILES",
        "ENVIRONMENT",
        "\"EXIT STATUS\"",
    ] {
        assert!(text.contains(&format!(".SH {title}\n")), "{title}");
    }
    for part in [
        "layerscope check",
        "layerscope config",
        "ctrl+space, F",
        "show.transient",
    ] {
        assert!(text.contains(&part.replace('-', "\\-")), "{part}");
    }
    assert!(
        text.contains("layerscope \\- Shows what every layer"),
        "the program is described"
    );
    assert!(
        !text.contains("not done yet"),
        "what is hidden stays hidden"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("layerscope.1");
    fs::write(&file, &text).unwrap();
    let man = Command::new("man")
        .arg("-l")
        .arg("--warnings=w")
        .arg(&file)
        .env("MANPAGER", "cat")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output();
    match man {
        Ok(man) => assert!(
            man.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&man.stderr)
        ),
        Err(_) => eprintln!("no man here: the page's form is not checked"),
    }
}

#[test]
fn every_shell_gets_a_script_with_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let out = run(["completions", shell]);
        assert_eq!((out.code, out.err().as_str()), (0, ""), "{shell}");
        let script = out.out();
        for word in ["check", "completions", "no-mouse", "theme"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        assert!(!script.contains("not done yet"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("layerscope.bash");
    fs::write(&file, run(["completions", "bash"]).out).unwrap();
    let Ok(bash) = Command::new("bash").arg("-n").arg(&file).output() else {
        return eprintln!("no bash here: its script is not parsed");
    };
    assert!(
        bash.status.success(),
        "{}",
        String::from_utf8_lossy(&bash.stderr)
    );
    // What it offers behind `layerscope --the`, as bash would ask it.
    let ask = "source \"$1\"; COMP_WORDS=(layerscope --the); COMP_CWORD=1; \
               _layerscope layerscope --the layerscope; echo \"${COMPREPLY[*]}\"";
    let asked = Command::new("bash")
        .args(["-c", ask, "bash"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&asked.stdout).trim(), "--theme");
}

#[test]
fn help_says_that_there_is_a_browser() {
    let help = run(["--help"]).out();
    for part in [
        "? shows the keys",
        "layerscope config",
        "--theme",
        "LAYERSCOPE_SETTINGS",
    ] {
        assert!(help.contains(part), "{part}\n{help}");
    }
}
