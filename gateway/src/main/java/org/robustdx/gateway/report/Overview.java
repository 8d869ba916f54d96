package org.robustdx.gateway.report;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.robustdx.gateway.dicom.Bytes;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.DicomWriter;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.AdversarialAlert;

/**
 * An alert as a picture: a Secondary Capture Image (PS3.3, A.8.1) in the study of its image, with {@link Panels}. The app sends the image as the model saw it
 * and the denoised image with each alert; of other images it sends none.
 *
 * @param uid SOP Instance UID, which follows from image and model
 * @param file the DICOM file
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier
record Overview(String uid, byte[] file) {
    private static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.7";
    private static final int SERIES_NUMBER = 9901;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    private static final int SOURCE_IMAGES = 0x00082112;

    /** Returns the overview of an alert; empty if the alert has no pictures. */
    static Optional<Overview> of(AdversarialAlert alert, Identity identity, Pseudonyms pseudonyms) {
        return Panels.of(alert.getInput(), alert.getPreview()).map(panels -> {
            String uid = pseudonyms.uid("overview", alert.getImageId(), alert.getModelSha256());
            DataSet image = described(alert, identity)
                    .put(Tags.SOP_INSTANCE, "UI", uid)
                    .put(
                            Tags.SERIES_INSTANCE,
                            "UI",
                            pseudonyms.uid(
                                    "overview series", identity.text(Tags.STUDY_INSTANCE), alert.getModelSha256()))
                    .put(unsigned16(0x00280002, 3))
                    .put(0x00280004, "CS", "RGB")
                    .put(unsigned16(0x00280006, 0))
                    .put(unsigned16(0x00280010, panels.height()))
                    .put(unsigned16(0x00280011, panels.width()))
                    .put(unsigned16(0x00280100, 8))
                    .put(unsigned16(0x00280101, 8))
                    .put(unsigned16(0x00280102, 7))
                    .put(unsigned16(0x00280103, 0))
                    .put(new Element.Value(Tags.PIXEL_DATA, "OB", Bytes.of(panels.rgb())));
            return new Overview(uid, DicomWriter.write(new DicomObject(DicomWriter.EXPLICIT, image)));
        });
    }

    private static DataSet described(AdversarialAlert alert, Identity identity) {
        ZonedDateTime at = alert.getRaisedAt().atZone(ZoneId.systemDefault());
        return StudyAttributes.of(identity)
                .put(0x00080008, "CS", "DERIVED\\SECONDARY")
                .put(Tags.SOP_CLASS, "UI", SOP_CLASS)
                .put(0x00080023, "DA", DATE.format(at))
                .put(0x00080033, "TM", TIME.format(at))
                .put(Tags.MODALITY, "CS", "OT")
                .put(0x00080064, "CS", "WSD")
                .put(0x0008103e, "LO", "RobustDx overview")
                .put(0x00081090, "LO", StudyAttributes.name(alert.getModelName()))
                .put(
                        0x00082111,
                        "ST",
                        "From left to right: image as the model saw it, denoised image, difference times %d (grey: none)"
                                .formatted(Panels.GAIN))
                .put(
                        SOURCE_IMAGES,
                        ContentItem.reference(identity.text(Tags.SOP_CLASS), identity.text(Tags.SOP_INSTANCE)))
                .put(0x00200011, "IS", Integer.toString(SERIES_NUMBER))
                .put(Tags.INSTANCE_NUMBER, "IS", "1")
                .put(0x00200020, "CS", "")
                .put(
                        0x00204000,
                        "LT",
                        Code.ascii("%s: %s, after denoising %s"
                                .formatted(alert.getVerdict(), alert.getLabelBefore(), alert.getLabelAfter())))
                .put(Tags.BURNED_IN_ANNOTATION, "CS", "NO");
    }

    private static Element unsigned16(int tag, int value) {
        return new Element.Value(tag, "US", Bytes.of(new byte[] {(byte) value, (byte) (value >>> 8)}));
    }
}
