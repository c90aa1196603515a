package dev.sluice.core.settle;

import java.util.Optional;

/**
 * A row that stands for a job.
 *
 * @param note who works on it
 * @param settlement how it ended; empty while nobody has seen its end
 */
public record JobRow(OpenRow row, Note note, Job job, Optional<Settlement> settlement) {}
