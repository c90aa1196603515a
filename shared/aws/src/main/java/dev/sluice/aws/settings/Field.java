package dev.sluice.aws.settings;

/** What a slot can be told. */
enum Field {
    TYPE,
    KEY,
    ENDPOINT,
    MODEL,
    TIER,
    RPM,
    TPM,
    LIMITS,
    ALLOWED_MODELS,
    SPEAKS,
    PRIORITY
}
