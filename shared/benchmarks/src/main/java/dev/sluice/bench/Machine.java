package dev.sluice.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a measurement was made on. */
final class Machine {
    private Machine() {}

    static String describe() {
        return cpu()
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " of its cores for provider and callers, "
                + System.getProperty("os.name")
                + ' '
                + System.getProperty("os.version")
                + ", Java "
                + Runtime.version();
    }

    /** Over the last minute; a busy machine measures its other work. */
    static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
    }

    private static String cpu() {
        Path cpuInfo = Path.of("/proc/cpuinfo");
        try {
            if (Files.exists(cpuInfo)) {
                return Files.readAllLines(cpuInfo).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        } catch (IOException e) {
            // The architecture alone, then.
        }
        return System.getProperty("os.arch");
    }
}
