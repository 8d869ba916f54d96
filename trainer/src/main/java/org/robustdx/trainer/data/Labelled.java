package org.robustdx.trainer.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The columns of a {@link Dataset}: for each image its pixels, label, group, name and site. All columns have the same length. The arrays must not be
 * changed.
 *
 * @param pixels uint8 pixels of each image, interleaved row by row (HWC)
 * @param labels class index of each image
 * @param groups patient or lesion that each image comes from, unique within its site
 * @param ids name of each image, unique within its site
 * @param sites name of each image's site; empty for a site without a name
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record Labelled(byte[][] pixels, int[] labels, String[] groups, String[] ids, String[] sites) {
    Labelled {
        int n = pixels.length;
        if (labels.length != n || groups.length != n || ids.length != n || sites.length != n) {
            throw new IllegalArgumentException("labels, groups, ids, sites: " + labels.length + ", " + groups.length
                    + ", " + ids.length + ", " + sites.length + " (expected: " + n + " each)");
        }
    }

    /** Returns a column that names the same site for each image. */
    static String[] oneSite(String name, int images) {
        String[] sites = new String[images];
        Arrays.fill(sites, name);
        return sites;
    }

    /** Returns the columns of all parts, one after the other. */
    static Labelled joined(List<Labelled> parts) {
        int n = parts.stream().mapToInt(Labelled::size).sum();
        Labelled all = new Labelled(new byte[n][], new int[n], new String[n], new String[n], new String[n]);
        int at = 0;
        for (Labelled part : parts) {
            int size = part.size();
            System.arraycopy(part.pixels, 0, all.pixels, at, size);
            System.arraycopy(part.labels, 0, all.labels, at, size);
            System.arraycopy(part.groups, 0, all.groups, at, size);
            System.arraycopy(part.ids, 0, all.ids, at, size);
            System.arraycopy(part.sites, 0, all.sites, at, size);
            at += size;
        }
        return all;
    }

    int size() {
        return pixels.length;
    }

    /** Returns the rows at {@code indexes}, in that order. */
    Labelled at(int[] indexes) {
        return new Labelled(
                IntStream.of(indexes).mapToObj(i -> pixels[i]).toArray(byte[][]::new),
                IntStream.of(indexes).map(i -> labels[i]).toArray(),
                of(groups, indexes),
                of(ids, indexes),
                of(sites, indexes));
    }

    private static String[] of(String[] column, int[] indexes) {
        return IntStream.of(indexes).mapToObj(i -> column[i]).toArray(String[]::new);
    }

    Labelled withPixels(byte[][] others) {
        return new Labelled(others, labels, groups, ids, sites);
    }

    Labelled withLabels(int[] others) {
        return new Labelled(pixels, others, groups, ids, sites);
    }

    Labelled withSite(String name) {
        return new Labelled(pixels, labels, groups, ids, oneSite(name, size()));
    }

    /** Returns the number of distinct groups, counted within each site. */
    int groupCount() {
        return (int) IntStream.range(0, size())
                .mapToObj(i -> List.of(sites[i], groups[i]))
                .distinct()
                .count();
    }
}
