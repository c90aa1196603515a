package dev.sluice.wire.endpoint;

/**
 * One line of what can be called.
 *
 * @param method HTTP method; {@code HEAD} goes wherever {@code GET} goes
 * @param path as it is shown: {@code {id}} stands for the rest
 */
public record Route(String method, String path) {

    /** {@code POST /v1/embeddings}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
