package org.robustdx.trainer.importer;

/**
 * How a window slides over images.
 *
 * @param kernel rows and columns
 * @param stride along both
 * @param begin padding above and left
 * @param end padding below and right
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record Windows(long[] kernel, long[] stride, long[] begin, long[] end) {

    /** Returns the window that an operator's attributes describe, with the padding that its name implies. */
    static Windows of(Call call, Tensor images, long... kernel) throws ImportException {
        long[] stride = pair(call, "strides", 1);
        long[] pads = call.attributes().list("pads", 0, 0, 0, 0);
        if (pads.length != 4) {
            throw call.failure(pads.length + " pads (expected: 4, of images)");
        }
        long[] begin = {pads[0], pads[1]};
        long[] end = {pads[2], pads[3]};
        String automatic = call.attributes().text("auto_pad", "NOTSET");
        if (automatic.equals("VALID")) {
            return new Windows(kernel, stride, new long[2], new long[2]);
        }
        if (automatic.startsWith("SAME")) {
            for (int i = 0; i < 2; i++) {
                long size = images.size(2 + i);
                long out = -Math.floorDiv(-size, stride[i]);
                long all = Math.max(0, (out - 1) * stride[i] + kernel[i] - size);
                begin[i] = automatic.equals("SAME_LOWER") ? all - all / 2 : all / 2;
                end[i] = all - begin[i];
            }
        }
        return new Windows(kernel, stride, begin, end);
    }

    static long[] pair(Call call, String attribute, long otherwise) throws ImportException {
        long[] pair = call.attributes().list(attribute, otherwise, otherwise);
        if (pair.length != 2) {
            throw call.failure(attribute + " of " + pair.length + " axes (expected: 2, of images)");
        }
        return pair;
    }

    boolean symmetrical() {
        return begin[0] == end[0] && begin[1] == end[1];
    }

    boolean unpadded() {
        return symmetrical() && begin[0] == 0 && begin[1] == 0;
    }
}
