package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a bench has measured, as a page. */
final class Page {
    private Page() {}

    /** Keeps it in a file, whose directory need not be there, and shows it. */
    static void keep(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        System.out.println("\n" + text + "\nWritten to " + file);
    }
}
