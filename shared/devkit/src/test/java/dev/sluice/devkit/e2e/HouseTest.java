package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the class path cannot see: the order of the rooms within a module (architecture §2). */
class HouseTest {
    private static final Path ROOT = Processes.repository();
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?(dev\\.sluice(?:\\.[a-z]\\w*)+)\\.[A-Z]");

    /** The stages, left to right; what serves all of them stands before them. */
    private static final List<String> STAGES =
            List.of("authenticate", "resolve", "admit", "relay", "settle");

    @Test
    void noPackageImportsItselfByWayOfOthers() throws IOException {
        Map<String, Set<String>> imports = imports();
        assertThat(imports).hasSizeGreaterThan(40);
        for (String room : imports.keySet()) {
            Set<String> reached = new TreeSet<>();
            List<String> open = new ArrayList<>(imports.get(room));
            while (!open.isEmpty()) {
                String next = open.removeLast();
                if (reached.add(next)) {
                    open.addAll(imports.getOrDefault(next, Set.of()));
                }
            }
            assertThat(reached).as(room).doesNotContain(room);
        }
    }

    @Test
    void aStageImportsFromItsLeftAlone() throws IOException {
        Map<String, Set<String>> imports = imports();
        for (int i = 0; i < STAGES.size(); i++) {
            for (String right : STAGES.subList(i + 1, STAGES.size())) {
                assertThat(imports.get("dev.sluice.core." + STAGES.get(i)))
                        .doesNotContain("dev.sluice.core." + right);
            }
        }
    }

    @Test
    void theReadmeAndTheArchitectureNameEveryModule() throws IOException {
        for (String page : List.of("README.md", "docs/architecture.md")) {
            assertThat(Files.readString(ROOT.resolve(page))).as(page).contains(modules());
        }
    }

    private static Map<String, Set<String>> imports() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (String module : modules()) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    var own = PACKAGE.matcher(text);
                    assertThat(own.find()).as(file.toString()).isTrue();
                    Set<String> from = imports.computeIfAbsent(own.group(1), _ -> new TreeSet<>());
                    IMPORT.matcher(text).results().forEach(found -> from.add(found.group(1)));
                    from.remove(own.group(1));
                }
            }
        }
        return imports;
    }

    private static List<String> modules() throws IOException {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .toList();
    }
}
