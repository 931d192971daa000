//! `os/architecture[/variant]`.

use std::fmt;

/// A platform; a part that is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Platform {
    /// `linux`, `windows`, …
    pub os: String,
    /// `amd64`, `arm64`, … (Go's names, as in the OCI image specification)
    pub architecture: String,
    /// `v8`, `v7`, …; empty where there is none.
    pub variant: String,
}

impl fmt::Display for Platform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |part: &str| {
            if part.is_empty() {
                "unknown".to_owned()
            } else {
                part.to_owned()
            }
        };
        write!(out, "{}/{}", known(&self.os), known(&self.architecture))?;
        if self.variant.is_empty() {
            Ok(())
        } else {
            write!(out, "/{}", self.variant)
        }
    }
}
