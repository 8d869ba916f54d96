package org.robustdx.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages valid content in the ways that break parsers: other bits, extreme numbers, parts lost, doubled, moved, or taken from another. */
public final class Mutator {
    private static final int[] EXTREMES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 0x7fff, 0x10000};
    /** Where most formats keep their sizes. */
    private static final int HEAD = 256;

    private final List<byte[]> seeds;
    private final Random random;

    /** Creates one that starts from these contents. */
    public Mutator(List<byte[]> seeds, long seed) {
        this.seeds = seeds.stream().map(byte[]::clone).toList();
        this.random = new Random(seed);
    }

    /** Returns one of the contents after one to eight changes. */
    public byte[] next() {
        byte[] content = pick().clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes && content.length > 0; i++) {
            content = changed(content);
        }
        return content;
    }

    private byte[] pick() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] content) {
        int at = position(content);
        switch (random.nextInt(8)) {
            case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> content[at] = (byte) random.nextInt(256);
            case 2 -> number(content, at);
            case 3 -> {
                return Arrays.copyOf(content, at);
            }
            case 4 -> {
                return spliced(content, at, content, position(content), random.nextInt(64));
            }
            case 5 -> {
                byte[] other = pick();
                return other.length == 0
                        ? content
                        : spliced(content, at, other, random.nextInt(other.length), random.nextInt(2048));
            }
            case 6 -> Arrays.fill(content, at, Math.min(content.length, at + 1 + random.nextInt(32)), (byte) -1);
            default -> {
                return without(content, at, 1 + random.nextInt(64));
            }
        }
        return content;
    }

    private int position(byte[] content) {
        return random.nextInt(random.nextBoolean() ? Math.min(HEAD, content.length) : content.length);
    }

    /** Two or four bytes of it become a number that is easily got wrong, in either order. */
    private void number(byte[] content, int at) {
        int value = EXTREMES[random.nextInt(EXTREMES.length)];
        int length = Math.min(random.nextBoolean() ? 2 : 4, content.length - at);
        boolean bigEndian = random.nextBoolean();
        for (int i = 0; i < length; i++) {
            content[at + i] = (byte) (value >> (8 * (bigEndian ? length - 1 - i : i)));
        }
    }

    private static byte[] spliced(byte[] content, int at, byte[] from, int start, int length) {
        int inserted = Math.min(length, from.length - start);
        byte[] longer = new byte[content.length + inserted];
        System.arraycopy(content, 0, longer, 0, at);
        System.arraycopy(from, start, longer, at, inserted);
        System.arraycopy(content, at, longer, at + inserted, content.length - at);
        return longer;
    }

    private static byte[] without(byte[] content, int at, int length) {
        int end = Math.min(content.length, at + length);
        byte[] shorter = new byte[content.length - (end - at)];
        System.arraycopy(content, 0, shorter, 0, at);
        System.arraycopy(content, end, shorter, at, content.length - end);
        return shorter;
    }
}
