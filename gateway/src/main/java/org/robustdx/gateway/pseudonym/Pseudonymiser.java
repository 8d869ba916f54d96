package org.robustdx.gateway.pseudonym;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.DicomReader;
import org.robustdx.gateway.dicom.DicomWriter;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.dicom.Tags;

/**
 * Rewrites an instance by the basic profile (PS3.15, annex E). The table of attributes is a list of what stays: everything else is removed, also
 * private attributes, overlays, curves and whatever the standard adds later. Thread-safe.
 */
public final class Pseudonymiser {
    private static final TagTable TABLE = TagTable.standard();
    /** Code strings (PS3.5, 6.2), several separated by backslashes. Other text in an attribute for code strings is removed. */
    private static final Pattern CODE_STRINGS = Pattern.compile("[A-Z0-9_ ]{0,16}(\\\\[A-Z0-9_ ]{0,16})*");

    private static final Pattern NUMBERS = Pattern.compile("[0-9+.eE \\\\-]*");
    private static final Pattern IDENTIFIERS = Pattern.compile("[0-9.]{0,64}");
    private static final int MOST_BINARY_BYTES = 8;

    private static final String METHOD = "RobustDx gateway: PS3.15 Basic Profile, table of kept attributes";

    private final Pseudonyms pseudonyms;
    private final boolean burnedInAccepted;

    /** @param burnedInAccepted whether images that state to have text burned into their pixels are passed on */
    public Pseudonymiser(Pseudonyms pseudonyms, boolean burnedInAccepted) {
        this.pseudonyms = pseudonyms;
        this.burnedInAccepted = burnedInAccepted;
    }

    /**
     * Parses an instance.
     *
     * @throws DicomException if it is malformed or in an encoding that is not read
     */
    public static DicomObject parse(byte[] content, long maxBytes) throws DicomException {
        return DicomReader.read(content, TABLE::vr, maxBytes);
    }

    /** Returns whether an image states that text is burned into its pixels, and such images are not passed on. */
    public boolean refusesBurnedIn(DataSet data) {
        return !burnedInAccepted && data.text(Tags.BURNED_IN_ANNOTATION).equalsIgnoreCase("YES");
    }

    /** Returns the instance as a file without identifiers. */
    public byte[] rewrite(DicomObject object) {
        DataSet clean = clean(object.data());
        clean.put(Tags.IDENTITY_REMOVED, "CS", "YES");
        clean.put(Tags.DEIDENTIFICATION_METHOD, "LO", METHOD);
        return DicomWriter.write(new DicomObject(object.transferSyntax(), clean));
    }

    private DataSet clean(DataSet data) {
        DataSet clean = new DataSet();
        data.elements().forEach(element -> treated(element).ifPresent(clean::put));
        return clean;
    }

    private Optional<Element> treated(Element element) {
        int tag = element.tag();
        Treatment treatment = TABLE.treatment(tag);
        boolean sequence = element instanceof Element.Sequence;
        if (treatment == Treatment.REMOVE || sequence != TABLE.vr(tag).equals("SQ")) {
            return Optional.empty();
        }
        if (element instanceof Element.Sequence items) {
            List<DataSet> cleaned = new ArrayList<>();
            items.items().forEach(item -> cleaned.add(clean(item)));
            return Optional.of(new Element.Sequence(tag, cleaned));
        }
        if (element instanceof Element.Encapsulated) {
            return tag == Tags.PIXEL_DATA ? Optional.of(element) : Optional.empty();
        }
        Element.Value value = (Element.Value) element;
        return switch (treatment) {
            case KEEP -> isHarmless(value) ? Optional.of(value) : Optional.empty();
            case UID -> Optional.of(text(value, uids(textOf(value))));
            case HASH -> Optional.of(text(value, textOf(value).isEmpty() ? "" : pseudonyms.text("id", textOf(value))));
            case EMPTY -> Optional.of(text(value, ""));
            case REMOVE -> Optional.empty();
        };
    }

    /** Returns whether a value looks like one of its attribute's value representation: anything may stand in a file, also a name. */
    private static boolean isHarmless(Element.Value value) {
        return switch (TABLE.vr(value.tag())) {
            case "CS" -> CODE_STRINGS.matcher(textOf(value)).matches();
            case "DS", "IS" -> NUMBERS.matcher(textOf(value)).matches();
            case "UI" -> IDENTIFIERS.matcher(textOf(value)).matches();
            case "US", "SS", "AT" -> value.bytes().length() <= MOST_BINARY_BYTES;
            default -> true; // tables and pixels
        };
    }

    private String uids(String text) {
        return text.isEmpty()
                ? ""
                : Stream.of(text.split("\\\\", -1)).map(pseudonyms::uid).collect(Collectors.joining("\\"));
    }

    private static Element text(Element.Value original, String text) {
        DataSet one = new DataSet().put(original.tag(), TABLE.vr(original.tag()), text);
        return one.elements().iterator().next();
    }

    private static String textOf(Element.Value value) {
        return value.bytes().latin1().replace('\0', ' ').strip();
    }
}
