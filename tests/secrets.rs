//! Secrets placed: every fate that a file can have, the configuration, archives, dispositions.
#![allow(clippy::unwrap_used, clippy::panic)] // a test program: what cannot be read must fail

mod common;

use common::planted::{Planted, Step, image, image_of_steps, value};
use common::raw_tar::Tar;
use layerscope::analysis::{Examined, examine};
use layerscope::image::Image;
use layerscope::layer::Options;
use layerscope::limits::Limits;
use layerscope::secrets::{
    Disposition, Fate, Finding, Findings, Pass, Place, ScanOptions, Scene, Site,
};

fn look(image: Image, base: Option<usize>, scan: ScanOptions) -> (Examined, Findings) {
    let (planted, limits) = (Planted::new(), Limits::default());
    let pass = Pass::new(image.layers.len(), &planted, scan, &limits);
    let options = Options {
        hash: true,
        ..Options::default()
    };
    let examined = examine(image, base, &options, &pass, &(), |_| ());
    assert_eq!(examined.errors, Vec::<String>::new());
    let scene = Scene {
        image: &examined.image,
        tree: &examined.tree,
        base_layers: examined.base.layers,
    };
    let findings = Findings::of(&pass, &scene);
    (examined, findings)
}

fn found(image: Image) -> Findings {
    look(image, None, ScanOptions::default()).1
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

/// `/app/x:2:5 in 0, deleted by 1` or `…, at /app/x /app/y`.
fn told(place: &Place) -> String {
    let path = text(&place.site.path());
    let layer = place
        .layer()
        .map_or("-".to_owned(), |layer| layer.to_string());
    let fate = match &place.fate {
        Fate::Visible(paths) => {
            let paths: Vec<String> = paths.iter().map(|path| text(path)).collect();
            format!("at {}", paths.join(" "))
        }
        Fate::Dead { cause, layer, path } => {
            format!("{} by {layer} ({})", cause.name(), text(path))
        }
    };
    format!("{path}:{}:{} in {layer}, {fate}", place.line, place.column)
}

fn of<'f>(findings: &'f Findings, name: &str) -> &'f Finding {
    let wanted = value(name);
    let mut all = findings.all.iter();
    all.find(|finding| finding.secret.expose() == wanted.as_bytes())
        .unwrap_or_else(|| panic!("{name} was not found"))
}

#[test]
fn every_fate_is_told() {
    let findings = found(image());
    for (name, places) in [
        (
            "visible",
            &[
                "/app/visible:2:5 in 0, at /app/visible /app/other-name",
                "/app/copy-of-visible:2:5 in 2, at /app/copy-of-visible",
            ][..],
        ),
        (
            "deleted",
            &["/app/deleted:2:5 in 0, deleted by 1 (/app/deleted)"],
        ),
        (
            "old",
            &["/app/overwritten:2:5 in 0, overwritten by 1 (/app/overwritten)"],
        ),
        ("new", &["/app/overwritten:2:5 in 1, at /app/overwritten"]),
        (
            "folder",
            &[
                "/app/folder/in-deleted-folder:2:5 in 0, deleted by 1 (/app/folder/in-deleted-folder)",
            ],
        ),
        (
            "opaque",
            &["/app/opaque/in-opaque-folder:2:5 in 0, deleted by 1 (/app/opaque/in-opaque-folder)"],
        ),
        (
            "shadowed",
            &["/app/shadowed/file:2:5 in 0, shadowed by 1 (/app/shadowed/file)"],
        ),
        // Its first name is gone, and the bytes are there all the same.
        ("linked", &["/app/linked:2:5 in 0, at /app/survivor"]),
        (
            "first-entry",
            &["/app/twice:2:5 in 2, duplicate-entry by 2 (/app/twice)"],
        ),
        ("second-entry", &["/app/twice:2:5 in 2, at /app/twice"]),
        ("large", &["/app/large.txt:60002:5 in 2, at /app/large.txt"]),
        (
            "member",
            &["/app/things.tar!conf/app.properties:2:5 in 2, at /app/things.tar"],
        ),
        ("binary", &["/app/program:1:65 in 2, at /app/program"]),
        (
            "variable",
            &[
                "config.Env[1]:1:5 in -, at ",
                "history[4].created_by:1:9 in -, at ",
            ],
        ),
        ("label", &["config.Labels[\"some.label\"]:1:1 in -, at "]),
        ("command", &["config.Cmd:1:13 in -, at "]),
        ("argument", &["history[3].created_by:1:12 in -, at "]),
    ] {
        let finding = of(&findings, name);
        let all: Vec<String> = finding.places.iter().map(told).collect();
        assert_eq!(all, places, "{name}");
        assert_eq!(finding.disposition(), Disposition::Actionable, "{name}");
    }
    assert_eq!(findings.all.len(), 18, "and the one of the reader");
    assert_eq!(findings.skipped.streamed, 1);
}

#[test]
fn the_step_that_set_a_variable_is_known() {
    let findings = found(image());
    let places = &of(&findings, "variable").places;
    for place in places {
        let Site::Config(config) = &place.site else {
            panic!("{place:?}");
        };
        assert_eq!(config.step, Some(4));
        assert_eq!(
            config.instruction.as_deref(),
            Some(&*format!("ENV KEY={}", value("variable")))
        );
    }
}

#[test]
fn a_secret_stays_the_same_when_it_moves() {
    let file = |path: &str, before: &str| -> Vec<Step> {
        let line = format!("{before}{}", value("moving"));
        vec![("COPY", Tar::new().file(path, line).end())]
    };
    let print = |steps| {
        found(image_of_steps(steps, |_| ())).all[0]
            .fingerprint
            .clone()
    };
    let here = print(file("a", ""));
    assert_eq!(here, print(file("some/where/else", "\n\nkey=")));
    let two = vec![("COPY", Tar::new().end()), file("b", "x ").remove(0)];
    assert_eq!(here, print(two));
    assert_eq!(here.len(), 32);
}

#[test]
fn contents_that_are_no_text_are_left_out_when_asked() {
    let (_, findings) = look(image(), None, ScanOptions { binaries: false });
    assert!(
        findings
            .all
            .iter()
            .all(|one| one.secret.expose() != value("binary").as_bytes())
    );
    assert_eq!(findings.skipped.binaries, 1);
}

#[test]
fn one_content_is_scanned_once_and_for_each_reader() {
    let same = "key=planted-nothing by reader";
    let steps = vec![(
        "COPY",
        Tar::new()
            .file("a", same)
            .file("b", same)
            .file("x/creds", same)
            .file("y/creds", same)
            .end(),
    )];
    let findings = found(image_of_steps(steps, |_| ()));
    let rules: Vec<(&str, usize)> = findings
        .all
        .iter()
        .map(|one| (one.rule.id.as_str(), one.places.len()))
        .collect();
    assert_eq!(rules, [("credentials", 2), ("planted", 2)]);
}

#[test]
fn an_archive_shares_what_its_members_and_other_files_hold() {
    let line = format!("key={}", value("shared"));
    let gzipped = |bytes: &[u8]| {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    };
    let packed = gzipped(format!("key={}", value("packed")).as_bytes());
    let inner = Tar::new()
        .file("in/conf", &line)
        .file("in/x.gz", &packed)
        .end();
    // The archive comes first, so that its members are met before the files.
    let tar = Tar::new()
        .file("a.tar", &inner)
        .file("b.tar.gz", gzipped(&inner));
    let tar = tar.file("conf", &line).file("x.gz", &packed);
    let findings = found(image_of_steps(vec![("COPY", tar.end())], |_| ()));
    let paths = |name: &str| -> Vec<String> {
        let places = of(&findings, name).places.iter();
        places.map(|place| text(&place.site.path())).collect()
    };
    assert_eq!(
        paths("shared"),
        ["/a.tar!in/conf", "/b.tar.gz!in/conf", "/conf"]
    );
    // One level deep and no deeper.
    assert_eq!(paths("packed"), ["/x.gz!x"]);
    assert_eq!(findings.skipped.nested, 2);
}

#[test]
fn the_presence_of_a_file_is_a_finding_of_its_own_place() {
    let steps = vec![(
        "COPY",
        Tar::new()
            .file("a.p12", "bytes")
            .file("b.p12", "bytes")
            .file("empty.p12", "")
            .end(),
    )];
    let findings = found(image_of_steps(steps, |_| ()));
    let places: Vec<String> = findings
        .all
        .iter()
        .map(|one| told(&one.places[0]))
        .collect();
    assert_eq!(
        places,
        ["/a.p12:0:0 in 0, at /a.p12", "/b.p12:0:0 in 0, at /b.p12"]
    );
}

/// A file with a secret and the database line that calls it shipped, each in a layer.
fn packaged(file_in: usize, line_in: usize, changed: bool) -> Image {
    let text = format!("key={}", value("shipped"));
    let sum = {
        use md5::Digest;
        let sum: [u8; 16] = md5::Md5::digest(text.as_bytes()).into();
        sum.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let stored = if changed { format!("{text} ") } else { text };
    let line = format!("{sum}  usr/share/tool/conf\n");
    let layer = |at: usize| {
        let mut tar = Tar::new().file("etc/os-release", "x");
        if at == file_in {
            tar = tar.file("usr/share/tool/conf", &stored);
        }
        if at == line_in {
            tar = tar.file("var/lib/dpkg/info/tool.md5sums", &line);
        }
        tar.end()
    };
    image_of_steps(
        vec![
            ("ADD base", layer(0)),
            ("RUN apt", layer(1)),
            ("COPY", layer(2)),
        ],
        |_| (),
    )
}

#[test]
fn only_databases_of_the_base_say_that_a_file_is_shipped() {
    for (file_in, line_in, changed, base, disposition, claimed) in [
        (0, 0, false, 1, Disposition::Package, None),
        (0, 0, true, 1, Disposition::Actionable, None),
        // Stored again above the base, and still what the base ships.
        (2, 0, false, 1, Disposition::Package, None),
        // Who adds a secret can add the line, too.
        (1, 1, false, 1, Disposition::Actionable, Some(1)),
        (0, 1, false, 1, Disposition::Actionable, Some(1)),
        (1, 1, false, 2, Disposition::Package, None),
        (0, 0, false, 0, Disposition::Actionable, Some(0)),
    ] {
        let image = packaged(file_in, line_in, changed);
        let (_, findings) = look(image, Some(base), ScanOptions::default());
        let place = &of(&findings, "shipped").places[0];
        let case = format!("file {file_in}, line {line_in}, changed {changed}, base {base}");
        assert_eq!(place.disposition, disposition, "{case}");
        let said = claimed.map(|layer| ("tool (dpkg)".to_owned(), layer));
        assert_eq!(place.claimed, said, "{case}");
    }
}

#[test]
fn a_copy_of_what_the_base_shipped_is_public_wherever_it_lies() {
    let text = format!("key={}", value("copied"));
    let sum = {
        use md5::Digest;
        let sum: [u8; 16] = md5::Md5::digest(text.as_bytes()).into();
        sum.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let inner = Tar::new().file("usr/share/conf", &text).end();
    let changed = Tar::new().file("usr/share/conf", format!("{text}\n")).end();
    let base = Tar::new().file("usr/share/conf", &text).file(
        "var/lib/dpkg/info/tool.md5sums",
        format!("{sum}  usr/share/conf\n"),
    );
    let above = Tar::new()
        .file("opt/copy", &text)
        .file("opt/root.tar", &inner)
        .file("opt/changed.tar", &changed);
    let steps = vec![("ADD", base.end()), ("COPY", above.end())];
    let findings = found(image_of_steps(steps, |_| ()));
    let places: Vec<(String, &str, Disposition)> = of(&findings, "copied")
        .places
        .iter()
        .map(|place| (text_of(place), place.reason.as_str(), place.disposition))
        .collect();
    let copy = "copy of an unchanged file of the package tool (dpkg)";
    let own = "unchanged file of the package tool (dpkg)";
    let place = |path: &str, reason, disposition| (path.to_owned(), reason, disposition);
    assert_eq!(
        places,
        [
            place(
                "/opt/changed.tar!usr/share/conf",
                "",
                Disposition::Actionable
            ),
            place("/usr/share/conf", own, Disposition::Package),
            place("/opt/copy", copy, Disposition::Package),
            place("/opt/root.tar!usr/share/conf", copy, Disposition::Package),
        ]
    );
}

fn text_of(place: &Place) -> String {
    text(&place.site.path())
}

#[test]
fn a_large_file_of_a_package_is_read_again_for_its_digest() {
    let text = format!("{}key={}", "x\n".repeat(3 << 20), value("large-package"));
    let sum = {
        use md5::Digest;
        let sum: [u8; 16] = md5::Md5::digest(text.as_bytes()).into();
        sum.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let tar = Tar::new().file("opt/tool", &text).file(
        "var/lib/dpkg/info/tool.md5sums",
        format!("{sum}  opt/tool\n"),
    );
    let findings = found(image_of_steps(vec![("ADD", tar.end())], |_| ()));
    assert_eq!(
        of(&findings, "large-package").disposition(),
        Disposition::Package
    );
}

#[test]
fn a_finding_counts_as_the_most_urgent_of_its_places() {
    let line = format!("key={}", value("both"));
    let allowed = format!("key={} layerscope:allow", value("allowed"));
    let tar = Tar::new()
        .file("app/tests/conf", &line)
        .file("app/conf", &line)
        .file("app/tests/other", value("test-only"))
        .file("app/allowed", &allowed);
    let findings = found(image_of_steps(vec![("COPY", tar.end())], |_| ()));
    let both = of(&findings, "both");
    let dispositions: Vec<Disposition> = both.places.iter().map(|one| one.disposition).collect();
    assert_eq!(
        dispositions,
        [Disposition::Actionable, Disposition::Example]
    );
    assert_eq!(both.disposition(), Disposition::Actionable);
    let test_only = of(&findings, "test-only");
    assert_eq!(test_only.disposition(), Disposition::Example);
    assert_eq!(test_only.places[0].reason, "lies below tests");
    assert_eq!(of(&findings, "allowed").disposition(), Disposition::Ignored);
    assert_eq!(findings.actionable().count(), 1);
}
