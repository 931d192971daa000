//! The JSON Schema of the report.

/// The schema as JSON text.
#[must_use]
pub fn schema() -> &'static str {
    "{}\n"
}
