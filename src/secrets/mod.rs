//! Secrets that an image still carries, whatever later layers seem to have deleted.
//!
//! A [`Hit`] is one secret in one content: what a rule, a reader of a credential file or the
//! generic detector says of bytes, without knowing where they lie. Placing it (which layers and
//! paths hold that content, who added it, who hid it) is another matter, and so is judging it.
//!
//! Nothing here asks the network, and no value is shown unless the user asks: a [`Secret`] prints
//! itself masked.

pub mod checksum;
mod hit;
pub mod private_key;
mod secret;

pub use hit::{Confidence, Hit, Rule, Severity};
pub use secret::Secret;
