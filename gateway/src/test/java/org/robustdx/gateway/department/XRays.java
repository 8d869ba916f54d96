package org.robustdx.gateway.department;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.dicom.Bytes;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.DicomWriter;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.dicom.Tags;

/** DICOM files of today's studies, made of image files: X-rays as two kinds of devices would send them, and five unusual ones. */
final class XRays {
    private static final String JPEG_BASELINE = "1.2.840.10008.1.2.4.50";
    private static final int SIDE = 256;

    private int next;

    /**
     * Returns X-rays of a folder as DICOM files with one channel, as X-ray devices send them. Every second one is uncompressed, the others are JPEG.
     *
     * @param most how many at most, spread over the folder
     */
    List<byte[]> ofFolder(Path folder, int most) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(file -> file.toString().matches("(?i).*\\.(jpe?g|png)"))
                    .filter(file -> !file.endsWith("examples.png")) // The attack shows some of its images there.
                    .sorted()
                    .toList();
        }
        List<byte[]> instances = new ArrayList<>();
        int count = Math.min(most, files.size());
        for (int i = 0; i < count; i++) {
            Path file = files.get((int) ((long) i * files.size() / count));
            boolean asJpeg = i % 2 == 1 && !file.toString().endsWith(".png");
            instances.add(asJpeg ? jpeg(file) : gray(file));
        }
        return instances;
    }

    /** Returns files that come seldom. Two of them must not leave the archive, and one cannot be decoded. */
    List<byte[]> unusual() throws IOException {
        byte[] noise = new byte[SIDE * SIDE];
        new Random(5).nextBytes(noise);
        byte[] inverted = new byte[2 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int value = 4095 - i % SIDE * 16;
            inverted[2 * i] = (byte) value;
            inverted[2 * i + 1] = (byte) (value >>> 8);
        }
        DataSet twelveBits = image(SIDE, SIDE, 16, 12, "MONOCHROME1")
                .put(0x00281050, "DS", "2048")
                .put(0x00281051, "DS", "4096")
                .put(new Element.Value(Tags.PIXEL_DATA, "OW", Bytes.of(inverted)));
        DataSet broken = image(SIDE, SIDE, 8, 8, "MONOCHROME2").put(encapsulated(Arrays.copyOf(noise, 5_000)));
        return List.of(
                Instances.file(pixels(noise, SIDE, SIDE)),
                Instances.file(twelveBits),
                DicomWriter.write(new DicomObject(JPEG_BASELINE, broken)),
                Instances.file(pixels(noise, SIDE, SIDE).put(Tags.BURNED_IN_ANNOTATION, "CS", "YES")),
                Instances.file(pixels(noise, SIDE, SIDE).put(Tags.BODY_PART, "CS", "HAND")));
    }

    private static BufferedImage read(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        if (image == null) {
            throw new IOException("%s (expected: an image)".formatted(file.getFileName()));
        }
        return image;
    }

    private byte[] gray(Path file) throws IOException {
        BufferedImage image = read(file);
        int[] samples = samples(image);
        byte[] gray = new byte[samples.length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = (byte) samples[i];
        }
        return Instances.file(pixels(gray, image.getWidth(), image.getHeight()));
    }

    private byte[] jpeg(Path file) throws IOException {
        BufferedImage image = read(file);
        BufferedImage gray = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setSamples(0, 0, gray.getWidth(), gray.getHeight(), 0, samples(image));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ImageIO.write(gray, "jpg", content);
        DataSet data =
                image(gray.getWidth(), gray.getHeight(), 8, 8, "MONOCHROME2").put(encapsulated(content.toByteArray()));
        return DicomWriter.write(new DicomObject(JPEG_BASELINE, data));
    }

    /** Returns the samples of the first channel: the channels are equal. */
    private static int[] samples(BufferedImage image) {
        return image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    }

    private static Element encapsulated(byte[] content) {
        byte[] even = Arrays.copyOf(content, content.length + content.length % 2);
        return new Element.Encapsulated(Tags.PIXEL_DATA, "OB", List.of(Bytes.of(new byte[0]), Bytes.of(even)));
    }

    private DataSet pixels(byte[] gray, int width, int height) {
        byte[] even = Arrays.copyOf(gray, gray.length + gray.length % 2);
        return image(width, height, 8, 8, "MONOCHROME2").put(new Element.Value(Tags.PIXEL_DATA, "OW", Bytes.of(even)));
    }

    /** Returns the data set of another patient's study of today, without pixels. */
    private DataSet image(int width, int height, int allocated, int stored, String photometric) {
        int number = next++;
        return Instances.dataSet(number)
                .put(
                        Tags.STUDY_DATE,
                        "DA",
                        DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.now(ZoneId.systemDefault())))
                .put(Tags.PATIENT_ID, "LO", "T" + number)
                .put(Tags.PATIENT_NAME, "PN", "TEST^PATIENT" + number)
                .put(unsigned16(0x00280002, 1))
                .put(0x00280004, "CS", photometric)
                .put(unsigned16(0x00280010, height))
                .put(unsigned16(0x00280011, width))
                .put(unsigned16(0x00280100, allocated))
                .put(unsigned16(0x00280101, stored))
                .put(unsigned16(0x00280102, stored - 1));
    }

    private static Element unsigned16(int tag, int value) {
        return new Element.Value(tag, "US", Bytes.of(new byte[] {(byte) value, (byte) (value >>> 8)}));
    }
}
