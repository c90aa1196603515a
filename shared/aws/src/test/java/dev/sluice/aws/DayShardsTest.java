package dev.sluice.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DayShardsTest {
    private final DayShards shards = new DayShards(new Random(1));

    @Test
    void oneRequestAtATimeHasOneShard() {
        for (int i = 0; i < 100; i++) {
            DayShards.Place place = shards.begin("ann");
            assertThat(place.shard()).isZero();
            shards.end(place);
        }
    }

    @Test
    void thoseAtOnceHaveOneEachUntilAllAreTaken() {
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < DayShards.SHARDS; i++) {
            taken.add(shards.begin("ann").shard());
        }
        assertThat(taken).hasSize(DayShards.SHARDS);
        assertThat(shards.begin("ann").shard()).isBetween(0, DayShards.SHARDS - 1);
        assertThat(shards.begin("bob").shard()).as("others have their own").isZero();
    }

    @Test
    void afterAConflictAnotherShardIsTriedAndTheNextBeginApart() {
        DayShards.Place place = shards.begin("ann");
        for (int i = 0; i < 100; i++) {
            assertThat(shards.other(place, 5)).isBetween(0, DayShards.SHARDS - 1).isNotEqualTo(5);
        }
        shards.end(place);
        Set<Integer> begun = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            DayShards.Place next = shards.begin("ann");
            begun.add(next.shard());
            shards.end(next);
        }
        assertThat(begun).hasSizeGreaterThan(10);
    }
}
