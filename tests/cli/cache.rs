//! The cache as the binary has it: where it is, what it keeps, what switches it off, and that
//! nothing about it ends a run.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;

use crate::bin::{Said, layerscope, said, tiny};

/// The binary with a cache in this folder.
fn with(folder: &Path) -> Command {
    let mut command = layerscope();
    command
        .env_remove("LAYERSCOPE_CACHE")
        .env("LAYERSCOPE_CACHE_DIR", folder);
    command
}

fn report(folder: &Path, image: &str, args: &[&str]) -> Said {
    let mut command = with(folder);
    said(
        command
            .arg("report")
            .arg(tiny(image))
            .args(["--format", "json"])
            .args(args),
    )
}

/// Layers in the cache, and bytes.
fn usage(folder: &Path) -> (u64, u64) {
    let said = said(with(folder).args(["cache", "--format", "json"]));
    let json = said.json();
    (
        json["layers"].as_u64().unwrap(),
        json["bytes"].as_u64().unwrap(),
    )
}

#[test]
fn a_second_look_says_the_same_and_what_is_kept_is_shown_and_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("cache");
    let cold = report(&root, "oci-gzip", &[]);
    let (layers, bytes) = usage(&root);
    assert!(layers > 0 && bytes > 0);
    let warm = report(&root, "oci-gzip", &[]);
    let without = report(&root, "oci-gzip", &["--no-cache"]);
    assert_eq!((cold.code, cold.err()), (0, String::new()));
    assert!(cold.out == warm.out && cold.out == without.out);
    // The same layers in another archive are the same layers.
    assert_eq!(report(&root, "oci-gzip", &[]).code, 0);
    assert_eq!(usage(&root), (layers, bytes));

    let shown = said(with(&root).arg("cache")).out();
    assert!(shown.contains(root.to_str().unwrap()), "{shown}");
    assert!(shown.contains(&format!("layers  {layers}\n")), "{shown}");
    assert!(shown.contains("limit   2.00 GB\n"), "{shown}");
    let cleared = said(with(&root).args(["cache", "clear"])).out();
    assert!(
        cleared.starts_with(&format!("removed {layers} layers")),
        "{cleared}"
    );
    assert_eq!(usage(&root), (0, 0));
    assert!(!root.join("layers").exists());
}

#[test]
fn a_flag_a_variable_and_a_setting_switch_it_off() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("cache");
    let settings = folder.path().join("config.toml");
    fs::write(&settings, "cache = false\n").unwrap();
    let image = tiny("oci-gzip");
    let off: [&dyn Fn(&mut Command); 5] = [
        &|command| {
            command.arg("--no-cache");
        },
        &|command| {
            command.env("LAYERSCOPE_CACHE", "false");
        },
        &|command| {
            command.env("LAYERSCOPE_CACHE", "0");
        },
        &|command| {
            command.env("LAYERSCOPE_SETTINGS", &settings);
        },
        &|command| {
            command.env("LAYERSCOPE_CACHE_LIMIT", "0");
        },
    ];
    for (number, off) in off.iter().enumerate() {
        let mut command = with(&root);
        command.arg("check").arg(&image);
        off(&mut command);
        assert_eq!(said(&mut command).err(), "", "{number}");
        assert!(!root.exists(), "{number}");
    }
    let said = said(
        with(&root)
            .env("LAYERSCOPE_SETTINGS", &settings)
            .arg("cache"),
    );
    assert!(said.out().contains("switched off"), "{}", said.out());
}

#[test]
fn the_folder_is_the_users_folder_of_caches_unless_one_is_named() {
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join("xdg");
    let image = tiny("oci-gzip");
    for (name, value, there) in [
        (
            "XDG_CACHE_HOME",
            cache.clone(),
            cache.join("layerscope/layers"),
        ),
        (
            "HOME",
            home.path().to_owned(),
            home.path().join(".cache/layerscope/layers"),
        ),
    ] {
        let mut command = layerscope();
        command
            .env_remove("LAYERSCOPE_CACHE")
            .env_remove("XDG_CACHE_HOME");
        command.env(name, value).arg("report").arg(&image);
        assert_eq!(said(&mut command).code, 0);
        assert!(there.is_dir(), "{name}");
    }
}

#[test]
fn a_wrong_setting_is_said_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = with(folder.path());
    command
        .env("LAYERSCOPE_CACHE_LIMIT", "much")
        .arg("report")
        .arg(tiny("oci-gzip"));
    let told = said(&mut command);
    assert_eq!(told.code, 0, "{}", told.err());
    let right = "layerscope: LAYERSCOPE_CACHE_LIMIT: 'much' is not a size; write a size such as \
                 500MB; no cache is used\n";
    assert_eq!(told.err(), right);
    assert_eq!(said(command.arg("-q")).err(), "");
    // Who asks for the cache itself is told and gets no figures.
    let mut command = with(folder.path());
    let told = said(command.env("LAYERSCOPE_CACHE_LIMIT", "much").arg("cache"));
    assert_eq!((told.code, told.out()), (2, String::new()));
}

#[test]
fn a_folder_of_others_is_refused_and_the_run_goes_on_without() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let told = report(folder.path(), "oci-gzip", &[]);
    assert_eq!(told.code, 0);
    assert!(
        told.err().contains("can be written to by others"),
        "{}",
        told.err()
    );
    assert_eq!(told.err().lines().count(), 1);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    let told = said(with(folder.path()).arg("cache"));
    assert_eq!(told.code, 2, "{}", told.out());
}

#[test]
fn where_no_folder_can_be_made_nothing_is_said() {
    for folder in ["/proc/nothing-here", "/dev/null", "/dev/null/below"] {
        let told = report(Path::new(folder), "oci-gzip", &[]);
        assert_eq!((told.code, told.err()), (0, String::new()), "{folder}");
    }
}

#[test]
fn listing_without_verification_says_what_was_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let ls = |args: &[&str]| {
        let mut command = with(folder.path());
        said(command.arg("ls").arg(tiny("oci-gzip")).args(args))
    };
    let cold = ls(&["--no-verify"]);
    assert_eq!(cold.err(), "", "nothing is kept yet");
    report(folder.path(), "oci-gzip", &[]);
    let honest = ls(&[]);
    assert_eq!((honest.err(), honest.out()), (String::new(), cold.out()));
    let taken = ls(&["--no-verify"]);
    assert_eq!(taken.out(), cold.out());
    let line = "layers are taken from the cache by the digests that the image claims, not verified: \
                their bytes were not read";
    assert_eq!(taken.err().lines().count(), 1);
    assert!(
        taken.err().lines().all(|said| said.ends_with(line)),
        "{}",
        taken.err()
    );
    let told = report(folder.path(), "oci-gzip", &["--no-verify"]);
    let warnings = told.json()["warnings"].to_string();
    assert!(warnings.contains("from-cache"), "{warnings}");
}

#[test]
fn many_processes_share_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let right = report(folder.path(), "oci-zstd", &["--no-cache"]).out;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for turn in 0..5 {
                    let told = report(folder.path(), "oci-zstd", &[]);
                    assert!(told.out == right && told.err.is_empty(), "{turn}");
                    if turn == 2 {
                        said(with(folder.path()).args(["cache", "clear"]));
                    }
                }
            });
        }
    });
    let layers = folder.path().join("layers");
    let left = fs::read_dir(layers).map(|items| {
        let names = items.map(|item| item.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("new-")).count()
    });
    assert_eq!(left.unwrap_or(0), 0, "half-written files");
}
