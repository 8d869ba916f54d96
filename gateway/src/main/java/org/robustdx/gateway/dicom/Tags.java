package org.robustdx.gateway.dicom;

/** Tags that the code names (PS3.6). */
public final class Tags {
    public static final int TRANSFER_SYNTAX = 0x00020010;
    public static final int CHARACTER_SET = 0x00080005;
    public static final int SOP_CLASS = 0x00080016;
    public static final int SOP_INSTANCE = 0x00080018;
    public static final int STUDY_DATE = 0x00080020;
    public static final int STUDY_TIME = 0x00080030;
    public static final int ACCESSION_NUMBER = 0x00080050;
    public static final int MODALITY = 0x00080060;
    public static final int MANUFACTURER = 0x00080070;
    public static final int REFERRING_PHYSICIAN = 0x00080090;
    public static final int STATION_NAME = 0x00081010;
    public static final int PATIENT_NAME = 0x00100010;
    public static final int PATIENT_ID = 0x00100020;
    public static final int ISSUER_OF_PATIENT_ID = 0x00100021;
    public static final int BIRTH_DATE = 0x00100030;
    public static final int SEX = 0x00100040;
    public static final int IDENTITY_REMOVED = 0x00120062;
    public static final int DEIDENTIFICATION_METHOD = 0x00120063;
    public static final int BODY_PART = 0x00180015;
    public static final int DEVICE_SERIAL_NUMBER = 0x00181000;
    public static final int STUDY_INSTANCE = 0x0020000d;
    public static final int SERIES_INSTANCE = 0x0020000e;
    public static final int STUDY_ID = 0x00200010;
    public static final int INSTANCE_NUMBER = 0x00200013;
    public static final int STUDY_INSTANCES = 0x00201208;
    public static final int BURNED_IN_ANNOTATION = 0x00280301;
    public static final int PIXEL_DATA = 0x7fe00010;
    static final int ITEM = 0xfffee000;
    static final int ITEM_END = 0xfffee00d;
    static final int SEQUENCE_END = 0xfffee0dd;

    private Tags() {}
}
