package dev.sluice.wire.endpoint;

/**
 * One line of what can be called.
 *
 * @param method HTTP method; {@code HEAD} goes wherever {@code GET} goes
 * @param path as it is shown: {@code {id}} stands for the rest
 * @param about what it does, for tables
 */
public record Route(String method, String path, String about) {

    /** {@code POST /v1/embeddings}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
