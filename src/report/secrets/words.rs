//! Turns of phrase about secrets that several formats share. All are escaped, and none holds a
//! value unless it was asked for.

use super::Secrets;
use crate::report::phrases::{count, instruction_of, said};
use crate::secrets::{Fate, Finding, Place, Site, Skipped};
use crate::text::{escape, escape_bytes};
use crate::tree::Cause;

/// The value: masked, or whole where it was asked for.
pub(super) fn value(secrets: &Secrets<'_>, finding: &Finding) -> String {
    match secrets.show {
        true => escape_bytes(finding.secret.expose()).into_owned(),
        false if finding.secret.expose().is_empty() => String::new(),
        false => finding.secret.masked(),
    }
}

/// The masked value behind a blank; nothing where there is no value.
pub(super) fn mask(finding: &Finding) -> String {
    match finding.secret.expose() {
        [] => String::new(),
        _ => format!(" {}", finding.secret.masked()),
    }
}

/// `/app/.env:3:7`, without what is not known.
pub(crate) fn spot(place: &Place) -> String {
    let path = place.site.path();
    let path = escape_bytes(&path);
    match (&place.site, place.line) {
        (_, 0) => path.into_owned(),
        (Site::Config(_), 1) => path.into_owned(),
        (_, line) => format!("{path}:{line}:{}", place.column),
    }
}

/// `layer 4: COPY .env /app/.env`, or which step of the build.
pub(super) fn origin(secrets: &Secrets<'_>, place: &Place) -> String {
    origin_by(&|layer| instruction_of(secrets.examined, layer), place)
}

/// The same for whoever knows the layers' instructions, escaped, by their numbers.
pub(crate) fn origin_by(instruction: &dyn Fn(usize) -> Option<String>, place: &Place) -> String {
    match &place.site {
        Site::File(file) => layer(instruction, file.layer),
        Site::Config(config) => {
            let step = config.step.map(|step| format!("build step {step}"));
            let said = config.instruction.as_deref().map(said);
            let said = said.filter(|said| !said.is_empty());
            let said = said.map(|said| escape(&said).into_owned());
            match (step, said) {
                (Some(step), Some(said)) => format!("{step}: {said}"),
                (Some(step), None) => step,
                _ => "the image's configuration".to_owned(),
            }
        }
    }
}

fn layer(instruction: &dyn Fn(usize) -> Option<String>, layer: usize) -> String {
    match instruction(layer) {
        Some(said) => format!("layer {layer}: {said}"),
        None => format!("layer {layer}"),
    }
}

/// What became of a place, in a sentence without its full stop.
pub(super) fn fate(secrets: &Secrets<'_>, place: &Place) -> String {
    fate_by(&|layer| instruction_of(secrets.examined, layer), place)
}

/// The same for whoever knows the layers' instructions, escaped, by their numbers.
pub(crate) fn fate_by(instruction: &dyn Fn(usize) -> Option<String>, place: &Place) -> String {
    match (&place.fate, &place.site) {
        (Fate::Visible(_), Site::Config(_)) => {
            "visible to whoever inspects the image or pulls it".to_owned()
        }
        (Fate::Visible(paths), Site::File(file)) => {
            let others = paths.iter().filter(|path| **path != file.path);
            let others: Vec<_> = others.take(4).map(|path| escape_bytes(path)).collect();
            match others.is_empty() {
                true => "visible in the final image".to_owned(),
                false => format!("visible in the final image, as {}", others.join(" and ")),
            }
        }
        (Fate::Dead { cause, layer, .. }, _) => {
            let said = instruction(*layer);
            let said = said.map_or(String::new(), |said| format!(" `{said}`"));
            let gone = match cause {
                Cause::DuplicateEntry => {
                    return format!(
                        "packed over by layer {layer} itself; still in the image for anyone who pulls it"
                    );
                }
                cause => cause.name(),
            };
            format!("{gone} by layer {layer}{said}; still in the image for anyone who pulls it")
        }
    }
}

/// What to do about any secret.
pub(crate) const ROTATE: &str =
    "Rotate each of them: whoever could pull the image has it. Then build the image without it.";

/// How the image is built without a secret at such a place.
pub(crate) fn instead(place: &Place) -> &'static str {
    match (&place.site, place.visible()) {
        (Site::File(_), false) => {
            "A file that a later step deletes or overwrites stays in its layer. Give it to the step \
             that needs it with RUN --mount=type=secret, or use it in an earlier stage and COPY only \
             the result."
        }
        (Site::File(_), true) => {
            "What the container needs while it runs comes from outside: a mounted secret, not a file \
             of the image. A .dockerignore keeps such files out of COPY."
        }
        (Site::Config(_), _) => {
            "ENV, ARG and LABEL are stored in the image, and so is the text of every step. Use RUN \
             --mount=type=secret while building, and the runtime's own secrets later."
        }
    }
}

/// `3 secrets`, `1 secret`.
pub(crate) fn secrets_of(number: usize) -> String {
    count(number as u64, "secret", "secrets")
}

/// What was not looked at, a clause each.
pub(crate) fn skipped(skipped: &Skipped) -> Vec<String> {
    let rows = [
        (
            skipped.binaries,
            ["content that is no text", "contents that are no text"],
            "left out as asked",
        ),
        (
            skipped.streamed,
            ["content too large", "contents too large"],
            "for readers that need all of it (--limit scan-bytes); scanned all the same",
        ),
        (
            skipped.nested,
            ["archive inside an archive", "archives inside archives"],
            "scanned as bytes, not opened",
        ),
        (
            skipped.readers,
            ["credential file", "credential files"],
            "read only up to the limits (--limit reader-bytes, reader-nodes, reader-hits); scanned \
             all the same",
        ),
        (
            skipped.archives_cut,
            ["archive", "archives"],
            "opened only up to the limits (--limit inner-members, inner-bytes, inner-ratio)",
        ),
        (
            skipped.archives_unread,
            ["archive", "archives"],
            "damaged, encrypted or packed in an unknown way, in part or all",
        ),
        (
            skipped.hits,
            ["place of a secret", "places of secrets"],
            "beyond the limits (--limit content-hits, image-hits)",
        ),
        (
            skipped.databases,
            ["package database", "package databases"],
            "not kept for want of room (--limit package-bytes): what it lists counts as nobody's",
        ),
        (
            skipped.rpm,
            ["database of rpm", "databases of rpm"],
            "not read: files of its packages count as nobody's",
        ),
    ];
    let told = rows.iter().filter(|(number, _, _)| *number > 0);
    told.map(|(number, [one, many], why)| format!("{}, {why}", count(*number, one, many)))
        .collect()
}
