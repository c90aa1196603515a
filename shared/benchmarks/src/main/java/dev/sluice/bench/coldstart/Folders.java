package dev.sluice.bench.coldstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things are: the unpacked zip with its libraries as one jar too, the stock client's jars,
 * what a run makes.
 */
record Folders(Path task, Path client, Path work) {
    /** In the unpacked zip, made of its libraries. */
    private static final String ONE_JAR = "sluice.jar";

    Folders {
        task = task.toAbsolutePath();
        client = client.toAbsolutePath();
        work = work.toAbsolutePath();
    }

    /** Of the gateway: with a cache as a container image has it, else as it is deployed. */
    String classPath(Cache cache) {
        Path lib = task.resolve("lib");
        return cache == Cache.AOT
                ? task.resolve(ONE_JAR).toString()
                : lib + "/sluice-wire.jar:" + lib + "/*";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    static String classPath(List<Path> jars) {
        return String.join(File.pathSeparator, jars.stream().map(Path::toString).toList());
    }
}
