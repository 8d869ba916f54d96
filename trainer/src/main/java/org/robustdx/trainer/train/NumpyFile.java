package org.robustdx.trainer.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the NumPy format (NEP 1, versions 1 and 2) of 32-bit floats in C order. ND4J's reader is not used, because it trusts the header and reads
 * past the end of a truncated file.
 */
final class NumpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'<f4'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*False");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(((?:\\d{1,9}\\s*,?\\s*)*)\\)");

    private NumpyFile() {}

    /** The bytes are not an array. The message states the reason. */
    static final class FormatException extends Exception {
        private static final long serialVersionUID = 1;

        FormatException(String message) {
            super(message);
        }
    }

    /** Returns the array in the bytes of a file. */
    static INDArray parse(byte[] file) throws FormatException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 12 || !Arrays.equals(Arrays.copyOf(file, MAGIC.length), MAGIC)) {
            throw new FormatException("no NumPy array");
        }
        int version = in.get(MAGIC.length);
        in.position(MAGIC.length + 2);
        int length = version == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new FormatException("header cut short");
        }
        String header = new String(file, in.position(), length, StandardCharsets.ISO_8859_1);
        in.position(in.position() + length);
        Matcher shape = SHAPE.matcher(header);
        if (!TYPE.matcher(header).find() || !ORDER.matcher(header).find() || !shape.find()) {
            throw new FormatException("no array of 32-bit floats in C order");
        }
        long[] sides = Arrays.stream(shape.group(1).split(","))
                .map(String::strip)
                .filter(side -> !side.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        if (bytes(sides) != in.remaining()) {
            throw new FormatException(in.remaining() + " bytes of values (expected: " + bytes(sides) + " for "
                    + Arrays.toString(sides) + ")");
        }
        FloatBuffer values = in.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] floats = new float[values.remaining()];
        values.get(floats);
        return Nd4j.createFromArray(floats).reshape(sides);
    }

    /** Returns the number of bytes of the values; -1 if it overflows. */
    private static long bytes(long... sides) {
        try {
            return Arrays.stream(sides).reduce(Float.BYTES, Math::multiplyExact);
        } catch (ArithmeticException e) {
            return -1;
        }
    }
}
