//! The browser as its user meets it: screens, moves, and journeys of the real binary in a
//! pseudo-terminal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test program

#[path = "../common/mod.rs"]
mod common;

mod drive;
mod endings;
mod journeys;
mod moves;
mod pty;
mod random;
mod screens;
mod styles;
mod unreadable;
