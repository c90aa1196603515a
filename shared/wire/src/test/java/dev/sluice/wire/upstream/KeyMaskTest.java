package dev.sluice.wire.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a provider cuts the key that it quotes, its client never has it. */
class KeyMaskTest {
    private static final List<String> KEYS =
            List.of("canary-key-0", "sk-canary-Ab0_Cd1-Ef2.Gh3", "aaaaaaaaaaab", "k".repeat(40));

    @Test
    void aWholeKeyIsBlankedWhereverItStands() {
        for (String key : KEYS) {
            assertThat(said(key, List.of("a " + key + " b"))).doesNotContain(key);
            byte[] bare = ("not JSON: " + key).getBytes(UTF_8);
            new KeyMask(new Secret(key)).mask(bare, 0, bare.length);
            assertThat(new String(bare, UTF_8)).isEqualTo("not JSON: " + "*".repeat(key.length()));
        }
    }

    @Test
    void aKeyIsBlankedAtEverySplit() {
        for (String key : KEYS) {
            for (int one = 1; one < key.length(); one++) {
                for (int two = one; two < key.length(); two++) {
                    List<String> pieces = new ArrayList<>();
                    pieces.add("Your key is " + key.substring(0, one));
                    if (two > one) {
                        pieces.add(key.substring(one, two));
                    }
                    pieces.add(key.substring(two) + ", keep it.");
                    assertHidden(key, pieces);
                }
            }
            assertHidden(key, List.of(key.split("")));
        }
    }

    @Test
    void aKeyIsBlankedBetweenTheEventsOfOtherChoices() {
        String key = KEYS.get(1);
        for (int at = 1; at < key.length(); at++) {
            KeyMask mask = new KeyMask(new Secret(key));
            String said = masked(mask, 0, key.substring(0, at));
            masked(mask, 1, "another's words");
            masked(mask, 0, "");
            said += masked(mask, 0, key.substring(at));
            assertThat(said).as("cut at %d", at).doesNotContain(key);
        }
    }

    /** Words of the key in other order, alone, or with something between them. */
    @Test
    void whatIsNoKeyComesThroughAsItIs() {
        Random random = new Random(7);
        String[] words = {
            "canary", "-", "key", "canary-", "key-", "0", " ", "upstream", "\\\"", "c"
        };
        for (int run = 0; run < 2_000; run++) {
            List<String> pieces = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                pieces.add(words[random.nextInt(words.length)]);
            }
            String all = String.join("", pieces);
            if (!all.contains("canary-ke")) {
                assertThat(said("canary-key-0", pieces)).isEqualTo(all);
            }
        }
    }

    private static void assertHidden(String key, List<String> pieces) {
        String said = said(key, pieces);
        assertThat(said).as("%s", pieces).doesNotContain(key);
        assertThat(said).hasSameSizeAs(String.join("", pieces));
        String start = key.substring(0, Math.max(8, key.length() * 3 / 4));
        if (key.indexOf(start, 1) < 0) {
            assertThat(said).as("%s", pieces).doesNotContain(start);
        }
    }

    private static String said(String key, List<String> pieces) {
        KeyMask mask = new KeyMask(new Secret(key));
        StringBuilder said = new StringBuilder();
        for (String piece : pieces) {
            said.append(masked(mask, 0, piece));
        }
        return said.toString();
    }

    private static String masked(KeyMask mask, int choice, String content) {
        String before =
                "{\"id\":\"c\",\"choices\":[{\"index\":" + choice + ",\"delta\":{\"content\":\"";
        byte[] event = (before + content + "\"}}]}").getBytes(UTF_8);
        mask.mask(event, 0, event.length);
        String all = new String(event, UTF_8);
        assertThat(all).startsWith(before);
        return all.substring(before.length(), all.length() - "\"}}]}".length());
    }
}
