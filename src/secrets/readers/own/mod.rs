//! Files that are more than keys and values: one function a grammar.

pub(super) mod accounts;
pub(super) mod cloud;
pub(super) mod commands;
pub(super) mod config;
pub(super) mod docker;
pub(super) mod kubernetes;
pub(super) mod lists;
pub(super) mod netrc;
mod options;
pub(super) mod packages;
pub(super) mod servers;
pub(super) mod sql;
pub(super) mod whole;
