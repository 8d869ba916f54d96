package org.robustdx.inference.image.pixels;

/** The colours of a palette. A palette of greys only makes a grey image. */
public final class ColourTable {
    private final int[] argb;
    private final boolean gray;

    /** @param argb the colours, which are not copied */
    public ColourTable(int[] argb) {
        this.argb = argb;
        boolean same = true;
        for (int colour : argb) {
            same &= (colour & 0xff) * 0x010101 == (colour & 0xffffff);
        }
        this.gray = same;
    }

    /** Returns the channels of an image of these colours, 1 or 3. */
    public int channels() {
        return gray ? 1 : 3;
    }

    /** Returns the colour of an index. An index past the end is black, as in other readers. */
    public int argb(int index) {
        return index < argb.length ? argb[index] : 0xff000000;
    }
}
