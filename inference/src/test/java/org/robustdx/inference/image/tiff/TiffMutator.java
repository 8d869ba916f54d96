package org.robustdx.inference.image.tiff;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.robustdx.inference.image.TestImages;

/** Damages the directories of valid TIFFs: tags, types, counts, offsets, tables of strips and tiles, the chain of directories. */
public final class TiffMutator {
    private static final int[] EXTREMES = {
        0,
        1,
        2,
        3,
        7,
        8,
        9,
        16,
        255,
        256,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0x10001,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        -1
    };
    private static final int[] TAGS = {
        254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325, 330,
        338, 339, 347, 513, 514, 529, 530, 532, 34665
    };
    private static final int[] CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 32, 32773, 32946};
    private static final int[] TABLES = {273, 279, 324, 325};

    private final List<byte[]> seeds = seeds();

    /** Returns one of the images after one to four changes, always the same for a seed. */
    public byte[] next(long seed) {
        Random random = new Random(seed);
        byte[] content = seeds.get(random.nextInt(seeds.size())).clone();
        ByteBuffer tiff = ByteBuffer.wrap(content);
        tiff.order(content[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int count = tiff.getShort(directory) & 0xffff;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(tiff, directory, count, random);
        }
        return content;
    }

    private static void change(ByteBuffer tiff, int directory, int count, Random random) {
        int entry = directory + 2 + 12 * random.nextInt(count);
        switch (random.nextInt(9)) {
            case 0 -> tiff.putShort(entry, (short) one(TAGS, random));
            case 1 -> tiff.putShort(entry + 2, (short) random.nextInt(14));
            case 2 -> tiff.putInt(entry + 4, one(EXTREMES, random));
            case 3 -> tiff.putInt(entry + 8, one(EXTREMES, random));
            case 4 -> tiff.putShort(entry + 8, (short) one(random.nextBoolean() ? CODES : EXTREMES, random));
            case 5 -> // Two entries share their values.
                tiff.putInt(entry + 8, tiff.getInt(directory + 2 + 12 * random.nextInt(count) + 8));
            case 6 -> table(tiff, directory, count, random);
            case 7 -> tiff.putInt(directory + 2 + 12 * count, random.nextBoolean() ? directory : one(EXTREMES, random));
            default -> {
                if (random.nextInt(4) == 0) {
                    tiff.putShort(directory, (short) one(EXTREMES, random));
                } else {
                    tiff.putInt(entry + 8, random.nextInt(tiff.limit()));
                }
            }
        }
    }

    /** Changes one value of a table of strips or tiles. */
    private static void table(ByteBuffer tiff, int directory, int count, Random random) {
        int wanted = one(TABLES, random);
        for (int i = 0; i < count; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == wanted) {
                int size = tiff.getShort(entry + 2) == 3 ? 2 : 4;
                int values = tiff.getInt(entry + 4);
                long table = (long) values * size <= 4 ? entry + 8 : tiff.getInt(entry + 8);
                long at = table + (long) size * random.nextInt(Math.max(1, Math.min(values, 4)));
                if (at >= 0 && at + 4 <= tiff.limit()) {
                    tiff.putInt((int) at, random.nextBoolean() ? one(EXTREMES, random) : random.nextInt(tiff.limit()));
                }
            }
        }
    }

    private static int one(int[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    /** Returns the images it starts from: of all kinds of samples and compressions. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        int[] samples = new Random(7).ints(40 * 30 * 4, 0, 1 << 16).toArray();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int bits : new int[] {1, 4, 8, 12, 16}) {
                seeds.add(image(order, samples, 1, bits, 1, 1).build());
                seeds.add(image(order, samples, 3, bits, 2, 5).words(274, 6).build());
                seeds.add(image(order, samples, 4, bits, 2, 8).words(338, 2).build());
                seeds.add(image(order, samples, 2, bits, 0, 32773).words(338, 0).build());
            }
            seeds.add(image(order, samples, 3, 16, 2, 8).words(317, 2).build());
            seeds.add(image(order, samples, 3, 8, 6, 5).words(530, 1, 1).build());
            long[] map = new Random(8).longs(3 * 16, 0, 1 << 16).toArray();
            seeds.add(image(order, samples, 1, 4, 3, 1).words(320, map).build());
            TiffWriter tiles =
                    TiffWriter.of(order, 40, 30, 1, 8, 1).words(259, 8).tiles(16, 16);
            TiffWriter planes = TiffWriter.of(order, 40, 30, 3, 8, 2).words(284, 2);
            for (int i = 0; i < 6; i++) {
                tiles.segment(TiffWriter.deflate(TiffWriter.pack(part(samples, 256, 8), 16, 8, order)));
            }
            for (int i = 0; i < 3; i++) {
                planes.segment(TiffWriter.pack(part(samples, 1200, 8), 40, 8, order));
            }
            seeds.add(tiles.build());
            seeds.add(planes.build());
        }
        BufferedImage colour = TestImages.ramp(40, 30, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage bilevel = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_BINARY);
        for (int i = 0; i < 1200; i++) {
            bilevel.getRaster().setSample(i % 40, i / 40, 0, samples[i] & 1);
        }
        for (String compression : List.of("JPEG", "LZW", "Deflate", "PackBits")) {
            seeds.add(written(colour, compression));
        }
        for (String compression : List.of("CCITT RLE", "CCITT T.4", "CCITT T.6")) {
            seeds.add(written(bilevel, compression));
        }
        return seeds;
    }

    private static TiffWriter image(
            ByteOrder order, int[] samples, int channels, int bits, int photometric, int compression) {
        byte[] packed = TiffWriter.pack(part(samples, 1200 * channels, bits), 40 * channels, bits, order);
        int half = packed.length / 2;
        TiffWriter image = TiffWriter.of(order, 40, 30, channels, bits, photometric)
                .words(259, compression)
                .words(278, 15);
        for (byte[] strip : List.of(Arrays.copyOf(packed, half), Arrays.copyOfRange(packed, half, packed.length))) {
            image.segment(
                    switch (compression) {
                        case 5 -> TiffWriter.lzw(strip);
                        case 8 -> TiffWriter.deflate(strip);
                        case 32773 -> TiffWriter.packBits(strip);
                        default -> strip;
                    });
        }
        return image;
    }

    private static int[] part(int[] samples, int count, int bits) {
        int[] part = new int[count];
        for (int i = 0; i < count; i++) {
            part[i] = samples[i] >> (16 - bits);
        }
        return part;
    }

    private static byte[] written(RenderedImage image, String compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
