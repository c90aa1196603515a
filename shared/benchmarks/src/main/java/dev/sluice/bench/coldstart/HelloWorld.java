package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/**
 * The least that a Java function can be. Compiled by the run: it needs the stock client's
 * interfaces, which are no dependency of ours.
 */
final class HelloWorld {
    static final String HANDLER = "Hello";

    private static final String SOURCE =
            """
            import com.amazonaws.services.lambda.runtime.*;
            import java.io.*;

            public final class Hello implements RequestStreamHandler {
                @Override
                public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
                    in.readAllBytes();
                    out.write("\\"hello\\"".getBytes());
                }
            }
            """;

    private HelloWorld() {}

    /** Its jar, made where it is not there yet. */
    static Path jar(Folders place) throws IOException {
        Path folder = Files.createDirectories(place.work().resolve("hello"));
        Path jar = folder.resolve("Hello.jar");
        if (!Files.exists(jar)) {
            byte[] code = compiled(folder, place.client());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                out.putNextEntry(new JarEntry("Hello.class"));
                out.write(code);
            }
        }
        return jar;
    }

    private static byte[] compiled(Path folder, Path client) throws IOException {
        Path source = Files.writeString(folder.resolve("Hello.java"), SOURCE);
        int problems =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                Folders.classPath(Folders.jars(client)),
                                "-d",
                                folder.toString(),
                                source.toString());
        if (problems != 0) {
            throw new IOException("the hello world did not compile, see above");
        }
        return Files.readAllBytes(folder.resolve("Hello.class"));
    }
}
