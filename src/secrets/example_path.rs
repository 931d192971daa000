//! What a path says of a finding: that it lies among examples or tests, or in the code of an
//! installed package.
//!
//! The first holds for all findings. The second is about guesses, and what reaches little: a
//! library's code and documents are full of words such as `password = "..."` and of hashes that
//! show a format, and everybody has them. A provider's token, a private key or an entry of a
//! credential file counts wherever it lies.

use super::{Confidence, Hit, Severity};

/// Names of directories that hold no secrets of the one who built the image.
const FOLDERS: &[&[u8]] = &[
    b"test",
    b"tests",
    b"testdata",
    b"test-data",
    b"test_data",
    b"testing",
    b"testsuite",
    b"__tests__",
    b"fixture",
    b"fixtures",
    b"__fixtures__",
    b"mock",
    b"mocks",
    b"__mocks__",
    b"spec",
    b"specs",
    b"example",
    b"examples",
    b"sample",
    b"samples",
    b"demo",
    b"demos",
    b"doc",
    b"docs",
    b"documentation",
    b"man",
    b"tutorial",
    b"tutorials",
    b"dummyserver",
];

/// Endings of files that show how something is done, or declare types and hold no values.
const ENDINGS: &[&[u8]] = &[
    b".example",
    b".sample",
    b".dist",
    b".template",
    b".tmpl",
    b".md",
    b".rst",
    b".adoc",
    b".example.env",
    b".pod",
    b".d.ts",
    b".d.mts",
    b".d.cts",
    b".pyi",
    // What a Python package says of itself is its README (core metadata, "Description").
    b"pkg-info",
];

/// Words of a file's name that make it an example, whatever its ending.
const SHOWING: &[&[u8]] = &[
    b"example",
    b"examples",
    b"sample",
    b"samples",
    b"fixture",
    b"fixtures",
    b"mock",
    b"mocks",
    b"dummy",
];

/// Words at the edge of a program's name that make it a test.
const TESTING: &[&[u8]] = &[
    b"test",
    b"tests",
    b"spec",
    b"specs",
    b"unittest",
    b"testcase",
];

/// Endings of programs. A `settings.test.json` or a `.env.test` may hold what a test really uses.
const PROGRAMS: &[&[u8]] = &[
    b"c", b"cc", b"cjs", b"cpp", b"cs", b"ex", b"exs", b"go", b"h", b"java", b"js", b"jsx", b"kt",
    b"mjs", b"php", b"pl", b"pm", b"py", b"rb", b"rs", b"scala", b"swift", b"t", b"ts", b"tsx",
];

/// Directories below which package managers put other people's work.
const PACKAGES: &[&[u8]] = &[
    b"node_modules",
    b"bower_components",
    b"_cacache",
    b"site-packages",
    b"dist-packages",
    b"gems",
    b"vendor",
];

/// The same, where it takes more than one name.
const BRANCHES: &[&[u8]] = &[
    b"/pkg/mod/",
    b"/.cargo/registry/",
    b"/.m2/repository/",
    b"/.gradle/caches/",
    b"/.rustup/toolchains/",
    b"/usr/local/go/",
    b"/usr/local/include/",
    b"/usr/include/",
    b"/usr/lib/",
    b"/usr/libexec/",
    b"/usr/share/",
    b"/usr/src/linux-",
    b"/var/lib/apt/lists/",
    b"/var/lib/dpkg/",
];

/// Directories below those of packages that hold what somebody set up here.
const SET_UP: &[&[u8]] = &[
    b"conf",
    b"config",
    b"html",
    b"htdocs",
    b"public",
    b"public_html",
    b"webapps",
    b"www",
];

/// Endings of files that are set up.
const SETTINGS: &[&[u8]] = &[
    b"cfg",
    b"cnf",
    b"conf",
    b"env",
    b"ini",
    b"properties",
    b"tfvars",
];

/// Why what lies at this path (no leading slash) is an example or test data: a whole segment of
/// it says so, or its name. A `testing-tools` or a `contest` says nothing.
#[must_use]
pub fn example_path(path: &[u8]) -> Option<String> {
    let folded = path.to_ascii_lowercase();
    let shown = crate::text::escape_bytes;
    let (folders, name) = split(&folded);
    let mut segments = folders.split(|&byte| byte == b'/');
    if let Some(segment) = segments.find(|segment| FOLDERS.contains(segment)) {
        return Some(format!("it lies in a directory '{}'", shown(segment)));
    }
    if let Some(ending) = ENDINGS.iter().find(|ending| name.ends_with(ending)) {
        return Some(format!("its name ends in '{}'", shown(ending)));
    }
    let word = word_of_example(name).or_else(|| word_of_test(name, split(path).1))?;
    Some(format!("its name says '{}'", shown(word)))
}

/// Why a guess, or what reaches little (a password's hash, a signed claim), in the file at this
/// path (no leading slash) is an example: it lies in the code of an installed package, or with
/// what a distribution ships.
pub(super) fn library(hit: &Hit, path: &[u8]) -> Option<String> {
    let guess = hit.confidence < Confidence::High;
    if !guess && hit.severity > Severity::Medium {
        return None;
    }
    let folded = [b"/", &path.to_ascii_lowercase()[..]].concat();
    let (folders, name) = split(&folded);
    let segments = || folders.split(|&byte| byte == b'/');
    let ending = name.rsplit(|&byte| byte == b'.').next().unwrap_or(name);
    if name.starts_with(b".env") || name.ends_with(b".env") {
        return None;
    }
    let told = |place: &[u8]| {
        let place = crate::text::escape_bytes(place);
        let what = if guess { "a guess" } else { "of little reach" };
        Some(format!("{what}, in an installed package ('{place}')"))
    };
    if let Some(place) = segments().find(|segment| PACKAGES.contains(segment)) {
        return told(place);
    }
    if SETTINGS.contains(&ending) || segments().any(|segment| SET_UP.contains(&segment)) {
        return None;
    }
    if let Some(place) = segments().find(|segment| is_standard_library(segment)) {
        return told(place);
    }
    let place = BRANCHES
        .iter()
        .find(|branch| memchr::memmem::find(&folded, branch).is_some())?;
    told(place.trim_ascii())
}

/// `python3.13`, where its standard library lies.
fn is_standard_library(segment: &[u8]) -> bool {
    let version = segment.strip_prefix(b"python").unwrap_or_default();
    version.first() == Some(&b'3') && version.contains(&b'.')
}

/// A word of the name that says example, the dots of its endings included: `acm.examples.json`,
/// `settings-sample.py`.
fn word_of_example(name: &[u8]) -> Option<&[u8]> {
    words(name).find(|word| SHOWING.contains(word))
}

/// The first or last word of a program's name, when it says test: `test_login.py`, `login.spec.ts`,
/// `LoginTest.java`. `given`: the name as it was given.
fn word_of_test<'n>(name: &'n [u8], given: &[u8]) -> Option<&'n [u8]> {
    let dot = memchr::memrchr(b'.', name)?;
    let (stem, ending) = (&name[..dot], &name[dot + 1..]);
    if !PROGRAMS.contains(&ending) {
        return None;
    }
    let edges = [words(stem).next(), words(stem).last()];
    let edge = edges
        .into_iter()
        .flatten()
        .find(|word| TESTING.contains(word));
    let joined = || {
        let ends = [&b"Test"[..], b"Tests", b"Spec"];
        let end = ends.iter().find(|end| given[..dot].ends_with(end))?;
        name.get(dot - end.len()..dot)
    };
    edge.or_else(joined)
}

fn words(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = name.split(|byte| !byte.is_ascii_alphabetic());
    words.filter(|word| !word.is_empty())
}

fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memrchr(b'/', path) {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (&[], path),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_whole_segment_or_the_name_makes_a_path_an_example() {
        for (path, example) in [
            ("usr/lib/x/tests/certs/key.pem", true),
            ("app/Examples/a.env", true),
            ("app/testing-tools/.env", false),
            ("opt/my-test/.env", false),
            ("contest/key", false),
            ("tests", false),
            ("app/.env.example", true),
            ("app/readme.md", true),
            ("app/.env", false),
            ("sdk/data/examples-1.json", true),
            ("sdk/apis/acm-2015.examples.json", true),
            ("sdk/clients/acm.d.ts", true),
            ("app/settings_sample.py", true),
            ("app/test.js", true),
            ("app/test_login.py", true),
            ("app/login_test.go", true),
            ("app/login.spec.ts", true),
            ("app/LoginTest.java", true),
            ("app/latest.js", false),
            ("app/contest.py", false),
            ("app/attest/run.py", false),
            ("app/.env.test", false),
            ("app/settings.test.json", false),
            ("app/test-runner-settings.py", true),
            ("app/examplesoft.conf", false),
        ] {
            assert_eq!(example_path(path.as_bytes()).is_some(), example, "{path}");
        }
    }

    #[test]
    fn guesses_in_packages_are_examples_and_what_is_sure_or_set_up_is_not() {
        let rule = Arc::new(crate::secrets::test_rule("a"));
        for (path, sure, guess) in [
            ("app/node_modules/x/lib/a.js", false, true),
            ("root/.npm/_cacache/content-v2/sha512/aa/bb", false, true),
            ("usr/lib/python3/dist-packages/x/a.py", false, true),
            ("usr/lib/python3.11/urllib/request.py", false, true),
            ("opt/python/lib/python3.13/smtplib.py", false, true),
            ("usr/share/perl/5.40/x.pm", false, true),
            ("root/go/pkg/mod/x/a.go", false, true),
            ("var/lib/apt/lists/translation", false, true),
            ("app/src/a.py", false, false),
            ("usr/src/app/a.js", false, false),
            ("usr/share/nginx/html/a.php", false, false),
            ("usr/share/elasticsearch/config/a.yml", false, false),
            ("usr/lib/x/x.conf", false, false),
            ("app/node_modules/x/.env", false, false),
            ("app/node_modules/x/.env.production", false, false),
            ("app/python3/a.py", false, false),
        ] {
            for high in [sure, true] {
                let mut hit = Hit::new(&rule, b"made-up", 0);
                hit.confidence = match high {
                    true => Confidence::High,
                    false => Confidence::Medium,
                };
                let told = library(&hit, path.as_bytes());
                assert_eq!(told.is_some(), guess && !high, "{path} {high}");
                hit.severity = Severity::Medium;
                let told = library(&hit, path.as_bytes());
                assert_eq!(told.is_some(), guess, "{path} {high}, of little reach");
            }
        }
    }
}
