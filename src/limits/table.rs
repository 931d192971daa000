//! The limits by the names that users set them with.
//!
//! A refusal names its limit as `--limit NAME`, so that who knows better can raise it, and who has
//! less memory can lower it.

use std::fmt;

use super::Limits;

/// What the number of a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes; a size such as `20MB` may be given.
    Bytes,
    /// Things.
    Count,
    /// Powers of two: 27 stands for 128 MiB.
    Log2,
    /// Times as many.
    Times,
}

/// One limit.
#[derive(Debug, Clone, Copy)]
pub struct LimitInfo {
    /// What users call it: `json-bytes`.
    pub name: &'static str,
    /// What its number counts.
    pub unit: Unit,
    /// The largest number that it can be raised to: what the program can still represent.
    pub most: u64,
    /// What it bounds, in a clause.
    pub meaning: &'static str,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
}

/// Why a limit cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitError {
    /// No limit has that name.
    Unknown,
    /// The limit cannot be that large; the largest.
    TooLarge(u64),
}

impl LimitInfo {
    /// Its value.
    #[must_use]
    pub fn get(&self, limits: &Limits) -> u64 {
        (self.get)(limits)
    }

    /// Changes it.
    ///
    /// # Errors
    /// When the value is larger than [`LimitInfo::most`].
    pub fn set(&self, limits: &mut Limits, value: u64) -> Result<(), LimitError> {
        if value > self.most {
            return Err(LimitError::TooLarge(self.most));
        }
        (self.set)(limits, value);
        Ok(())
    }
}

impl Limits {
    /// The limit with that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<&'static LimitInfo, LimitError> {
        let found = LIMITS.iter().find(|info| info.name == name);
        found.ok_or(LimitError::Unknown)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Unit::Bytes => "bytes",
            Unit::Count => "",
            Unit::Log2 => "log2 of bytes",
            Unit::Times => "times",
        })
    }
}

/// No limit needs more, and sums of two still fit 64 bits.
const ANY: u64 = i64::MAX as u64;
/// Lengths of names, and numbers of layers, are kept in 16 bits.
const U16: u64 = u16::MAX as u64;
/// Numbers of entries are kept in 32 bits, the last of which mean something else.
const U32: u64 = u32::MAX as u64 - 16;

macro_rules! table {
    ($($name:literal $field:ident $unit:ident $most:expr, $meaning:literal;)*) => {
        /// Every field of [`Limits`], in its order.
        pub const LIMITS: [LimitInfo; [$($name),*].len()] = [$(LimitInfo {
            name: $name,
            unit: Unit::$unit,
            most: $most,
            meaning: $meaning,
            get: |limits| limits.$field as u64,
            // No value is above `most`, which each field can hold.
            set: |limits, value| limits.$field = value as _,
        }),*];

        /// Names every field, so that none can be without a line in the table.
        fn _all(Limits { $($field: _),* }: Limits) {}
    };
}

table! {
    "json-bytes" json_bytes Bytes ANY, "of an index, a manifest, a config; 64 times as many of all of an image";
    "index-depth" index_depth Count 64, "image indexes, one inside the other";
    "index-descriptors" index_descriptors Count ANY, "images or manifests that one document lists";
    "index-descriptors-total" index_descriptors_total Count ANY, "manifests that all indexes of a source list";
    "archive-members" archive_members Count ANY, "members of an outer archive";
    "layers" layers Count U16, "layers of one image";
    "symlink-hops" symlink_hops Count ANY, "links followed, one to the other";
    "link-steps" link_steps Count ANY, "names walked while following links, in one image";
    "tar-special-bytes" tar_special_bytes Bytes ANY, "of PAX records and long names of one entry";
    "tar-special-headers" tar_special_headers Count ANY, "special headers before one entry";
    "sparse-regions" sparse_regions Count ANY, "regions of one sparse file";
    "sparse-zeros" sparse_zeros Bytes ANY, "of holes written out to compare contents; beyond, a sparse file equals only one with the same map";
    "layer-entries" layer_entries Count U32, "entries of one layer";
    "implied-directories" implied_directories Count U32, "directories that a layer's paths imply, beyond 16 for each entry";
    "path-bytes" path_bytes Bytes U16, "of one path; a longer one is kept as one name under the root";
    "path-components" path_components Count U16, "names in one path; a deeper one is kept as one name under the root";
    "plain-bytes" plain_bytes Bytes ANY, "that all layers of an image decompress to";
    "spool-bytes" spool_bytes Bytes ANY, "that are put aside of a stream, a compressed archive or a file looked at";
    "zstd-window" zstd_window_log Log2 31, "that a zstd frame may demand";
    "xz-memory" xz_memory Bytes ANY, "that an xz stream may demand";
    "policy-bytes" policy_bytes Bytes ANY, "of a policy file";
    "pattern-bytes" pattern_bytes Bytes ANY, "of a pattern that is looked for";
    "regex-bytes" regex_bytes Bytes ANY, "that a pattern takes when compiled";
    "diff-bytes" diff_bytes Bytes ANY, "of a text compared line by line; of a larger one the first difference is told";
    "diff-lines" diff_lines Count ANY, "lines of such a text";
    "baseline-bytes" baseline_bytes Bytes ANY, "of a baseline of known secrets";
    "scan-bytes" scan_bytes Bytes ANY, "of a content that the secret scan holds; a larger one is scanned as a stream";
    "content-hits" content_hits Count ANY, "secrets told of one content";
    "image-hits" image_hits Count ANY, "secrets told of one image";
    "inner-members" inner_members Count ANY, "members of an archive inside a layer that are scanned";
    "inner-bytes" inner_bytes Bytes ANY, "that are scanned of an archive inside a layer";
    "inner-ratio" inner_ratio Times ANY, "that such an archive may grow beyond 16 MiB";
    "package-bytes" package_bytes Bytes ANY, "of package databases kept to know unchanged files";
    "reader-bytes" reader_bytes Bytes ANY, "of a credential file that are parsed";
    "reader-nodes" reader_nodes Count U32, "keys and values of a credential file that are parsed";
    "reader-hits" reader_hits Count ANY, "secrets told of a credential file";
    "rule-file-bytes" rule_file_bytes Bytes ANY, "of a file of secret rules";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_set_by_its_name_and_no_other_with_it() {
        for info in &LIMITS {
            let mut limits = Limits::default();
            let value = info.get(&limits) / 2 + 1;
            Limits::named(info.name)
                .unwrap()
                .set(&mut limits, value)
                .unwrap();
            for other in &LIMITS {
                let right = match other.name == info.name {
                    true => value,
                    false => other.get(&Limits::default()),
                };
                assert_eq!(other.get(&limits), right, "{} by {}", other.name, info.name);
            }
            assert_eq!(info.set(&mut limits, info.most), Ok(()));
            assert_eq!(info.get(&limits), info.most, "{}", info.name);
            let more = info.set(&mut limits, info.most + 1);
            assert_eq!(more, Err(LimitError::TooLarge(info.most)), "{}", info.name);
        }
        assert!(Limits::named("json_bytes").is_err());
    }
}
