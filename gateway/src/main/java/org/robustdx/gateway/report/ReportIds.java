package org.robustdx.gateway.report;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.Diagnosis;

/**
 * The identifiers of what is reported on a diagnosis. They follow from the image and the model alone.
 *
 * @param report SOP Instance UID of the structured report
 * @param series Series Instance UID of the reports of this model in this study
 * @param model unique identifier of the model: the first 128 bits of its file's SHA-256 below the root 2.25
 * @param key what the FHIR resources on this image have in their ids, 16 hexadecimal digits
 */
record ReportIds(String report, String series, String model, String key) {
    private static final int HEX_DIGITS = 32;
    private static final int HEX = 16;

    static ReportIds of(Pseudonyms pseudonyms, Identity identity, Diagnosis diagnosis) {
        String model = diagnosis.getModelSha256();
        return new ReportIds(
                pseudonyms.uid("report", diagnosis.getImageId(), model),
                pseudonyms.uid("report series", identity.text(Tags.STUDY_INSTANCE), model),
                modelUid(model),
                pseudonyms.text("fhir", diagnosis.getImageId() + '\0' + model));
    }

    private static String modelUid(String sha256) {
        String digits = sha256.matches("[0-9a-f]{64}") ? sha256.substring(0, HEX_DIGITS) : "0";
        return "2.25." + new BigInteger(digits, HEX);
    }

    /** Returns the id of the FHIR resource of the model. */
    String deviceId() {
        return "robustdx-model-" + model.substring("2.25.".length());
    }

    /** Returns the id of a FHIR resource on the image. */
    String id(String kind) {
        return "robustdx-" + kind + "-" + key;
    }

    /** Returns the URN by which the resources of a bundle refer to one with this id. */
    static String urn(String id) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    }
}
