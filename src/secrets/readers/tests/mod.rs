//! Each kind of file with what it holds and a twin that holds nothing. All values are made up.

mod accounts;
mod cloud;
mod commands;
mod frameworks;
mod keys;
mod packages;
mod programs;
mod robust;

use super::*;

/// A path, a content, and the hits wanted in it as `rule:line:value`.
type Case<'a> = (&'a str, &'a str, &'a [&'a str]);

fn hits(path: &str, content: &[u8]) -> Vec<Hit> {
    let mut hits = vec![];
    if let Some(reader) = reader_for(path.as_bytes()) {
        reader.read(
            path.as_bytes(),
            content,
            &crate::limits::Limits::default(),
            &mut |hit| hits.push(hit),
        );
    }
    hits
}

fn told(hit: &Hit) -> String {
    let value = String::from_utf8_lossy(hit.secret.expose());
    format!("{}:{}:{value}", hit.rule.id, hit.line)
}

/// The hit's place is where it says, and what stands there is the value or what encodes it.
fn placed(path: &str, content: &[u8], hit: &Hit) {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let before = &content[..start];
    let line = before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
    let begin = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    assert_eq!(
        (hit.line, hit.column),
        (line, (start - begin) as u64 + 1),
        "{path}: {hit:?}"
    );
    let raw = &content[start..end];
    let note = hit.note.as_deref().unwrap_or_default();
    let as_it_is = raw == hit.secret.expose() || note.contains("base64") || raw.contains(&b'\\');
    let escaped = raw.contains(&b'&')
        || raw.contains(&b'\n')
        || raw.windows(2).any(|pair| pair == b"''")
        || path.contains("npmrc");
    assert!(
        as_it_is || escaped,
        "{path}: {:?}",
        String::from_utf8_lossy(raw)
    );
}

fn check(cases: &[Case<'_>]) {
    for (path, content, wanted) in cases {
        let found = hits(path, content.as_bytes());
        let told: Vec<String> = found.iter().map(told).collect();
        assert_eq!(told, *wanted, "{path}\n{content}");
        for hit in &found {
            placed(path, content.as_bytes(), hit);
            assert_eq!(hit.example, None, "{path}: {hit:?}");
        }
    }
}

#[test]
fn a_rule_is_named_once_and_documented() {
    let mut names: Vec<String> = rules().iter().map(|rule| rule.id.clone()).collect();
    assert!(rules().iter().all(|rule| !rule.title.is_empty()));
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn every_pattern_finds_its_own_row() {
    // A pattern that another one of the same weight hides would never be asked.
    let mut hidden = vec![];
    for row in rows::all() {
        for pattern in row.paths.split_ascii_whitespace() {
            let name = pattern.replace('*', "x1").replace("%20", " ");
            assert_eq!(pattern, pattern.to_lowercase(), "{}", row.id);
            let found = reader_for(name.as_bytes()).map(|reader| reader.id);
            let dirs = pattern.rsplit_once('/').map_or("", |(dirs, _)| dirs);
            if found.is_none() || pattern.matches('*').count() > 1 || dirs.contains('*') {
                hidden.push(format!("{pattern} of {} is never found", row.id));
            } else if !pattern.contains('*') && found != Some(row.id) {
                hidden.push(format!(
                    "{pattern}: {} and {}",
                    row.id,
                    found.unwrap_or_default()
                ));
            }
        }
    }
    assert_eq!(hidden, [""; 0]);
}
