package org.robustdx.inference.image.dicom;

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
