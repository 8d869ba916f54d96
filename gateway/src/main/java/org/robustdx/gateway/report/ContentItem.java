package org.robustdx.gateway.report;

import java.util.List;
import java.util.Locale;
import org.robustdx.gateway.dicom.DataSet;

/** Content items of a structured report (PS3.3, C.17.3). */
final class ContentItem {
    static final String CONTAINS = "CONTAINS";
    static final String CONCEPT_MODIFIER = "HAS CONCEPT MOD";
    static final String CONTEXT = "HAS OBS CONTEXT";

    static final int REFERENCED_SOP_SEQUENCE = 0x00081199;
    static final int REFERENCED_SOP_CLASS = 0x00081150;
    static final int REFERENCED_SOP_INSTANCE = 0x00081155;

    private static final int RELATIONSHIP = 0x0040a010;
    private static final int VALUE_TYPE = 0x0040a040;
    private static final int CONCEPT_NAME = 0x0040a043;
    private static final int CONTINUITY = 0x0040a050;
    private static final int UID_VALUE = 0x0040a124;
    private static final int TEXT_VALUE = 0x0040a160;
    private static final int CONCEPT_CODE = 0x0040a168;
    private static final int MEASURED_VALUE = 0x0040a300;
    private static final int NUMERIC_VALUE = 0x0040a30a;
    private static final int UNITS = 0x004008ea;
    private static final int TEMPLATE = 0x0040a504;
    private static final int MAPPING_RESOURCE = 0x00080105;
    private static final int TEMPLATE_ID = 0x0040db00;
    private static final int CONTENT = 0x0040a730;

    private ContentItem() {}

    /** Adds what the root of a document has: it has no relationship to another item. */
    static DataSet root(DataSet document, Code name, String template, List<DataSet> content) {
        return document.put(VALUE_TYPE, "CS", "CONTAINER")
                .put(CONCEPT_NAME, name.items())
                .put(CONTINUITY, "CS", "SEPARATE")
                .put(TEMPLATE, template(template))
                .put(CONTENT, content);
    }

    static DataSet container(Code name, List<DataSet> content) {
        return item(CONTAINS, "CONTAINER", name)
                .put(CONTINUITY, "CS", "SEPARATE")
                .put(CONTENT, content);
    }

    static DataSet container(Code name, String template, List<DataSet> content) {
        return container(name, content).put(TEMPLATE, template(template));
    }

    static DataSet code(String relationship, Code name, Code value) {
        return item(relationship, "CODE", name).put(CONCEPT_CODE, value.items());
    }

    static DataSet text(String relationship, Code name, String value) {
        return item(relationship, "TEXT", name).put(TEXT_VALUE, "UT", Code.ascii(value));
    }

    static DataSet uid(String relationship, Code name, String value) {
        return item(relationship, "UIDREF", name).put(UID_VALUE, "UI", value);
    }

    /** Returns a number without a unit, with six decimals. */
    static DataSet number(Code name, double value) {
        DataSet measured = new DataSet()
                .put(UNITS, new Code("1", "UCUM", "no units").items())
                .put(NUMERIC_VALUE, "DS", String.format(Locale.ROOT, "%.6f", value));
        return item(CONTAINS, "NUM", name).put(MEASURED_VALUE, List.of(measured));
    }

    static DataSet image(Code name, String sopClass, String sopInstance) {
        return item(CONTAINS, "IMAGE", name).put(REFERENCED_SOP_SEQUENCE, reference(sopClass, sopInstance));
    }

    /** Returns an image without a name. */
    static DataSet image(String sopClass, String sopInstance) {
        return new DataSet()
                .put(RELATIONSHIP, "CS", CONTAINS)
                .put(VALUE_TYPE, "CS", "IMAGE")
                .put(REFERENCED_SOP_SEQUENCE, reference(sopClass, sopInstance));
    }

    static List<DataSet> reference(String sopClass, String sopInstance) {
        return List.of(new DataSet()
                .put(REFERENCED_SOP_CLASS, "UI", sopClass)
                .put(REFERENCED_SOP_INSTANCE, "UI", sopInstance));
    }

    private static DataSet item(String relationship, String type, Code name) {
        return new DataSet()
                .put(RELATIONSHIP, "CS", relationship)
                .put(VALUE_TYPE, "CS", type)
                .put(CONCEPT_NAME, name.items());
    }

    private static List<DataSet> template(String id) {
        return List.of(new DataSet().put(MAPPING_RESOURCE, "CS", "DCMR").put(TEMPLATE_ID, "CS", id));
    }
}
