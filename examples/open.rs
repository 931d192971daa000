use layerscope::{analysis, layer, source};
fn main() {
    for path in std::env::args().skip(1) {
        let t = std::time::Instant::now();
        let full = std::env::var("FULL").is_ok();
        let opened = source::parse_reference(&path, None).and_then(|r| {
            source::open(
                &r,
                &source::OpenOptions {
                    image: std::env::var("IMAGE").ok(),
                    ..Default::default()
                },
            )
        });
        let opened = match opened {
            Ok(o) => o,
            Err(e) => {
                println!("{path}: ERROR {e}");
                continue;
            }
        };
        let o = t.elapsed();
        let x = analysis::examine(
            opened.image,
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
            "{path}: {:?} {:?} {} layers, entries {} total {} live {} wasted {} eff {:.6} {:?} {:?}",
            o,
            t.elapsed(),
            x.layers.len(),
            x.entries(),
            x.accounting.total,
            x.accounting.live,
            x.accounting.wasted,
            x.accounting.efficiency(),
            opened.choice,
            x.layers
                .iter()
                .map(|l| l.facts.verified.map_or('?', |v| if v { 'y' } else { 'N' }))
                .collect::<String>()
        );
        if std::env::var("Q").is_err() {
            for e in &x.errors {
                println!("    error {e}");
            }
            for e in &x.mismatches {
                println!("    mismatch {e}");
            }
            for w in &x.warnings {
                println!(
                    "    warning {:?} {} {}",
                    w.layer,
                    w.kind.name(),
                    layerscope::text::escape(&w.message)
                );
            }
        }
        let s = std::fs::read_to_string("/proc/self/status").unwrap();
        if std::env::var("MEM").is_ok() {
            println!("{}", s.lines().find(|l| l.starts_with("VmHWM")).unwrap());
        }
    }
}
