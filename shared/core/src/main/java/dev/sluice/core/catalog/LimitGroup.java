package dev.sluice.core.catalog;

/** The groups of models that providers publish limits for. */
public enum LimitGroup {
    CHAT,
    EMBEDDING,
    IMAGE
}
