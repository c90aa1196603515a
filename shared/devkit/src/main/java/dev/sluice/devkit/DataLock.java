package dev.sluice.devkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a directory of tables for one process: two would write the same file, each without knowing
 * of the other. It ends with its process, however that ends; the file stays, and says who had it.
 */
final class DataLock implements AutoCloseable {
    private static final String FILE = "in-use.lock";

    /** Behind all that is written: where a lock forbids reading, it forbids reading this alone. */
    private static final long PLACE = Long.MAX_VALUE - 1;

    private final FileChannel file;

    private DataLock(FileChannel file) {
        this.file = file;
    }

    /**
     * @param port the one that the tables are asked at, to be told to whoever comes second
     * @throws IOException where another process, or this one, has it
     */
    static DataLock take(Path data, int port) throws IOException {
        Path path = data.resolve(FILE);
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(file) == null) {
                throw new IOException(
                        "DATA="
                                + data
                                + " is in use by "
                                + Files.readString(path).strip()
                                + ". Stop that local world first, or name another directory.");
            }
            write(
                    file,
                    "process "
                            + ProcessHandle.current().pid()
                            + ", whose DynamoDB is on port "
                            + port
                            + "\n");
            return new DataLock(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock(PLACE, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void write(FileChannel file, String text) throws IOException {
        file.truncate(0);
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
