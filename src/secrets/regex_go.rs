//! Regexes of other people's rule files, which are written for Go's `regexp`.
//!
//! Both engines come from RE2's syntax; a few corners differ. Here they are rewritten, so that the
//! regex means what it means to Go (<https://pkg.go.dev/regexp/syntax>). What Rust's regex does
//! not have at all stays, and compiling it names it.

/// The same regex in Rust's syntax (with `unicode(false)` and `octal(true)`).
pub(super) fn translate(go: &str) -> String {
    let mut out = String::with_capacity(go.len() + 8);
    let mut rest = go;
    let mut class = Class::Outside;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match (c, class) {
            ('\\', _) => escape(after, &mut out, &mut class),
            ('[', Class::Outside) => {
                class = Class::First;
                open_class(after, &mut out)
            }
            ('[', _) if after.starts_with(':') => posix(rest, &mut out, &mut class),
            ('[', _) => literal("\\[", after, &mut out, &mut class),
            (']', Class::First) => literal("\\]", after, &mut out, &mut class),
            (']', Class::Inside) => {
                class = Class::Outside;
                out.push(']');
                after
            }
            // A range up to a dash.
            ('-', Class::Inside) if after.starts_with('-') => {
                literal(r"-\-", &after[1..], &mut out, &mut class)
            }
            ('&' | '-' | '~', Class::First | Class::Inside) if after.starts_with(c) => {
                literal(&format!("\\{c}"), after, &mut out, &mut class)
            }
            ('{', Class::Outside) if !is_repetition(rest) => {
                out.push_str("\\{");
                after
            }
            (c, _) => {
                out.push(c);
                class = class.past_first();
                after
            }
        };
    }
    out
}

/// Where in a class the translation stands.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Outside,
    /// Behind `[` or `[^`, where a `]` is a literal.
    First,
    Inside,
}

impl Class {
    fn past_first(self) -> Class {
        match self {
            Class::First => Class::Inside,
            other => other,
        }
    }
}

fn literal<'a>(text: &str, rest: &'a str, out: &mut String, class: &mut Class) -> &'a str {
    out.push_str(text);
    *class = class.past_first();
    rest
}

fn open_class<'a>(rest: &'a str, out: &mut String) -> &'a str {
    out.push('[');
    match rest.strip_prefix('^') {
        Some(rest) => {
            out.push('^');
            rest
        }
        None => rest,
    }
}

/// `[:alpha:]` inside a class; something that only begins so is a literal bracket.
fn posix<'a>(rest: &'a str, out: &mut String, class: &mut Class) -> &'a str {
    match rest.find(":]") {
        Some(end) => literal(&rest[..end + 2], &rest[end + 2..], out, class),
        None => literal("\\[", &rest[1..], out, class),
    }
}

/// What stands behind a backslash.
fn escape<'a>(rest: &'a str, out: &mut String, class: &mut Class) -> &'a str {
    let Some(c) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    let after = &rest[c.len_utf8()..];
    match c {
        // Go takes them for the characters, Rust for edges of words.
        '<' | '>' => literal(&c.to_string(), after, out, class),
        'Q' => {
            let end = after.find("\\E").unwrap_or(after.len());
            out.push_str(&regex::escape(&after[..end]));
            after[end..].strip_prefix("\\E").unwrap_or(&after[end..])
        }
        c => literal(&format!("\\{c}"), after, out, class),
    }
}

/// `{3}`, `{3,}`, `{3,5}`; any other brace is a literal to Go.
fn is_repetition(rest: &str) -> bool {
    let Some(end) = rest.find('}') else {
        return false;
    };
    let (low, high) = rest[1..end].split_once(',').unwrap_or((&rest[1..end], "0"));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number(low) && (high.is_empty() || number(high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::bytes::RegexBuilder;

    #[test]
    fn corners_are_rewritten_and_all_else_is_left() {
        for (go, rust) in [
            (r"(?i)\bghp_[0-9a-z]{36}\b", r"(?i)\bghp_[0-9a-z]{36}\b"),
            (r"a{2,}b{2,3}", r"a{2,}b{2,3}"),
            (r"\${[^}]+}", r"\$\{[^}]+}"),
            (r"{{x}}", r"\{\{x}}"),
            (r"a{,3}", r"a\{,3}"),
            (r"[[a]", r"[\[a]"),
            (r"[]a]", r"[\]a]"),
            (r"[^]a]", r"[^\]a]"),
            (r"[[:alpha:]_]", r"[[:alpha:]_]"),
            (r"[a&&b~~d]", r"[a\&&b\~~d]"),
            (r"[+--]", r"[+-\-]"),
            (r"[--a]", r"[\--a]"),
            (r"\<a\>", r"<a>"),
            (r"\Qa.b\E.c", r"a\.b.c"),
            (r"\Qa.b", r"a\.b"),
            (r"[\]\\]", r"[\]\\]"),
            ("\\", "\\"),
        ] {
            assert_eq!(translate(go), rust, "{go}");
        }
    }

    #[test]
    fn what_go_takes_literally_is_matched_literally() {
        for (go, text) in [
            (r"\${x}", "${x}"),
            (r"^[]&&a]+$", "]&a"),
            (r"^\<x\>$", "<x>"),
            (r"^[+--]$", ","),
            (r"^\101$", "A"),
        ] {
            let rust = translate(go);
            let regex = RegexBuilder::new(&rust).octal(true).build().unwrap();
            assert!(regex.is_match(text.as_bytes()), "{go} -> {rust}");
        }
    }
}
