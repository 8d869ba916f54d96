package org.robustdx.inference.image.dicom;

import com.github.jaiimageio.jpeg2000.impl.IISRandomAccessIO;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReadParamJava;
import java.awt.Point;
import java.io.IOException;
import jj2000.j2k.codestream.HeaderInfo;
import jj2000.j2k.codestream.reader.BitstreamReaderAgent;
import jj2000.j2k.codestream.reader.HeaderDecoder;
import jj2000.j2k.entropy.decoder.DecLyrdCBlk;
import jj2000.j2k.wavelet.synthesis.SubbandSyn;

/**
 * Counts the work of decoding a JPEG 2000 codestream from its packet headers alone: the number of coding passes of each code-block. Time grows with
 * the samples and with the passes over them, and a file of a few kilobytes can ask for a hundred passes over every sample.
 */
final class Jpeg2000Work {
    /** Measured: nanoseconds of the library for a sample, most of them for its wavelet, and for a pass over a sample. */
    private static final long SAMPLE_NANOS = 100;

    private static final long PASS_NANOS = 12;
    /** The count is the same on any machine, so that the same file always gives the same image. */
    private static final long MOST_NANOS = 1_500_000_000;

    private static final int RESOLUTIONS = 33;

    /** Passes times samples of code-blocks, for each resolution level: index 0 is the smallest. */
    private final long[] passes = new long[RESOLUTIONS];

    private Jpeg2000Work() {}

    static Jpeg2000Work of(byte[] stream, int components) throws IOException {
        Jpeg2000Work work = new Jpeg2000Work();
        try (CodestreamInput input = new CodestreamInput(stream)) {
            IISRandomAccessIO in = new IISRandomAccessIO(input);
            J2KImageReadParamJava options = new J2KImageReadParamJava();
            HeaderInfo info = new HeaderInfo();
            HeaderDecoder header = new HeaderDecoder(in, options, info);
            BitstreamReaderAgent reader =
                    BitstreamReaderAgent.createInstance(in, header, options, header.getDecoderSpecs(), false, info);
            Point tiles = reader.getNumTiles(null);
            for (int y = 0; y < tiles.y; y++) {
                for (int x = 0; x < tiles.x; x++) {
                    reader.setTile(x, y);
                    for (int c = 0; c < components; c++) {
                        work.add(reader, c, reader.getSynSubbandTree(reader.getTileIdx(), c));
                    }
                }
            }
        }
        return work;
    }

    private void add(BitstreamReaderAgent reader, int component, SubbandSyn band) {
        if (band.isNode) {
            add(reader, component, band.subb_LL);
            add(reader, component, band.subb_HL);
            add(reader, component, band.subb_LH);
            add(reader, component, band.subb_HH);
            return;
        }
        DecLyrdCBlk block = null;
        for (int m = 0; m < band.numCb.y; m++) {
            for (int n = 0; n < band.numCb.x; n++) {
                block = reader.getCodeBlock(component, m, n, band, 1, -1, block);
                passes[band.resLvl] += (long) block.nTrunc * block.w * block.h;
            }
        }
    }

    /**
     * Returns how often the sides of an image have to be halved until it can be decoded in time, or -1 where that does not help.
     *
     * @param header of the same codestream
     */
    int halvings(Jpeg2000Header header) {
        for (int halved = 0; header.reducible(halved) || halved == 0; halved++) {
            long samples = (header.width() >> halved) * (header.height() >> halved) * header.components();
            long nanos = samples * SAMPLE_NANOS;
            for (int r = 0; r <= header.mostLevels() - halved; r++) {
                nanos += passes[r] * PASS_NANOS;
            }
            if (nanos <= MOST_NANOS) {
                return halved;
            }
        }
        return -1;
    }
}
