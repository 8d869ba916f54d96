package org.robustdx.inference.image.dicom;

/** Tags of the attributes that are read (PS3.6), as {@code 0xGGGGEEEE}. */
final class Tag {
    static final int TRANSFER_SYNTAX = 0x00020010;
    static final int MODALITY = 0x00080060;
    static final int SAMPLES_PER_PIXEL = 0x00280002;
    static final int PHOTOMETRIC_INTERPRETATION = 0x00280004;
    static final int PLANAR_CONFIGURATION = 0x00280006;
    static final int NUMBER_OF_FRAMES = 0x00280008;
    static final int ROWS = 0x00280010;
    static final int COLUMNS = 0x00280011;
    static final int BITS_ALLOCATED = 0x00280100;
    static final int BITS_STORED = 0x00280101;
    static final int HIGH_BIT = 0x00280102;
    static final int PIXEL_REPRESENTATION = 0x00280103;
    static final int PIXEL_PADDING = 0x00280120;
    static final int PIXEL_PADDING_LIMIT = 0x00280121;
    static final int WINDOW_CENTER = 0x00281050;
    static final int WINDOW_WIDTH = 0x00281051;
    static final int RESCALE_INTERCEPT = 0x00281052;
    static final int RESCALE_SLOPE = 0x00281053;
    static final int VOI_FUNCTION = 0x00281056;
    static final int RED_DESCRIPTOR = 0x00281101;
    static final int RED_DATA = 0x00281201;
    static final int SEGMENTED_RED_DATA = 0x00281221;
    static final int MODALITY_LUT = 0x00283000;
    static final int LUT_DESCRIPTOR = 0x00283002;
    static final int LUT_DATA = 0x00283006;
    static final int VOI_LUT = 0x00283010;
    static final int PRESENTATION_LUT_SHAPE = 0x20500020;
    static final int FRAME_VOI_LUT = 0x00289132;
    static final int PIXEL_VALUE_TRANSFORMATION = 0x00289145;
    static final int SHARED_GROUPS = 0x52009229;
    static final int PER_FRAME_GROUPS = 0x52009230;
    static final int FLOAT_PIXEL_DATA = 0x7fe00008;
    static final int DOUBLE_PIXEL_DATA = 0x7fe00009;
    static final int PIXEL_DATA = 0x7fe00010;
    static final int ITEM = 0xfffee000;
    static final int ITEM_END = 0xfffee00d;
    static final int SEQUENCE_END = 0xfffee0dd;

    private Tag() {}

    /** Returns the tag as {@code (gggg,eeee)}. */
    static String show(int tag) {
        return String.format("(%04x,%04x)", tag >>> 16, tag & 0xffff);
    }
}
