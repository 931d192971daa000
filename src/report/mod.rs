//! What is said about an image: text for people, JSON for programs, dive's JSON, listings.
//!
//! Nothing is measured here. Names from the image are escaped once, on their way into text;
//! JSON keeps them exact.

pub mod check;
pub mod dive_json;
pub mod json;
pub mod listing;
pub mod output;
mod page;
pub(crate) mod phrases;
pub mod schema;
pub mod secrets;
pub mod text;
