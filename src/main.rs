//! The layerscope binary: parse, run, exit.
fn main() {}
