package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * The rows' caches, each trained by a run of its own row. One that an earlier run left is used
 * again where zip, JVM, flags and variables are the same: its name says so, because the JVM alone
 * would only compare the jars' sizes and dates, and ours all have one date.
 */
final class Caches {
    private final Folders place;
    private final Start start;

    Caches(Folders place, Start start) {
        this.place = place;
        this.start = start;
    }

    /** The JVM flags that a row needs to start with its cache, which is there when this returns. */
    String flags(TableRow row) throws IOException, InterruptedException {
        if (row.cache() == Cache.NONE) {
            return "";
        }
        Path file = place.work().resolve(row.fileName() + '-' + digest(row) + ".cache");
        if (!Files.exists(file)) {
            start.measure(row, row.cache().training(file));
        }
        if (!Files.exists(file)) {
            throw new IllegalStateException("no " + file + "; see " + start.output(row));
        }
        return row.cache().using(file);
    }

    private String digest(TableRow row) throws IOException {
        MessageDigest digest = sha256();
        for (Path jar : Folders.jars(place.task().resolve("lib"))) {
            digest.update(text(jar.getFileName()));
            digest.update(Files.readAllBytes(jar));
        }
        digest.update(text(Runtime.version() + start.flags() + row.command()));
        digest.update(text(new TreeSet<>(row.variables().keySet())));
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    private static byte[] text(Object of) {
        return of.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
