//! Text for people: sizes, and names that cannot do harm.
//!
//! Knows nothing of images. Everything that came from an image and goes to a screen or a text
//! report passes [`escape()`] once, at that boundary; JSON has its own escaping and does not.

mod columns;
mod escape;
mod log;
mod nearest;
mod size;
mod time;
mod wrap;

pub use columns::{cells, fit, tail};
pub use escape::{Escaped, byte_written_out, char_written_out, escape, escape_bytes, harmless};
pub use log::log_safe;
pub use nearest::nearest;
pub use size::{dive_size, grouped, size};
pub use time::utc;
pub use wrap::{left, right, wrap};
