//! `os/architecture[/variant]`.

use std::fmt;

use super::json::Node;

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

impl Platform {
    /// Reads `os`, `architecture` and `variant` from an object; none where it names neither.
    pub(crate) fn read(node: Node<'_>) -> Option<Platform> {
        let platform = Platform {
            os: node.field("os").text_or_empty(),
            architecture: node.field("architecture").text_or_empty(),
            variant: node.field("variant").text_or_empty(),
        };
        (!platform.os.is_empty() || !platform.architecture.is_empty()).then_some(platform)
    }

    /// Parses `os/architecture[/variant]`.
    ///
    /// # Errors
    /// A sentence that says what form is expected.
    pub fn parse(text: &str) -> Result<Platform, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let (os, architecture, variant) = match parts[..] {
            [os, architecture] => (os, architecture, ""),
            [os, architecture, variant] if !variant.is_empty() => (os, architecture, variant),
            _ => ("", "", ""),
        };
        let known = |part: &str| {
            let good = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
            part.bytes().all(good)
        };
        if os.is_empty() || architecture.is_empty() || !parts.iter().all(|part| known(part)) {
            return Err(format!(
                "'{}' is no platform; write it as os/architecture[/variant], for example \
                 linux/arm64",
                crate::text::escape(text)
            ));
        }
        Ok(Platform {
            os: os.to_lowercase(),
            architecture: go_architecture(&architecture.to_lowercase()).to_owned(),
            variant: variant.to_lowercase(),
        })
    }

    /// The platform of the containers that this machine runs by default.
    #[must_use]
    pub fn host() -> Platform {
        Platform {
            os: if cfg!(windows) { "windows" } else { "linux" }.to_owned(),
            architecture: go_architecture(std::env::consts::ARCH).to_owned(),
            variant: String::new(),
        }
    }

    /// How well this platform serves for `wanted`: 0 is best, none not at all.
    ///
    /// Without a variant asked for, the highest comes first (arm: v8, v7, v6, v5; arm64: v8 and
    /// none are the same), and one without a variant before all that are not known.
    #[must_use]
    pub fn rank(&self, wanted: &Platform) -> Option<usize> {
        if self.os != wanted.os || self.architecture != wanted.architecture {
            return None;
        }
        let order: &[&str] = match self.architecture.as_str() {
            "arm" => &["v8", "v7", "v6", "v5", ""],
            "arm64" => &["v8", ""],
            _ => &[""],
        };
        let plain = |variant: &str| {
            let is_v8 = self.architecture == "arm64" && variant == "v8";
            if is_v8 {
                String::new()
            } else {
                variant.to_owned()
            }
        };
        if !wanted.variant.is_empty() && plain(&self.variant) != plain(&wanted.variant) {
            return None;
        }
        let at = order.iter().position(|variant| *variant == self.variant);
        Some(at.unwrap_or(order.len()))
    }
}

fn go_architecture(name: &str) -> &str {
    match name {
        "x86_64" | "x86-64" => "amd64",
        "x86" | "i386" | "i686" => "386",
        "aarch64" => "arm64",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        "powerpc64" => "ppc64",
        "loongarch64" => "loong64",
        other => other,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_read_as_people_write_it() {
        for (text, shown) in [
            ("linux/amd64", "linux/amd64"),
            ("linux/arm/v7", "linux/arm/v7"),
            ("Linux/aarch64", "linux/arm64"),
            ("linux/x86_64", "linux/amd64"),
        ] {
            assert_eq!(Platform::parse(text).unwrap().to_string(), shown);
        }
        for bad in [
            "",
            "linux",
            "linux/",
            "/amd64",
            "linux/arm/",
            "a/b/c/d",
            "linux/am d64",
        ] {
            assert!(
                Platform::parse(bad)
                    .unwrap_err()
                    .contains("os/architecture"),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_highest_variant_serves_best_unless_one_is_asked_for() {
        let rank = |has: &str, wanted: &str| {
            let parse = |text| Platform::parse(text).unwrap();
            parse(has).rank(&parse(wanted))
        };
        assert!(rank("linux/arm/v8", "linux/arm") < rank("linux/arm/v7", "linux/arm"));
        assert!(rank("linux/arm/v5", "linux/arm") < rank("linux/arm", "linux/arm"));
        assert_eq!(rank("linux/arm/v6", "linux/arm/v7"), None);
        assert!(rank("linux/arm64", "linux/arm64/v8").is_some());
        assert!(rank("linux/arm64/v8", "linux/arm64").is_some());
        assert_eq!(rank("linux/arm64", "linux/amd64"), None);
        assert_eq!(rank("windows/amd64", "linux/amd64"), None);
    }
}
