package dev.sluice.deploy.stack;

import dev.sluice.deploy.console.Refused;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the project; one that an editor has written in another encoding is named. */
final class Utf8File {
    private Utf8File() {}

    static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new Refused(file + " is not UTF-8.");
        }
    }
}
