//! An image with every kind of file that is a credential, planted visible, deleted and overwritten:
//! each is found, with who put it there and who removed it, and no output of any command holds a
//! value.

// What fails here is a failed test, also in a helper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;

#[path = "../cli/bin.rs"]
#[allow(dead_code)] // shared with the tests of the command line
mod bin;
mod configuration;
mod fates;
mod image;
mod outputs;
mod platforms;
mod rows;
