package org.robustdx.inference.image.jpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Damages JPEG streams in their structure, so that they get past the first checks: whole segments, scans and restart intervals. */
final class JpegMutator {
    private final List<byte[]> seeds;
    private final Random random;

    JpegMutator(List<byte[]> seeds, long seed) {
        this.seeds = List.copyOf(seeds);
        random = new Random(seed);
    }

    /** Returns one of the streams after one to three changes. */
    byte[] next() {
        List<byte[]> segments = new ArrayList<>(TestJpegs.segments(pick()));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            change(segments);
        }
        return TestJpegs.join(segments);
    }

    private byte[] pick() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private void change(List<byte[]> segments) {
        int at = 1 + random.nextInt(Math.max(1, segments.size() - 2));
        switch (random.nextInt(7)) {
            case 0 -> segments.remove(at);
            case 1 -> {
                int times = random.nextInt(4) == 0 ? 200 : 1;
                for (int i = 0; i < times; i++) {
                    segments.add(at, segments.get(at));
                }
            }
            case 2 -> {
                List<byte[]> others = TestJpegs.segments(pick());
                segments.add(at, others.get(random.nextInt(others.size())));
            }
            case 3 -> segments.add(1 + random.nextInt(segments.size() - 1), segments.remove(at));
            case 4 -> intervals(segments, at);
            case 5 -> data(segments, at);
            default -> header(segments, at);
        }
        if (segments.size() < 3) {
            segments.addAll(TestJpegs.segments(pick()));
        }
    }

    /** Drops, doubles or moves the intervals of a scan. */
    private void intervals(List<byte[]> segments, int at) {
        byte[] scan = segments.get(at);
        if (scan.length < 4 || TestJpegs.marker(scan) != TestJpegs.SOS) {
            return;
        }
        List<byte[]> intervals = TestJpegs.intervals(scan);
        int from = 1 + random.nextInt(intervals.size() - 1);
        int to = Math.min(intervals.size(), from + 1 + random.nextInt(9));
        List<byte[]> some = List.copyOf(intervals.subList(from, to));
        if (random.nextBoolean()) {
            intervals.subList(from, to).clear();
        }
        if (random.nextBoolean()) {
            intervals.addAll(1 + random.nextInt(intervals.size()), some);
        }
        segments.set(at, TestJpegs.join(intervals));
    }

    /** Changes some bytes of a segment, most likely those of a scan. */
    private void data(List<byte[]> segments, int at) {
        byte[] segment = segments.get(at).clone();
        for (int i = 0; i < 4 && segment.length > 4; i++) {
            segment[4 + random.nextInt(segment.length - 4)] = (byte) random.nextInt(256);
        }
        segments.set(at, segment);
    }

    /** Changes a number near the beginning of a segment: sizes, components, tables, bands of coefficients. */
    private void header(List<byte[]> segments, int at) {
        byte[] segment = segments.get(at).clone();
        if (segment.length > 4) {
            int[] extremes = {0, 1, 2, 3, 63, 64, 127, 255};
            segment[4 + random.nextInt(Math.min(16, segment.length - 4))] =
                    (byte) extremes[random.nextInt(extremes.length)];
        }
        segments.set(at, segment);
    }
}
