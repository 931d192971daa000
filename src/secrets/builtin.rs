//! The rule files that come with the program.

/// Name and text of each, in the order in which they are asked.
pub(super) const FILES: &[(&str, &str)] = &[
    ("ai.toml", include_str!("rules/ai.toml")),
    ("aws.toml", include_str!("rules/aws.toml")),
    ("azure.toml", include_str!("rules/azure.toml")),
    ("chat.toml", include_str!("rules/chat.toml")),
    ("ci.toml", include_str!("rules/ci.toml")),
    ("cloud.toml", include_str!("rules/cloud.toml")),
    ("code-hosting.toml", include_str!("rules/code-hosting.toml")),
    ("databases.toml", include_str!("rules/databases.toml")),
    ("frameworks.toml", include_str!("rules/frameworks.toml")),
    (
        "generic-tokens.toml",
        include_str!("rules/generic-tokens.toml"),
    ),
    ("google.toml", include_str!("rules/google.toml")),
    ("mail.toml", include_str!("rules/mail.toml")),
    (
        "observability.toml",
        include_str!("rules/observability.toml"),
    ),
    ("payments.toml", include_str!("rules/payments.toml")),
    ("registries.toml", include_str!("rules/registries.toml")),
    ("saas.toml", include_str!("rules/saas.toml")),
    ("vaults.toml", include_str!("rules/vaults.toml")),
];
