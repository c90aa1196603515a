package dev.sluice.devkit.upstream;

import java.util.Locale;
import java.util.Random;

/**
 * Vectors whose cosine makes sense: each word has a direction of its own, the same in every run,
 * and a text goes where its words go.
 */
final class Meaning {
    static final int DIMENSIONS = 1_024;

    private Meaning() {}

    /** A vector of length 1. */
    static double[] of(String text) {
        double[] sum = new double[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
            Random direction = new Random(word.hashCode());
            for (int i = 0; i < DIMENSIONS; i++) {
                sum[i] += direction.nextGaussian();
            }
        }
        double length = Math.sqrt(cosine(sum, sum));
        for (int i = 0; i < DIMENSIONS; i++) {
            sum[i] = Math.round(sum[i] / length * 1e8) / 1e8;
        }
        return sum;
    }

    /** Of two vectors of length 1. */
    static double cosine(double[] one, double[] other) {
        double product = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            product += one[i] * other[i];
        }
        return product;
    }
}
