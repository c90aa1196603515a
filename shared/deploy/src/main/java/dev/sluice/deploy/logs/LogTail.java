package dev.sluice.deploy.logs;

import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** Prints the lines of log groups, and with {@code follow} those to come. */
public final class LogTail {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** Late lines come with an earlier time: each look goes back this far. */
    private static final long OVERLAP_MILLIS = 10_000;

    private final CloudWatchLogsClient client;
    private final Terminal terminal;
    private final Pacing pacing;
    private final Map<String, Set<String>> seen = new HashMap<>();

    public LogTail(CloudWatchLogsClient client, Terminal terminal, Pacing pacing) {
        this.client = client;
        this.terminal = terminal;
        this.pacing = pacing;
    }

    /** Returns when all is printed, or with {@code follow} when the thread is interrupted. */
    public void run(List<String> groups, Instant since, boolean follow)
            throws InterruptedException {
        Map<String, Long> fromMillis = new HashMap<>();
        groups.forEach(group -> fromMillis.put(group, since.toEpochMilli()));
        do {
            for (String group : groups) {
                fromMillis.computeIfPresent(group, this::look);
            }
            if (follow) {
                pacing.pause(BETWEEN_LOOKS);
            }
        } while (follow && !Thread.currentThread().isInterrupted());
    }

    /** From where the next look goes. */
    private long look(String group, long fromMillis) {
        Set<String> before = seen.getOrDefault(group, Set.of());
        Set<String> now = new HashSet<>();
        long latestMillis = fromMillis;
        try {
            var pages =
                    client.filterLogEventsPaginator(
                            request -> request.logGroupName(group).startTime(fromMillis));
            for (FilteredLogEvent event : pages.events()) {
                latestMillis = Math.max(latestMillis, event.timestamp() - OVERLAP_MILLIS);
                now.add(event.eventId());
                if (!before.contains(event.eventId())) {
                    print(event);
                }
            }
        } catch (ResourceNotFoundException e) {
            if (before.isEmpty()) {
                terminal.say("%s: nothing was logged yet", group);
                now.add("");
            }
        }
        seen.put(group, now);
        return latestMillis;
    }

    private void print(FilteredLogEvent event) {
        terminal.say(
                "%s %s",
                Instant.ofEpochMilli(event.timestamp()),
                event.message().stripTrailing().replaceAll("[\\p{Cntrl}&&[^\t\n]]", " "));
    }
}
