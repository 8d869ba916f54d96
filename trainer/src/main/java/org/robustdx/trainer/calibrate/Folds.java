package org.robustdx.trainer.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Divides images by patient, class by class. The class of a patient is that of the patient's first image. The outcome depends on the seed, and on the order
 * of the images.
 */
final class Folds {
    private Folds() {}

    /**
     * Divides images into folds of about equal size, with each class in proportion. All images of a patient are in one fold.
     *
     * @param strata class of each image
     * @param groups patient of each image
     * @param count number of folds, at least 2; fewer where there are fewer patients
     * @return the indexes of the images of each fold, ascending; no fold is empty
     */
    static List<int[]> of(int[] strata, String[] groups, int count, long seed) {
        List<List<Integer>> folds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            folds.add(new ArrayList<>());
        }
        // Each class goes on where the one before it ended, so that small classes do not all fill the first folds.
        int next = 0;
        for (List<Integer> patient : shuffled(strata, groups, seed)) {
            folds.get(next).addAll(patient);
            next = (next + 1) % count;
        }
        return folds.stream()
                .filter(fold -> !fold.isEmpty())
                .map(fold -> fold.stream().mapToInt(i -> i).sorted().toArray())
                .toList();
    }

    /**
     * A draw of images.
     *
     * @param drawn indexes of the drawn images, ascending
     * @param rest indexes of the images of patients of whom no image was drawn, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    record Draw(int[] drawn, int[] rest) {}

    /**
     * Draws images by patient, with each class in proportion. Images of a patient of whom some images are drawn are not in the rest.
     *
     * @param size number of images to draw, at most as many as there are
     */
    static Draw draw(int[] strata, String[] groups, int size, long seed) {
        int[] wanted = proportions(strata, size);
        int[] taken = new int[wanted.length];
        List<Integer> drawn = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        for (List<Integer> patient : shuffled(strata, groups, seed)) {
            boolean touched = false;
            for (int image : patient) {
                int stratum = strata[image];
                if (taken[stratum] < wanted[stratum]) {
                    taken[stratum]++;
                    drawn.add(image);
                    touched = true;
                }
            }
            if (!touched) {
                rest.addAll(patient);
            }
        }
        return new Draw(
                drawn.stream().mapToInt(i -> i).sorted().toArray(),
                rest.stream().mapToInt(i -> i).sorted().toArray());
    }

    /** Returns how many of {@code size} images each class gets, in proportion to its images; largest remainders first. */
    private static int[] proportions(int[] strata, int size) {
        int classes = Arrays.stream(strata).max().orElse(0) + 1;
        int[] counts = new int[classes];
        for (int stratum : strata) {
            counts[stratum]++;
        }
        int[] wanted = new int[classes];
        List<Integer> byRemainder = new ArrayList<>();
        double[] remainders = new double[classes];
        int left = size;
        for (int k = 0; k < classes; k++) {
            double exact = (double) size * counts[k] / strata.length;
            wanted[k] = (int) exact;
            remainders[k] = exact - wanted[k];
            left -= wanted[k];
            byRemainder.add(k);
        }
        byRemainder.sort((a, b) -> Double.compare(remainders[b], remainders[a]));
        for (int i = 0; i < left; i++) {
            wanted[byRemainder.get(i)]++;
        }
        return wanted;
    }

    /** Returns the images of each patient, the patients shuffled within their classes, the classes in order. */
    private static List<List<Integer>> shuffled(int[] strata, String[] groups, long seed) {
        Map<String, List<Integer>> patients = new LinkedHashMap<>();
        for (int i = 0; i < groups.length; i++) {
            patients.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
        }
        Map<Integer, List<List<Integer>>> byClass = new TreeMap<>();
        patients.values().forEach(images -> byClass.computeIfAbsent(strata[images.get(0)], k -> new ArrayList<>())
                .add(images));
        List<List<Integer>> all = new ArrayList<>();
        Random random = new Random(seed);
        byClass.values().forEach(members -> {
            Collections.shuffle(members, random);
            all.addAll(members);
        });
        return all;
    }
}
