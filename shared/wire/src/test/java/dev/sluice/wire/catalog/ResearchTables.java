package dev.sluice.wire.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the tables of the provider research, which the catalog is held against: a Markdown page and
 * three CSV files.
 */
final class ResearchTables {

    private static final String PAGE = "providers-2025-10-11.md";

    /** A line like {@code - Llama 3.3 70B Turbo: $0.88 / $0.88 (131K context)}. */
    private static final Pattern BULLET =
            Pattern.compile("- (.+?): \\$([\\d.]+) / \\$([\\d.]+)(?: \\((\\d+)K.*)?");

    /**
     * @param contextThousands empty if the page does not say
     */
    record PricedModel(
            String name, String inputUsd, String outputUsd, List<Integer> contextThousands) {}

    private ResearchTables() {}

    /** The lists "Popular Models by Category", by display name. */
    static List<PricedModel> popularModels() {
        List<PricedModel> models = new ArrayList<>();
        for (String line : text(PAGE).lines().toList()) {
            Matcher bullet = BULLET.matcher(line);
            if (bullet.matches()) {
                List<Integer> context =
                        bullet.group(4) == null
                                ? List.of()
                                : List.of(Integer.valueOf(bullet.group(4)));
                models.add(
                        new PricedModel(
                                bullet.group(1), bullet.group(2), bullet.group(3), context));
            }
        }
        return models;
    }

    /** The table "Recommended Models", by id. */
    static List<PricedModel> recommendedModels() {
        return markdownTable("#### Recommended Models").stream()
                .map(
                        cells ->
                                new PricedModel(
                                        cells.get(0),
                                        cells.get(1).substring(1),
                                        cells.get(2).substring(1),
                                        List.of(Integer.valueOf(cells.get(3).replace("K", "")))))
                .toList();
    }

    /** The body rows of the first table after a line that starts with {@code heading}. */
    static List<List<String>> markdownTable(String heading) {
        List<List<String>> rows = new ArrayList<>();
        boolean underHeading = false;
        for (String line : text(PAGE).lines().toList()) {
            if (line.startsWith(heading)) {
                underHeading = true;
            } else if (underHeading && line.startsWith("|")) {
                rows.add(cells(line));
            } else if (underHeading && !rows.isEmpty()) {
                break;
            }
        }
        return rows.subList(2, rows.size());
    }

    /** The rows of a CSV file without quotes, by column name. */
    static List<Map<String, String>> csv(String fileName) {
        List<String> lines = text(fileName).lines().toList();
        String[] columns = lines.getFirst().split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(",", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.length; i++) {
                row.put(columns[i], values[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Pattern.compile("\\|").splitAsStream(line.substring(1)).map(String::strip).toList();
    }

    private static String text(String fileName) {
        try (InputStream in = ResearchTables.class.getResourceAsStream("/research/" + fileName)) {
            if (in == null) {
                throw new IllegalStateException("no test resource research/" + fileName);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
