package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The registered transfer syntaxes (PS3.6, table A-1): those that are read with the way their frames are packed, the others by name. */
enum TransferSyntax {
    IMPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2", "Implicit VR Little Endian", Packing.NATIVE),
    EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1", "Explicit VR Little Endian", Packing.NATIVE),
    DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Packing.NATIVE),
    EXPLICIT_BIG_ENDIAN("1.2.840.10008.1.2.2", "Explicit VR Big Endian", Packing.NATIVE),
    RLE_LOSSLESS("1.2.840.10008.1.2.5", "RLE Lossless", Packing.RLE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline, 8 bit", Packing.JPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended, 12 bit", Packing.JPEG),
    JPEG_SPECTRAL_SELECTION("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection (retired)", Packing.JPEG),
    JPEG_FULL_PROGRESSION("1.2.840.10008.1.2.4.55", "JPEG Full Progression (retired)", Packing.JPEG),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000, lossless only", Packing.JPEG_2000),
    JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Packing.JPEG_2000),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless, process 14", Packing.JPEG),
    JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", "JPEG Lossless, process 14, selection value 1", Packing.JPEG),
    JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", "JPEG-LS, lossless", Packing.JPEG_LS),
    JPEG_LS_NEAR_LOSSLESS("1.2.840.10008.1.2.4.81", "JPEG-LS, near-lossless", Packing.JPEG_LS),
    JPEG_2000_PART_2_LOSSLESS("1.2.840.10008.1.2.4.92", "JPEG 2000 part 2, lossless only", Packing.UNSUPPORTED),
    JPEG_2000_PART_2("1.2.840.10008.1.2.4.93", "JPEG 2000 part 2", Packing.UNSUPPORTED),
    JPIP_REFERENCED("1.2.840.10008.1.2.4.94", "JPIP Referenced", Packing.UNSUPPORTED),
    JPIP_REFERENCED_DEFLATE("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", Packing.UNSUPPORTED),
    MPEG2_MAIN("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile, Main Level", Packing.UNSUPPORTED),
    MPEG2_HIGH("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile, High Level", Packing.UNSUPPORTED),
    MPEG4_HIGH("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile, level 4.1", Packing.UNSUPPORTED),
    MPEG4_BD("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible, level 4.1", Packing.UNSUPPORTED),
    MPEG4_2D("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 2D, level 4.2", Packing.UNSUPPORTED),
    MPEG4_3D("1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 3D, level 4.2", Packing.UNSUPPORTED),
    MPEG4_STEREO("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo, level 4.2", Packing.UNSUPPORTED),
    HEVC_MAIN("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile, level 5.1", Packing.UNSUPPORTED),
    HEVC_MAIN_10("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile, level 5.1", Packing.UNSUPPORTED),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL, lossless", Packing.UNSUPPORTED),
    JPEG_XL_RECOMPRESSION("1.2.840.10008.1.2.4.111", "JPEG XL, JPEG recompression", Packing.UNSUPPORTED),
    JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL", Packing.UNSUPPORTED),
    HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000, lossless only", Packing.UNSUPPORTED),
    HTJ2K_LOSSLESS_RPCL(
            "1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL, lossless only", Packing.UNSUPPORTED),
    HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Packing.UNSUPPORTED);

    /** How the values of a frame are packed. */
    enum Packing {
        NATIVE,
        RLE,
        JPEG,
        JPEG_LS,
        JPEG_2000,
        UNSUPPORTED
    }

    private final String uid;
    private final String title;
    private final Packing packing;

    TransferSyntax(String uid, String title, Packing packing) {
        this.uid = uid;
        this.title = title;
        this.packing = packing;
    }

    Packing packing() {
        return packing;
    }

    boolean implicit() {
        return this == IMPLICIT_LITTLE_ENDIAN;
    }

    boolean bigEndian() {
        return this == EXPLICIT_BIG_ENDIAN;
    }

    /** Returns the refusal of what this transfer syntax stands for. */
    RefusedException unsupported() {
        return new RefusedException(Reason.UNSUPPORTED, "transfer syntax " + uid + " (" + title + ") is not supported");
    }

    /** Returns the transfer syntax that is read under this identifier; others are refused by identifier and name. */
    static TransferSyntax of(String uid) throws RefusedException {
        for (TransferSyntax syntax : values()) {
            if (syntax.uid.equals(uid)) {
                if (syntax.packing == Packing.UNSUPPORTED) {
                    throw syntax.unsupported();
                }
                return syntax;
            }
        }
        if (!uid.matches("[0-9.]{1,64}")) {
            throw new RefusedException(Reason.CORRUPT, "transfer syntax (0002,0010) is not a unique identifier");
        }
        throw new RefusedException(
                Reason.UNSUPPORTED, "transfer syntax " + uid + " (private or unknown) is not supported");
    }
}
