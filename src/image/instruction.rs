//! `created_by` without the builder's noise, for a line on a screen.
//!
//! Classic Docker and buildah record what they ran (`/bin/sh -c …`, or a `#(nop)` behind it for
//! steps that run nothing, and `|2 A=x B=y` before it for build arguments); BuildKit records the
//! instruction and marks it `# buildkit`. Details show the whole text; this is for lists.

/// The instruction as one would write it in a Dockerfile, as far as it can be told, on one line.
#[must_use]
pub fn short(created_by: &str) -> String {
    let line = created_by.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.strip_suffix("# buildkit").unwrap_or(&line).trim_end();
    let (run, rest) = match line.strip_prefix("RUN ") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    match behind_shell(without_arguments(rest)) {
        Some(nop) if nop.starts_with("#(nop)") => nop["#(nop)".len()..].trim_start().to_owned(),
        Some(command) => format!("RUN {command}"),
        // `RUN ["/app", "x"]` with build arguments: the command follows them without a shell,
        // and where the arguments end cannot be told.
        None if run => line.to_owned(),
        None => rest.to_owned(),
    }
}

/// What stands behind `|N ARG=value …`, where a shell shows where the values end.
fn without_arguments(line: &str) -> &str {
    let counted = line.strip_prefix('|').and_then(|rest| {
        let (count, rest) = rest.split_once(' ')?;
        count.parse::<u32>().ok().map(|_| rest)
    });
    let Some(rest) = counted else {
        return line;
    };
    let starts = rest.match_indices(' ').map(|(at, _)| &rest[at + 1..]);
    std::iter::once(rest)
        .chain(starts)
        .find(|from| behind_shell(from).is_some())
        .unwrap_or(line)
}

/// The command given to a shell, when the line begins with one.
fn behind_shell(line: &str) -> Option<&str> {
    if let Some(command) = line.strip_prefix("cmd /S /C ") {
        return Some(command);
    }
    let (shell, mut rest) = line.split_once(' ')?;
    let is_shell = shell.starts_with('/')
        && matches!(
            shell.rsplit('/').next(),
            Some("sh" | "bash" | "ash" | "dash" | "zsh" | "busybox")
        );
    if !is_shell {
        return None;
    }
    // Options such as `-o pipefail` or `-eux` may come before the one that takes the command.
    for _ in 0..4 {
        let (word, more) = rest.split_once(' ')?;
        if word.starts_with('-') && !word.starts_with("--") && word.ends_with('c') {
            return Some(more);
        }
        rest = more;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn the_builders_noise_goes_and_the_instruction_stays() {
        for (recorded, shown) in [
            // Classic Docker.
            (
                "/bin/sh -c #(nop)  ENV APP_ENV=production",
                "ENV APP_ENV=production",
            ),
            (
                "/bin/sh -c #(nop) COPY dir:83741f17 in / ",
                "COPY dir:83741f17 in /",
            ),
            ("/bin/sh -c #(nop)  CMD [\"/hello\"]", "CMD [\"/hello\"]"),
            ("/bin/sh -c touch /foo/bar", "RUN touch /foo/bar"),
            (
                "|2 VERSION=1.2 NAME=a b /bin/sh -c apt-get update &&\tapt-get install -y x",
                "RUN apt-get update && apt-get install -y x",
            ),
            (
                "/bin/bash -o pipefail -c curl x | tar -x",
                "RUN curl x | tar -x",
            ),
            ("/bin/ash -eo pipefail -c true", "RUN true"),
            ("cmd /S /C #(nop)  EXPOSE 80", "EXPOSE 80"),
            // BuildKit.
            ("COPY rootfs/ / # buildkit", "COPY rootfs/ /"),
            ("EXPOSE [8080/tcp]", "EXPOSE [8080/tcp]"),
            ("WORKDIR /app", "WORKDIR /app"),
            (
                "HEALTHCHECK &{[\"CMD\" \"/op\"] \"0s\"}",
                "HEALTHCHECK &{[\"CMD\" \"/op\"] \"0s\"}",
            ),
            (
                "RUN /op mkdir /app/data ; write /app/data/row2 two\n # buildkit",
                "RUN /op mkdir /app/data ; write /app/data/row2 two",
            ),
            (
                "RUN /bin/sh -c make\n\tinstall # buildkit",
                "RUN make install",
            ),
            ("RUN |1 TAG=x /bin/sh -c make # buildkit", "RUN make"),
            (
                "RUN |1 TAG=x /app install # buildkit",
                "RUN |1 TAG=x /app install",
            ),
            // Others, which record what they like.
            ("/op fill /tmp.bin 20000", "/op fill /tmp.bin 20000"),
            ("bazel build ...", "bazel build ..."),
            ("/bin/sh", "/bin/sh"),
            ("/bin/sh -c", "/bin/sh -c"),
            ("/bin/bash script.sh", "/bin/bash script.sh"),
            ("|x", "|x"),
            ("", ""),
        ] {
            assert_eq!(short(recorded), shown, "{recorded}");
        }
    }
}
