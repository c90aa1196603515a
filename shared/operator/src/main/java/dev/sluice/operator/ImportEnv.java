package dev.sluice.operator;

import dev.sluice.aws.settings.EnvFile;
import dev.sluice.aws.settings.OldEnv;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * {@code make import-env}: an env file of the system before becomes one of ours, readable by its
 * owner alone. An existing file is never written over. Prints names, never values.
 */
public final class ImportEnv {
    private ImportEnv() {}

    public static void main(String[] args) {
        System.exit(run(System.out, args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(PrintStream out, String... args) {
        if (args.length != 2 || args[0].isBlank() || args[1].isBlank()) {
            out.println("FROM must name the old file, for example FROM=../old/.env");
            return 2;
        }
        Path to = Path.of(args[1]);
        try {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                out.println(to + " is there already; move it away first, or choose another TO=.");
                return 1;
            }
            Catalog catalog = CatalogLoader.bundled();
            OldEnv imported = OldEnv.of(EnvFile.read(Path.of(args[0])), catalog);
            write(to, imported.values());
            tell(out, to, imported, catalog);
            return 0;
        } catch (NoSuchFileException e) {
            out.println("Nothing was imported: there is no file " + e.getFile());
            return 1;
        } catch (IOException | SettingsException e) {
            out.println("Nothing was imported: " + e.getMessage());
            return 1;
        }
    }

    private static void tell(PrintStream out, Path to, OldEnv imported, Catalog catalog) {
        out.println("Wrote " + to + ":");
        imported.values().keySet().forEach(name -> out.println("  " + name));
        imported.notes().forEach(note -> out.println("Not taken over: " + note + "."));
        SlotSettings slots = SlotSettings.ofEnvironment(imported.values(), catalog);
        slots.errors().forEach(error -> out.println("To be mended by hand: " + error + "."));
        slots.warnings().forEach(warning -> out.println("Note: " + warning + "."));
    }

    private static void write(Path to, Map<String, String> values) throws IOException {
        StringBuilder lines = new StringBuilder("# Imported by make import-env.\n");
        for (var value : values.entrySet()) {
            lines.append(value.getKey()).append('=').append(quoted(value)).append('\n');
        }
        Path parent = to.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (to.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    to,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(to, lines, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** As {@link EnvFile} reads it back. */
    private static String quoted(Map.Entry<String, String> value) {
        String text = value.getValue();
        if (text.matches("[A-Za-z0-9_./:@,+=*-]*")) {
            return text;
        }
        if (text.chars().anyMatch(c -> c < ' ')) {
            throw new SettingsException(value.getKey() + " holds a line break");
        }
        return text.contains("'")
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : "'" + text + "'";
    }
}
