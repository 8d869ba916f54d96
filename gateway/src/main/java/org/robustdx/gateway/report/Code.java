package org.robustdx.gateway.report;

import java.util.List;
import org.robustdx.gateway.dicom.DataSet;

/**
 * A coded concept (PS3.3, 8.8).
 *
 * @param value its code
 * @param scheme its coding scheme: {@code DCM}, {@code SCT}, {@code UCUM}, or {@code 99RDX} for the project's own
 * @param meaning its text
 */
record Code(String value, String scheme, String meaning) {
    /** Coding scheme of the project's own codes: private, as its first characters say. */
    static final String OWN = "99RDX";

    private static final int CODE_VALUE = 0x00080100;
    private static final int CODING_SCHEME = 0x00080102;
    private static final int CODE_MEANING = 0x00080104;
    private static final int LONGEST_VALUE = 16;
    private static final int LONGEST_MEANING = 64;

    static Code dcm(String value, String meaning) {
        return new Code(value, "DCM", meaning);
    }

    /** Returns a code of the project's own for a name, such as a class of a model. */
    static Code own(String name) {
        String plain = ascii(name);
        return new Code(cut(plain, LONGEST_VALUE), OWN, cut(plain, LONGEST_MEANING));
    }

    /** Returns the text with question marks for everything outside of printable ASCII: reports have the patient's character set. */
    static String ascii(String text) {
        return text.replaceAll("[^ -~]", "?").replace('\\', '/');
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    /** Returns the code as the one item of a code sequence. */
    List<DataSet> items() {
        return List.of(new DataSet()
                .put(CODE_VALUE, "SH", value)
                .put(CODING_SCHEME, "SH", scheme)
                .put(CODE_MEANING, "LO", meaning));
    }
}
