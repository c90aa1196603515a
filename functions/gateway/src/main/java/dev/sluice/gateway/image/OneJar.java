package dev.sluice.gateway.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars of a folder as one. A JVM with an AOT cache spends half a millisecond on each jar of its
 * class path before it has done anything (docs/decisions/0003-cold-start.md).
 *
 * <ul>
 *   <li>Classes and resources keep their names; a name that two jars have is refused, for which one
 *       is meant would hang on an order that is gone.
 *   <li>{@code META-INF/services} are joined; classes for later versions of Java are kept where
 *       their jar had them in use; descriptions of modules are left out.
 *   <li>All else of {@code META-INF}, licences, notices and the manifest among it, is kept as
 *       {@code META-INF/jars/<jar>/…}.
 *   <li>The packages of a jar that says its version still say it.
 * </ul>
 */
public final class OneJar {
    private static final String META = "META-INF/";
    private static final String SERVICES = META + "services/";
    private static final String VERSIONS = META + "versions/";

    /** Of what is put together here, so that the same jars make the same one. */
    private static final LocalDateTime MADE = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Of the entries written so far, which jar had them. */
    private final Map<String, String> jarOfEntry = new HashMap<>();

    private final Map<String, ByteArrayOutputStream> services = new TreeMap<>();
    private final ZipOutputStream out;

    private OneJar(ZipOutputStream out) {
        this.out = out;
    }

    /** Arguments: the folder of jars, and the jar to write, which is not in that folder. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("two arguments: a folder of jars, a jar to write");
        }
        write(Path.of(args[0]), Path.of(args[1]));
    }

    /**
     * @param folder its jars are joined in the order of their names
     * @throws IOException of a file, or two jars have an entry of the same name
     */
    static void write(Path folder, Path to) throws IOException {
        List<Path> jars = jars(folder);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            OneJar one = new OneJar(out);
            one.begin(JarFile.MANIFEST_NAME, MADE);
            manifestOf(jars).write(out);
            for (Path jar : jars) {
                one.add(jar);
            }
            one.addServices();
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static Manifest manifestOf(List<Path> jars) throws IOException {
        Manifest joined = new Manifest();
        Attributes main = joined.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                if (file.isMultiRelease()) {
                    main.put(Attributes.Name.MULTI_RELEASE, "true");
                }
                describe(file, joined.getEntries());
            }
        }
        return joined;
    }

    private static void describe(JarFile file, Map<String, Attributes> packages)
            throws IOException {
        Manifest own = file.getManifest();
        String version =
                own == null
                        ? null
                        : own.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        if (version == null) {
            return;
        }
        for (JarEntry entry : Collections.list(file.entries())) {
            String name = entry.getName();
            if (name.endsWith(".class") && !name.startsWith(META) && name.indexOf('/') > 0) {
                packages.computeIfAbsent(
                                name.substring(0, name.lastIndexOf('/') + 1),
                                unknown -> new Attributes())
                        .put(Attributes.Name.IMPLEMENTATION_VERSION, version);
            }
        }
    }

    private void add(Path jar) throws IOException {
        String jarName = jar.getFileName().toString();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!isLeftOut(entry, file)) {
                    try (InputStream in = file.getInputStream(entry)) {
                        add(jarName, entry, in);
                    }
                }
            }
        }
    }

    private static boolean isLeftOut(JarEntry entry, JarFile file) {
        String name = entry.getName();
        return entry.isDirectory()
                || name.endsWith("module-info.class")
                || (name.startsWith(VERSIONS) && !file.isMultiRelease());
    }

    private void add(String jar, JarEntry entry, InputStream in) throws IOException {
        String name = entry.getName();
        if (name.startsWith(SERVICES)) {
            ByteArrayOutputStream lines =
                    services.computeIfAbsent(name, unknown -> new ByteArrayOutputStream());
            in.transferTo(lines);
            lines.write('\n');
            return;
        }
        String kept =
                name.startsWith(META) && !name.startsWith(VERSIONS)
                        ? META + "jars/" + jar + '/' + name.substring(META.length())
                        : name;
        String other = jarOfEntry.putIfAbsent(kept, jar);
        if (other != null) {
            throw new IOException(kept + " is in " + other + " and in " + jar);
        }
        begin(kept, entry.getTimeLocal());
        in.transferTo(out);
    }

    /** The entry before it is ended. */
    private void begin(String name, LocalDateTime made) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(made);
        out.putNextEntry(entry);
    }

    private void addServices() throws IOException {
        for (Map.Entry<String, ByteArrayOutputStream> service : services.entrySet()) {
            begin(service.getKey(), MADE);
            service.getValue().writeTo(out);
        }
    }
}
