package org.robustdx.inference.image.dicom;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.robustdx.inference.image.DicomAttribute;

/** Small DICOM images with given attributes, for tests of other packages and modules. */
public final class DicomSamples {
    private DicomSamples() {}

    /**
     * Returns a gray image with 8 bits, of one brightness but for one pixel.
     *
     * @param attributes values of attributes; MONOCHROME2 if they do not name the photometric interpretation, which has to be monochrome
     */
    public static byte[] gray(int side, int brightness, Map<DicomAttribute, String> attributes) {
        return gray(DicomWriter.EXPLICIT, side, brightness, attributes);
    }

    /**
     * Returns a gray gradient that calls itself a chest X-ray, as an archive holds it: with identifiers of a patient and a study.
     *
     * @param study UID of the study, which begins the UIDs of series and instance
     * @param date the study's date
     */
    public static byte[] chest(int side, String study, LocalDate date) {
        int[] pixels = new int[side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % side * 255 / side;
        }
        return new DicomWriter(DicomWriter.EXPLICIT)
                .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.1")
                .text(0x00080018, "UI", study + ".1.1")
                .text(0x00080020, "DA", DateTimeFormatter.BASIC_ISO_DATE.format(date))
                .text(Tag.MODALITY, "CS", "CR")
                .text(0x00100010, "PN", "TEST^PATIENT")
                .text(0x00100020, "LO", "T1")
                .text(0x00180015, "CS", "CHEST")
                .text(0x0020000d, "UI", study)
                .text(0x0020000e, "UI", study + ".1")
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2")
                .us(Tag.ROWS, side)
                .us(Tag.COLUMNS, side)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .pixels8(pixels)
                .file();
    }

    static byte[] gray(String syntax, int side, int brightness, Map<DicomAttribute, String> attributes) {
        DicomWriter writer = new DicomWriter(syntax);
        Map<DicomAttribute, String> all = new TreeMap<>(attributes);
        String photometric = all.getOrDefault(DicomAttribute.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2");
        all.remove(DicomAttribute.PHOTOMETRIC_INTERPRETATION);
        all.forEach((attribute, value) -> writer.text(attribute.tag(), "CS", value));
        writer.us(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", photometric)
                .us(Tag.ROWS, side)
                .us(Tag.COLUMNS, side)
                .us(Tag.BITS_ALLOCATED, 8)
                .text(Tag.WINDOW_CENTER, "DS", "128")
                .text(Tag.WINDOW_WIDTH, "DS", "256");
        int[] pixels = new int[side * side];
        java.util.Arrays.fill(pixels, brightness);
        pixels[0] = brightness == 0 ? 1 : brightness - 1; // An image of one value carries no picture.
        return writer.pixels8(pixels).file();
    }
}
