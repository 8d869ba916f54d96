package org.robustdx.gateway.dicom;

/**
 * A DICOM file.
 *
 * @param transferSyntax unique identifier of its transfer syntax; little endian, not deflated
 * @param data its data set, without the file meta information
 */
public record DicomObject(String transferSyntax, DataSet data) {
    /** Returns the unique identifier of the object's class. */
    public String sopClass() {
        return data.text(Tags.SOP_CLASS);
    }

    /** Returns the unique identifier of the object. */
    public String sopInstance() {
        return data.text(Tags.SOP_INSTANCE);
    }
}
