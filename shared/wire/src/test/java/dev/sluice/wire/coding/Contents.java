package dev.sluice.wire.coding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * What the files {@code *.zst} beside this hold: made again from nothing, so that only their coded
 * forms need to be kept. Its main method writes them, for {@code zstd} to code.
 */
final class Contents {
    private Contents() {}

    public static void main(String[] args) throws IOException {
        for (String name : new String[] {"words", "skewed", "few", "zeros", "noise"}) {
            Files.write(Path.of(args[0], name), of(name));
        }
    }

    static byte[] of(String name) {
        Random random = new Random(8878);
        return switch (name) {
            case "words" -> words(random);
            case "skewed" -> skewed(random);
            case "few" -> few(random);
            case "zeros" -> new byte[1_000_000];
            default -> noise(random);
        };
    }

    private static byte[] words(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 300_000) {
            int word = (int) Math.abs(random.nextGaussian() * 40);
            text.append("lorem ipsum dolor ")
                    .append(Integer.toString(word * 7_919, 36))
                    .append(' ');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] skewed(Random random) {
        byte[] bytes = new byte[4_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.abs(random.nextGaussian() * 20);
        }
        return bytes;
    }

    private static byte[] few(Random random) {
        byte[] bytes = new byte[5_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(3));
        }
        return bytes;
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[1_000];
        random.nextBytes(bytes);
        return bytes;
    }
}
