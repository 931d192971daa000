use layerscope::{image::Blob, layer};
fn main() {
    for path in std::env::args().skip(1) {
        let file = std::fs::File::open(&path).unwrap();
        let len = file.metadata().unwrap().len();
        let blob = Blob::new(std::sync::Arc::new(file), 0, len, path.clone());
        let t = std::time::Instant::now();
        let full = std::env::var("FULL").is_ok();
        let got = layer::list(
            &blob,
            &layer::Options {
                verify: full,
                hash: full,
                ..Default::default()
            },
        );
        println!(
            "{path}: {} entries {} bytes {:?} err={:?} warn={:?}",
            got.index.entries.len(),
            got.index.size(),
            t.elapsed(),
            got.error,
            got.warnings.iter().map(|w| &w.message).collect::<Vec<_>>()
        );
        if std::env::var("SHOW").is_ok() {
            for e in &got.index.entries {
                println!(
                    "  {:?} {} {}",
                    e.kind,
                    layerscope::text::escape_bytes(&got.index.path(e)),
                    e.size
                );
            }
        }
    }
}
