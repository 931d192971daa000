//! A row for scripts: one JSON object.

use std::io::{self, Write};

use base64::Engine;
use serde::Serialize;

use super::Row;
use crate::image::push_hex;
use crate::report::json::PathText;

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    path: PathText,
    #[serde(rename = "type")]
    kind: &'static str,
    mode: String,
    uid: u32,
    gid: u32,
    size: u64,
    mtime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_b64: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hard_link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<[u32; 2]>,
    layer: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

pub(super) fn write(out: &mut dyn Write, row: &Row<'_>) -> io::Result<()> {
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let exact = row
        .target
        .filter(|target| std::str::from_utf8(target).is_err());
    let line = Line {
        path: PathText::new(&row.path),
        kind: row.type_name(),
        mode: format!("{:04o}", row.mode),
        uid: row.uid,
        gid: row.gid,
        size: row.size,
        mtime: row.time(),
        target: row.target.map(lossy),
        target_b64: exact.map(|target| base64::engine::general_purpose::STANDARD.encode(target)),
        hard_link: row.hard_link.map(lossy),
        links: row.links,
        device: row.device.map(|(major, minor)| [major, minor]),
        layer: row.layer,
        state: row
            .state
            .as_ref()
            .map(|state| state.change.map(|change| change.name())),
        label: row
            .state
            .as_ref()
            .and_then(|state| state.label)
            .map(|label| label.name()),
        sha256: row.sha256.map(|hash| {
            let mut hex = String::with_capacity(64);
            push_hex(&mut hex, &hash);
            hex
        }),
    };
    serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
