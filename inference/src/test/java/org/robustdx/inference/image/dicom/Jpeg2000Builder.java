package org.robustdx.inference.image.dicom;

import java.io.ByteArrayOutputStream;

/**
 * Writes JPEG 2000 codestreams of one gray component by hand (ISO/IEC 15444-1, annexes A and B). Their packets are empty, which makes an image of one
 * gray, or hold one code-block each with as many coding passes as wanted and no bytes: a few bytes that are much work.
 */
final class Jpeg2000Builder {
    private final int width;
    private final int height;
    private int tile;
    private int levels = 5;
    private int layers = 1;
    private int progression;
    private int block = 4;
    private int precinct = 15;
    private int passes;
    private byte[] changes = {};

    Jpeg2000Builder(int width, int height) {
        this.width = width;
        this.height = height;
        this.tile = Math.max(width, height);
    }

    Jpeg2000Builder tiles(int side) {
        tile = side;
        return this;
    }

    Jpeg2000Builder levels(int count) {
        levels = count;
        return this;
    }

    Jpeg2000Builder layers(int count) {
        layers = count;
        return this;
    }

    /** 0 to 4: LRCP, RLCP, RPCL, PCRL, CPRL. */
    Jpeg2000Builder progression(int order) {
        progression = order;
        return this;
    }

    /** The exponent of the side of code-blocks, less 2. */
    Jpeg2000Builder blocks(int exponent) {
        block = exponent;
        return this;
    }

    /** The exponent of the side of precincts. */
    Jpeg2000Builder precincts(int exponent) {
        precinct = exponent;
        return this;
    }

    /** Passes of each code-block, 37 to 164; there must be one code-block in a subband. */
    Jpeg2000Builder passes(int count) {
        passes = count;
        return this;
    }

    /** Progression order changes that claim all layers and components. */
    Jpeg2000Builder changes(int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            out.writeBytes(new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 33, (byte) 0xff, (byte) (i % 5)});
        }
        changes = out.toByteArray();
        return this;
    }

    byte[] build() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        u16(out, 0xff4f);
        u16(out, 0xff51);
        u16(out, 41);
        u16(out, 0);
        for (int v : new int[] {width, height, 0, 0, tile, tile, 0, 0}) {
            u32(out, v);
        }
        u16(out, 1);
        out.writeBytes(new byte[] {7, 1, 1});
        u16(out, 0xff52);
        boolean parts = precinct < 15;
        u16(out, 12 + (parts ? levels + 1 : 0));
        out.write(parts ? 1 : 0);
        out.write(progression);
        u16(out, layers);
        out.writeBytes(new byte[] {0, (byte) levels, (byte) block, (byte) block, 0, 1});
        for (int r = 0; parts && r <= levels; r++) {
            out.write(precinct << 4 | precinct);
        }
        u16(out, 0xff5c);
        u16(out, 3 + 3 * levels + 1);
        out.write(2 << 5);
        for (int b = 0; b < 3 * levels + 1; b++) {
            out.write(30 << 3);
        }
        if (changes.length > 0) {
            u16(out, 0xff5f);
            u16(out, 2 + changes.length);
            out.writeBytes(changes);
        }
        int across = (width + tile - 1) / tile;
        int down = (height + tile - 1) / tile;
        for (int t = 0; t < across * down; t++) {
            byte[] packets = packets();
            u16(out, 0xff90);
            u16(out, 10);
            u16(out, t);
            u32(out, 14 + packets.length);
            out.write(0);
            out.write(1);
            u16(out, 0xff93);
            out.writeBytes(packets);
        }
        u16(out, 0xffd9);
        return out.toByteArray();
    }

    private byte[] packets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int r = 0; r <= levels; r++) {
            long parts = 1;
            if (precinct < 15) {
                long side = Math.min(tile, Math.max(width, height));
                long across = Math.max(1, (side >> (levels - r)) >> precinct);
                parts = across * across;
            }
            for (long p = 0; p < parts * layers; p++) {
                if (passes == 0) {
                    out.write(0);
                } else {
                    Bits bits = new Bits();
                    bits.put(1, 1);
                    for (int b = 0; b < (r == 0 ? 1 : 3); b++) {
                        // Included; no bit-plane is zero; passes; the length is as long as it was.
                        bits.put(1, 1);
                        bits.put(1, 1);
                        bits.put(0x1ff, 9);
                        bits.put(passes - 37, 7);
                        bits.put(0, 1);
                        int width = 3 + (31 - Integer.numberOfLeadingZeros(passes));
                        bits.put(0, width);
                    }
                    out.writeBytes(bits.bytes());
                }
            }
        }
        return out.toByteArray();
    }

    /** Bits of a packet header, with a zero after each byte of ones. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int current;
        private int free = 8;

        void put(int value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                current = current << 1 | (value >> i & 1);
                if (--free == 0) {
                    out.write(current);
                    free = current == 0xff ? 7 : 8;
                    current = 0;
                }
            }
        }

        byte[] bytes() {
            boolean afterOnes = free == 7 && current == 0;
            while (free < 8 && !(afterOnes && free == 7)) {
                put(0, 1);
                afterOnes = false;
            }
            if (afterOnes) {
                out.write(0);
            }
            return out.toByteArray();
        }
    }

    private static void u16(ByteArrayOutputStream out, int v) {
        out.write(v >> 8);
        out.write(v);
    }

    private static void u32(ByteArrayOutputStream out, int v) {
        u16(out, v >>> 16);
        u16(out, v & 0xffff);
    }
}
