package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.api.ApiDoor;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.endpoint.Route;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a newcomer reads leads where it says. */
class RepositoryTest {
    private static final Path ROOT = Processes.repository();
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)\\s]*)?\\)");
    private static final Pattern PART = Pattern.compile("]\\(([^)#:\\s]*\\.md|)#([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern ROUTE =
            Pattern.compile("`((?:GET|POST|DELETE) /(?:v1|v2|api|health)[^`]*)`");
    private static final Pattern CITED = Pattern.compile("architecture[ *\\n]+§(\\d+)");

    @Test
    void everyLinkToAFileLeadsToOne() throws IOException {
        for (Path page : files(".md")) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .forEach(
                            link ->
                                    assertThat(page.resolveSibling(link.group(1)))
                                            .as(ROOT.relativize(page) + ": " + link.group())
                                            .exists());
        }
    }

    @Test
    void everySectionOfTheArchitectureThatCodeCitesIsThere() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        List<String> cited = new ArrayList<>();
        for (Path source : files(".java")) {
            CITED.matcher(Files.readString(source))
                    .results()
                    .forEach(section -> cited.add("\n## " + section.group(1) + ". "));
        }
        assertThat(cited).isNotEmpty().allMatch(page::contains);
    }

    @Test
    void everyLinkToAPartOfAPageLeadsToAHeading() throws IOException {
        for (Path page : files(".md")) {
            for (MatchResult link : PART.matcher(Files.readString(page)).results().toList()) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(parts(target))
                        .as(ROOT.relativize(page) + ": " + link.group())
                        .contains(link.group(2));
            }
        }
    }

    /** The names that GitHub gives to the headings of a page. */
    private static List<String> parts(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void theReadmeHasTheRoutesThatThereAreAndNoOthers() throws IOException {
        Set<String> shown = new TreeSet<>();
        ROUTE.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .forEach(route -> shown.add(route.group(1)));
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(
                        ApiDoor.routes(Endpoints.ALL).stream().map(Route::toString).toList());
    }

    @Test
    void theReadmeLeadsToEachPageForNewcomers() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains(
                        "(docs/architecture.md)",
                        "(CONTRIBUTING.md)",
                        "(CHANGELOG.md)",
                        "(SECURITY.md)",
                        "(LICENSE)");
    }

    @Test
    void everyCiRunsWhatPeopleRun() throws IOException {
        for (String ci : List.of(".ci/run", ".github/workflows/ci.yml")) {
            assertThat(Files.readString(ROOT.resolve(ci))).as(ci).contains("make test");
        }
    }

    /** Of the project, not what was built or fetched. */
    private static List<Path> files(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        String name = String.valueOf(dir.getFileName());
                        return name.equals("target")
                                        || name.equals("node_modules")
                                        || name.equals(".git")
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (file.toString().endsWith(ending)) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }
}
