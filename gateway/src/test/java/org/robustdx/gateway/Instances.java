package org.robustdx.gateway;

import java.util.List;
import org.robustdx.gateway.dicom.Bytes;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.DicomWriter;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.dicom.Tags;

/** Invented X-ray images of invented patients. */
public final class Instances {
    /** Texts that identify the patient; no output for others may hold one. */
    public static final List<String> SECRETS = List.of(
            "DOE^JANE",
            "PID-4711",
            "ACC-0815",
            "19510203",
            "HOUSE^GREG",
            "Saint Nowhere",
            "WARD7",
            "SN-1234",
            "call her");

    private static final int SIDE = 64;

    private Instances() {}

    /** Returns the data set of an image: a gradient that depends on the number. */
    public static DataSet dataSet(int number) {
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % SIDE * 3 + i / SIDE + number);
        }
        return new DataSet()
                .put(Tags.CHARACTER_SET, "CS", "ISO_IR 100")
                .put(Tags.SOP_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.1")
                .put(Tags.SOP_INSTANCE, "UI", sop(number))
                .put(Tags.STUDY_DATE, "DA", "20260102")
                .put(Tags.STUDY_TIME, "TM", "101112")
                .put(Tags.ACCESSION_NUMBER, "SH", "ACC-0815")
                .put(Tags.MODALITY, "CS", "CR")
                .put(0x00080080, "LO", "Saint Nowhere")
                .put(Tags.REFERRING_PHYSICIAN, "PN", "HOUSE^GREG")
                .put(Tags.STATION_NAME, "SH", "WARD7")
                .put(
                        0x00081140,
                        List.of(new DataSet().put(0x00081150, "UI", "1.2.3").put(0x00081155, "UI", sop(number))))
                .put(Tags.PATIENT_NAME, "PN", "DOE^JANE")
                .put(Tags.PATIENT_ID, "LO", "PID-4711")
                .put(Tags.BIRTH_DATE, "DA", "19510203")
                .put(Tags.SEX, "CS", "F")
                .put(Tags.BODY_PART, "CS", "CHEST")
                .put(Tags.DEVICE_SERIAL_NUMBER, "LO", "SN-1234")
                .put(0x00185101, "CS", "PA")
                .put(Tags.STUDY_INSTANCE, "UI", study(number))
                .put(Tags.SERIES_INSTANCE, "UI", study(number) + ".1")
                .put(Tags.STUDY_ID, "SH", "S1")
                .put(0x00200011, "IS", "1")
                .put(0x00200013, "IS", "1")
                .put(0x00204000, "LT", "call her on PID-4711")
                .put(unsigned16(0x00280002, 1))
                .put(0x00280004, "CS", "MONOCHROME2")
                .put(unsigned16(0x00280010, SIDE))
                .put(unsigned16(0x00280011, SIDE))
                .put(unsigned16(0x00280100, 8))
                .put(unsigned16(0x00280101, 8))
                .put(unsigned16(0x00280102, 7))
                .put(unsigned16(0x00280103, 0))
                .put(0x00331010, "LO", "DOE^JANE in a private attribute")
                .put(new Element.Value(Tags.PIXEL_DATA, "OW", Bytes.of(pixels)));
    }

    /** Returns an image as a DICOM file. */
    public static byte[] file(int number) {
        return file(dataSet(number));
    }

    /** Returns a data set as a DICOM file. */
    public static byte[] file(DataSet data) {
        return DicomWriter.write(new DicomObject(DicomWriter.EXPLICIT, data));
    }

    public static String sop(int number) {
        return study(number) + ".1.1";
    }

    public static String study(int number) {
        return "1.2.826.0.1.3680043.8.498." + (1000 + number);
    }

    private static Element unsigned16(int tag, int value) {
        return new Element.Value(tag, "US", Bytes.of(new byte[] {(byte) value, (byte) (value >>> 8)}));
    }
}
