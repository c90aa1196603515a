package dev.sluice.bench;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where requests go: the provider itself, or the gateway. Keeps connections. For any thread. */
final class Target implements AutoCloseable {
    private final String name;
    private final int port;
    private final String key;
    private final ConcurrentLinkedDeque<BenchConnection> idle = new ConcurrentLinkedDeque<>();

    Target(String name, int port, String key) {
        this.name = name;
        this.port = port;
        this.key = key;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** What asks it so. */
    byte[] request(Question question) {
        return question.request(key);
    }

    /** Sends one chat completion and reads its answer. */
    void call(boolean stream, Consumer<String> onPiece) throws IOException {
        call(stream ? Question.STREAM : Question.CHAT, onPiece);
    }

    /** Asks once and reads the answer; the freshest idle connection serves it. */
    void call(Question question, Consumer<String> onPiece) throws IOException {
        BenchConnection connection = connection();
        try {
            connection.call(question.request(key), onPiece);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        idle.push(connection);
    }

    private BenchConnection connection() throws IOException {
        @Nullable BenchConnection free = idle.poll();
        return free == null ? new BenchConnection(port) : free;
    }

    @Override
    public void close() throws IOException {
        for (BenchConnection connection : idle) {
            connection.close();
        }
        idle.clear();
    }
}
