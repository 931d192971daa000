//! What the demo's layers hold, step by step, as a Dockerfile would have made them.

use super::tar::Tar;

/// One layer: the instruction that made it and its tar.
pub(super) struct Step {
    pub(super) instruction: &'static str,
    pub(super) tar: Vec<u8>,
}

/// When it was all built.
pub(super) const DATE: &str = "2024-05-01T08:00:00Z";
const SECONDS: u64 = 1_714_550_400;
const ROOT: (u32, u32) = (0, 0);
const APP: (u32, u32) = (1000, 1000);

/// The layers, lowest first.
pub(super) fn steps() -> Vec<Step> {
    vec![
        step(
            "/bin/sh -c #(nop) ADD file:demo-root-filesystem in / ",
            base(tar(ROOT)),
        ),
        step(
            "RUN /bin/sh -c apt-get update && apt-get install -y libserve # buildkit",
            packages(tar(ROOT)),
        ),
        step("COPY app /srv/app # buildkit", app(tar(ROOT))),
        step(
            "RUN /bin/sh -c chown -R app:app /srv/app # buildkit",
            app(tar(APP)),
        ),
        step(
            "COPY deploy/credentials /root/.aws/credentials # buildkit",
            credentials(tar(ROOT)),
        ),
        step(
            "RUN /bin/sh -c fetch-assets && rm -r /root/.aws/credentials /var/cache/packages/* # buildkit",
            clean_up(tar(ROOT)),
        ),
        step(
            "RUN /bin/sh -c mv assets/* /usr/share/assets && ln -sfn /usr/share/assets assets # buildkit",
            assets_moved(tar(ROOT)),
        ),
        step("COPY release / # buildkit", release(tar(APP))),
    ]
}

fn step(instruction: &'static str, tar: Tar) -> Step {
    Step {
        instruction,
        tar: tar.end(),
    }
}

fn tar(owner: (u32, u32)) -> Tar {
    Tar::new(owner, SECONDS)
}

fn base(tar: Tar) -> Tar {
    tar.dir("bin/")
        .file("bin/busybox", 0o755, &filler(1, 180_000))
        .hard_link("bin/sh", "bin/busybox")
        .hard_link("bin/ls", "bin/busybox")
        .dir("etc/")
        .file("etc/os-release", 0o644, b"NAME=\"demo\"\nVERSION=\"1\"\n")
        .file("etc/passwd", 0o644, b"root:x:0:0:root:/root:/bin/sh\n")
        .dir("root/")
        .dir("srv/")
        .dir("usr/")
        .dir("usr/share/")
        .file(
            "usr/share/license.txt",
            0o644,
            &prose("Do with this demo what you like.", 40),
        )
        .dir("var/")
        .dir("var/cache/")
}

fn packages(tar: Tar) -> Tar {
    tar.dir("usr/lib/")
        .file("usr/lib/libserve.so.2", 0o755, &filler(2, 90_000))
        .symlink("usr/lib/libserve.so", "libserve.so.2")
        .dir("var/cache/packages/")
        .file(
            "var/cache/packages/index",
            0o644,
            &prose("Package: libserve", 900),
        )
        .file(
            "var/cache/packages/libserve_2.pkg",
            0o644,
            &filler(3, 64_000),
        )
        .file(
            "etc/passwd",
            0o644,
            b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/srv/app:/bin/sh\n",
        )
}

fn app(tar: Tar) -> Tar {
    tar.dir("srv/app/")
        .dir("srv/app/bin/")
        .file("srv/app/bin/server", 0o755, &filler(4, 120_000))
        .dir("srv/app/assets/")
        .file(
            "srv/app/assets/logo.svg",
            0o644,
            &prose("<circle r=\"7\"/>", 250),
        )
        .file(
            "srv/app/assets/theme.css",
            0o644,
            &prose("a { color: teal }", 120),
        )
        .file(
            "srv/app/LICENSE",
            0o644,
            &prose("Do with this demo what you like.", 40),
        )
        .file("srv/app/CHANGES", 0o644, &prose("* Nothing yet.", 20))
}

fn credentials(tar: Tar) -> Tar {
    let text = format!(
        "# Made up for this demo; no such key is valid.\n[default]\n\
         aws_access_key_id = {}\naws_secret_access_key = {}\n",
        super::PLANTED_ID,
        super::PLANTED
    );
    tar.dir("root/.aws/")
        .file("root/.aws/credentials", 0o600, text.as_bytes())
}

fn clean_up(tar: Tar) -> Tar {
    tar.whiteout("root/.aws/credentials")
        .dir("var/cache/packages/")
        .file("var/cache/packages/.wh..wh..opq", 0o644, b"")
        .owned_by(APP)
        .dir("srv/app/")
        .owned_by(ROOT)
        .dir("srv/app/data/")
        .file("srv/app/data/fetched.bin", 0o644, &filler(5, 30_000))
}

fn assets_moved(tar: Tar) -> Tar {
    tar.dir("usr/share/assets/")
        .file(
            "usr/share/assets/logo.svg",
            0o644,
            &prose("<circle r=\"7\"/>", 250),
        )
        .file(
            "usr/share/assets/theme.css",
            0o644,
            &prose("a { color: teal }", 120),
        )
        .owned_by(APP)
        .dir("srv/app/")
        .owned_by(ROOT)
        .symlink("srv/app/assets", "/usr/share/assets")
}

fn release(tar: Tar) -> Tar {
    tar.dir("srv/app/")
        .file(
            "srv/app/CHANGES",
            0o644,
            &prose("* First draft of the notes.", 30),
        )
        .file(
            "srv/app/NOTICE",
            0o644,
            &prose("Do with this demo what you like.", 40),
        )
        .file("srv/app/CHANGES", 0o644, &prose("* First release.", 25))
}

/// `lines` lines of the same text, numbered.
fn prose(line: &str, lines: usize) -> Vec<u8> {
    let numbered = (1..=lines).map(|number| format!("{line} ({number})\n"));
    numbered.collect::<String>().into_bytes()
}

/// `len` bytes that look like a program: the same for the same seed.
fn filler(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    };
    (0..len).map(step).collect()
}
