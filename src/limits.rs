//! Every bound that other people's bytes can run into, in one table.
//!
//! A limit is not a guess at what is sensible but a promise: below it the program's memory and
//! time stay in proportion, above it the input is refused with the limit, the value and the blob
//! named. The values follow what the runtimes and registries themselves refuse.

mod table;

pub use table::{LIMITS, LimitError, LimitInfo, Unit};

/// The bounds in force. [`Limits::default`] is what the binary uses unless a flag says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an index, a manifest, a config or a docker-save `manifest.json`.
    pub json_bytes: u64,
    /// Nested image indexes, one inside the other.
    pub index_depth: usize,
    /// Descriptors in one index.
    pub index_descriptors: usize,
    /// Descriptors met while walking all nested indexes of one source.
    pub index_descriptors_total: usize,
    /// Members of an outer archive.
    pub archive_members: usize,
    /// Layers of one image (the index of a layer is stored in 16 bits).
    pub layers: usize,
    /// Links followed inside an outer archive or inside the tree before giving up.
    pub symlink_hops: usize,
    /// Path components walked while following links inside the tree, over one image: each of 40
    /// hops may be of thousands of components, and each entry may start anew.
    pub link_steps: u64,
    /// Bytes of PAX records and GNU long names that belong to one tar entry (Go: 1 MiB).
    pub tar_special_bytes: u64,
    /// Special headers (`x`, `g`, `L`, `K`) in a row before an entry.
    pub tar_special_headers: usize,
    /// Regions of one sparse file's map.
    pub sparse_regions: usize,
    /// Zeros of sparse files' holes that are made up for hashing, over one layer.
    pub sparse_zeros: u64,
    /// Entries of one layer.
    pub layer_entries: usize,
    /// Directories that one layer may name beyond 16 for each entry: a path of two kilobytes
    /// implies a thousand, and a small layer would take any memory.
    pub implied_directories: usize,
    /// Bytes of one path; a longer one is kept as a leaf under the root, and flagged.
    pub path_bytes: usize,
    /// Components of one path; a deeper one is kept as a leaf under the root, and flagged.
    pub path_components: usize,
    /// Plain bytes of all layers of one image, skipped bytes included.
    pub plain_bytes: u64,
    /// Bytes that standard input or an outer-compressed archive may take when spooled.
    pub spool_bytes: u64,
    /// log2 of the largest window a zstd frame may demand.
    pub zstd_window_log: u32,
    /// Bytes an xz stream may demand for its dictionary.
    pub xz_memory: u64,
    /// Bytes of one policy or config file.
    pub policy_bytes: u64,
    /// Bytes of a pattern that paths are looked for with: those of the longest path.
    pub pattern_bytes: usize,
    /// Bytes that a regular expression may take when compiled.
    pub regex_bytes: usize,
    /// Bytes of a text that is compared line by line with another; of larger ones only the first
    /// difference is told.
    pub diff_bytes: u64,
    /// Lines of such a text.
    pub diff_lines: usize,
    /// Bytes of one baseline of known secrets; a JSON report may serve as one.
    pub baseline_bytes: u64,
    /// Bytes of a content that the secret scan holds at once, for each worker; a larger one passes
    /// in stretches, and no reader that needs it whole sees it.
    pub scan_bytes: usize,
    /// Places of secrets kept of one content.
    pub content_hits: usize,
    /// Places of secrets kept of one image.
    pub image_hits: usize,
    /// Members of one archive inside a layer that the secret scan looks into.
    pub inner_members: usize,
    /// Plain bytes of one archive inside a layer that the secret scan looks at.
    pub inner_bytes: u64,
    /// Plain bytes of an archive inside a layer for each stored one, beyond the first 16 MiB.
    /// Deflate reaches 1032; text that people keep seldom passes 20.
    pub inner_ratio: u64,
    /// Bytes of package databases that are kept for telling unchanged package files.
    pub package_bytes: usize,
    /// Bytes of one credential file that its reader parses.
    pub reader_bytes: usize,
    /// Keys and values taken of one credential file: 40 bytes each.
    pub reader_nodes: usize,
    /// Secrets that a reader reports of one file.
    pub reader_hits: usize,
    /// Bytes of one file of secret rules; gitleaks' own has 100 kB.
    pub rule_file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            json_bytes: 8 << 20,
            index_depth: 8,
            index_descriptors: 1_000,
            index_descriptors_total: 10_000,
            archive_members: 1_000_000,
            layers: 10_000,
            symlink_hops: 40,
            link_steps: 20_000_000,
            tar_special_bytes: 1 << 20,
            tar_special_headers: 16,
            sparse_regions: 10_000,
            sparse_zeros: 1 << 30,
            layer_entries: 50_000_000,
            implied_directories: 10_000,
            path_bytes: 4_096,
            path_components: 1_024,
            plain_bytes: 1 << 40,
            spool_bytes: 256 << 30,
            zstd_window_log: 27,
            xz_memory: 256 << 20,
            policy_bytes: 1 << 20,
            pattern_bytes: 4_096,
            regex_bytes: 1 << 20,
            diff_bytes: 4 << 20,
            diff_lines: 100_000,
            baseline_bytes: 64 << 20,
            scan_bytes: 4 << 20,
            content_hits: 1_000,
            image_hits: 200_000,
            inner_members: 100_000,
            inner_bytes: 1 << 30,
            inner_ratio: 200,
            package_bytes: 64 << 20,
            reader_bytes: 4 << 20,
            reader_nodes: 500_000,
            reader_hits: 10_000,
            rule_file_bytes: 4 << 20,
        }
    }
}
