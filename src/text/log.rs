//! Lines that a CI system's log reader takes for text and nothing else.
//!
//! GitHub's runner obeys a line that begins, blanks aside, with `::`, and its older form `##[…]`
//! wherever it stands; Azure's agent looks for `##vso[`, TeamCity for `##teamcity[`. A file name
//! may hold any of these.

use std::borrow::Cow;

/// The line with the first character of each such mark written out (`\x3a:`, `#\x23[`).
#[must_use]
pub fn log_safe(line: &str) -> Cow<'_, str> {
    let behind_blanks = line.trim_start();
    let command = behind_blanks.starts_with("::");
    if !command && !line.contains("##") {
        return Cow::Borrowed(line);
    }
    let mut safe = String::with_capacity(line.len() + 8);
    let mut rest = line;
    if command {
        safe.push_str(&line[..line.len() - behind_blanks.len()]);
        safe.push_str("\\x3a");
        rest = &behind_blanks[1..];
    }
    while let Some(at) = rest.find("##") {
        safe.push_str(&rest[..at]);
        safe.push_str("#\\x23");
        rest = &rest[at + 2..];
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::log_safe;

    #[test]
    fn no_line_can_start_a_command_of_the_log_reader() {
        for (line, safe) in [
            ("a::b", "a::b"),
            ("  # one", "  # one"),
            ("::error::x", "\\x3a:error::x"),
            ("  \u{3000}::add-mask::x", "  \u{3000}\\x3a:add-mask::x"),
            ("ab ##[add-path]x", "ab #\\x23[add-path]x"),
            ("##vso[task.x]", "#\\x23vso[task.x]"),
            ("###[x]", "#\\x23#[x]"),
            ("####[x]", "#\\x23#\\x23[x]"),
        ] {
            let shown = log_safe(line);
            assert_eq!(shown, safe);
            assert!(!shown.trim_start().starts_with("::") && !shown.contains("##"));
        }
    }
}
