package org.robustdx.gateway.intake;

/** Why an instance was not passed on, or a result not delivered. */
public enum RefusalReason {
    /** The instance is larger than {@code --max-instance-bytes}. */
    TOO_LARGE,
    /** The instance is no valid DICOM file. */
    MALFORMED,
    /** The instance has an encoding that is not read, such as big endian. */
    UNSUPPORTED_ENCODING,
    /** The archive sent another instance than was asked for. */
    OTHER_INSTANCE,
    /** The instance holds no pixels. */
    NO_IMAGE,
    /** No {@code --route} is for its modality and body part. */
    NOT_ROUTED,
    /** The image states that text is burned into its pixels. */
    BURNED_IN_ANNOTATION,
    /** The archive refused the structured report on the image. */
    REPORT_REFUSED,
    /** The archive refused the overview of the image. */
    OVERVIEW_REFUSED,
    /** The FHIR server refused the resources on the image. */
    FHIR_REFUSED
}
