package dev.sluice.bench.coldstart;

import java.nio.file.Path;

/**
 * What a JVM may keep from a run before, for a quicker start. One that cannot be used ends the
 * process: else its row would be measured without it, and nobody would know.
 */
enum Cache {
    NONE("", ""),
    CLASS_DATA_ARCHIVE("-XX:ArchiveClassesAtExit=", "-Xshare:on -XX:SharedArchiveFile="),
    /**
     * Replaying the training run's profiles makes C1 compile at once what one request never
     * repeats; and a third of the compiling falls behind the first request where it begins later.
     */
    AOT(
            "-XX:AOTCacheOutput=",
            "-XX:AOTMode=on -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining"
                    + " -XX:CompileThresholdScaling=3 -XX:AOTCache=");

    private final String training;
    private final String using;

    Cache(String training, String using) {
        this.training = training;
        this.using = using;
    }

    /** JVM flags of a run that leaves the cache behind. */
    String training(Path file) {
        return training + file;
    }

    /** JVM flags of a run with the cache. */
    String using(Path file) {
        return using + file;
    }
}
