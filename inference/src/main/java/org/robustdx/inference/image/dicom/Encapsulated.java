package org.robustdx.inference.image.dicom;

import java.util.List;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Finds the fragments of the first frame of encapsulated pixel data (PS3.5, A.4) and joins them. */
final class Encapsulated {
    private static final int ITEM_HEADER = 8;

    private Encapsulated() {}

    static byte[] firstFrame(byte[] content, List<Element> items, int frames) throws RefusedException {
        if (items.size() < 2) {
            throw new RefusedException(Reason.CORRUPT, "encapsulated pixel data holds no fragments");
        }
        Element offsets = items.get(0);
        List<Element> fragments = items.subList(1, items.size());
        if (frames > fragments.size()) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "truncated: pixel data has " + fragments.size() + " fragments (expected: at least " + frames
                            + ", one per frame)");
        }
        return join(content, fragments.subList(0, count(content, offsets, fragments, frames)));
    }

    private static int count(byte[] content, Element offsets, List<Element> fragments, int frames) {
        if (frames == 1) {
            return fragments.size();
        }
        if (frames == fragments.size()) {
            return 1;
        }
        if (offsets.length() >= 8) {
            // The second frame begins where the offset table says, counted from the first fragment's item header.
            long second = Cursor.unsigned16At(content, offsets.offset() + 4, false)
                    | (long) Cursor.unsigned16At(content, offsets.offset() + 6, false) << 16;
            long start = fragments.get(0).offset() - (long) ITEM_HEADER;
            for (int i = 1; i < fragments.size(); i++) {
                if (fragments.get(i).offset() - ITEM_HEADER - start >= second) {
                    return i;
                }
            }
        }
        // Without a table: JPEG and JPEG 2000 frames end in the same marker.
        for (int i = 0; i < fragments.size(); i++) {
            if (endsFrame(content, fragments.get(i))) {
                return i + 1;
            }
        }
        return fragments.size();
    }

    private static boolean endsFrame(byte[] content, Element fragment) {
        int end = fragment.offset() + fragment.length();
        if (fragment.length() >= 3 && content[end - 1] == 0) {
            end--; // padding to an even length
        }
        return fragment.length() >= 2 && content[end - 2] == (byte) 0xff && content[end - 1] == (byte) 0xd9;
    }

    private static byte[] join(byte[] content, List<Element> fragments) {
        int length = fragments.stream().mapToInt(Element::length).sum();
        byte[] frame = new byte[length];
        int at = 0;
        for (Element fragment : fragments) {
            System.arraycopy(content, fragment.offset(), frame, at, fragment.length());
            at += fragment.length();
        }
        return frame;
    }
}
