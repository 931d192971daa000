//! Layer indexes for tests of what is counted from them.

#![allow(dead_code)] // each test file uses a part of it

pub(crate) mod layers;
