use layerscope::{analysis, image::*, layer};
use std::sync::Arc;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let read = |p: String| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(p).unwrap()).unwrap()
    };
    let blob = |d: &str| format!("{dir}/blobs/sha256/{}", &d[7..]);
    let index = read(format!("{dir}/index.json"));
    let m = read(blob(index["manifests"][0]["digest"].as_str().unwrap()));
    let c = read(blob(m["config"]["digest"].as_str().unwrap()));
    let layers = m["layers"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(i, l)| {
            let d = l["digest"].as_str().unwrap();
            let f = std::fs::File::open(blob(d)).unwrap();
            let len = f.metadata().unwrap().len();
            Layer {
                digest: Some(Digest::parse(d).unwrap()),
                size: l["size"].as_u64(),
                diff_id: Some(Digest::parse(c["rootfs"]["diff_ids"][i].as_str().unwrap()).unwrap()),
                ..Layer::bare(Blob::new(Arc::new(f), 0, len, d))
            }
        })
        .collect();
    let image = Image {
        names: vec![],
        manifest_digest: None,
        config_digest: None,
        platform: Platform::default(),
        format: "OCI layout",
        layers,
        created: None,
        author: None,
        config: c.clone(),
        attestations: vec![],
        base: None,
        warnings: vec![],
        mismatches: vec![],
    };
    let full = std::env::var("FULL").is_ok();
    let t = std::time::Instant::now();
    let x = analysis::examine(
        image,
        None,
        &layer::Options {
            verify: full,
            hash: full,
            ..Default::default()
        },
        &layer::NoSinks,
        &(),
        |_| (),
    );
    println!(
        "{:?} entries {} nodes {} total {} live {} wasted {} eff {} user {}",
        t.elapsed(),
        x.entries(),
        x.tree.len(),
        x.accounting.total,
        x.accounting.live,
        x.accounting.wasted,
        x.accounting.efficiency(),
        x.accounting.user_wasted_percent()
    );
    println!(
        "errors {:?} mismatches {:?} warnings {:?}",
        x.errors,
        x.mismatches,
        x.warnings
            .iter()
            .map(|w| format!("{:?} {} {}", w.layer, w.kind.name(), w.message))
            .collect::<Vec<_>>()
    );
    for w in x.accounting.waste.iter().take(12) {
        println!(
            "  {:>10} {}x {} {} in {:?} by {:?}",
            w.bytes,
            w.count,
            w.cause.name(),
            layerscope::text::escape_bytes(&x.tree.path(w.node)),
            w.stored_in,
            w.caused_by
        );
    }
    println!(
        "dups {:?}",
        x.duplicates
            .as_ref()
            .map(|d| (d.len(), d.iter().map(|d| d.extra()).sum::<u64>()))
    );
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", s.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
