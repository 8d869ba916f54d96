package org.robustdx.gateway.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.DicomWriter;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.Diagnosis;

/**
 * A diagnosis as a DICOM Structured Report: a Comprehensive 3D SR with the template TID 1500 "Measurement Report" (PS3.16), as the IHE profile AI Results
 * asks for. It belongs to the patient and the study of the image. The observer is the model, with its name, version and unique identifier. A verdict without
 * a result has no finding and no probabilities, and says that there is no result.
 */
final class StructuredReport {
    private static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.34";
    private static final int SERIES_NUMBER = 9900;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    private static final Code REPORT = Code.dcm("126000", "Imaging Measurement Report");
    private static final Code FINDING = Code.dcm("121071", "Finding");
    private static final Code VERDICT = new Code("VERDICT", Code.OWN, "Verdict on the reliability of the result");

    private final Diagnosis diagnosis;
    private final Identity identity;
    private final ReportIds ids;
    private final Outcome outcome;

    private StructuredReport(Diagnosis diagnosis, Identity identity, ReportIds ids) {
        this.diagnosis = diagnosis;
        this.identity = identity;
        this.ids = ids;
        this.outcome = Outcome.of(diagnosis);
    }

    /** Returns the report on a diagnosis as a DICOM file. */
    static byte[] of(Diagnosis diagnosis, Identity identity, ReportIds ids) {
        DataSet document = new StructuredReport(diagnosis, identity, ids).document();
        return DicomWriter.write(new DicomObject(DicomWriter.EXPLICIT, document));
    }

    private DataSet document() {
        DataSet document = StudyAttributes.of(identity);
        ZonedDateTime at = diagnosedAt().atZone(ZoneId.systemDefault());
        String name = StudyAttributes.name(diagnosis.getModelName());
        document.put(Tags.SOP_CLASS, "UI", SOP_CLASS)
                .put(Tags.SOP_INSTANCE, "UI", ids.report())
                .put(Tags.SERIES_INSTANCE, "UI", ids.series())
                .put(Tags.MODALITY, "CS", "SR")
                .put(0x00080023, "DA", DATE.format(at))
                .put(0x00080033, "TM", TIME.format(at))
                .put(0x0008103e, "LO", "RobustDx AI results")
                .put(0x00081090, "LO", name)
                .put(0x00081111, List.of())
                .put(Tags.DEVICE_SERIAL_NUMBER, "LO", StudyAttributes.name(diagnosis.getModelSha256()))
                .put(0x00181002, "UI", ids.model())
                .put(0x00181020, "LO", StudyAttributes.name(diagnosis.getModelVersion()))
                .put(0x00200011, "IS", Integer.toString(SERIES_NUMBER))
                .put(Tags.INSTANCE_NUMBER, "IS", "1")
                .put(0x0040a372, List.of())
                .put(0x0040a375, evidence())
                .put(0x0040a491, "CS", "COMPLETE")
                .put(0x0040a493, "CS", "UNVERIFIED");
        return ContentItem.root(document, REPORT, "1500", content());
    }

    private Instant diagnosedAt() {
        return diagnosis.getDiagnosedAt();
    }

    /** Returns the image that the report is on (Current Requested Procedure Evidence Sequence). */
    private List<DataSet> evidence() {
        DataSet series = new DataSet()
                .put(ContentItem.REFERENCED_SOP_SEQUENCE, image())
                .put(Tags.SERIES_INSTANCE, "UI", identity.text(Tags.SERIES_INSTANCE));
        return List.of(new DataSet()
                .put(0x00081115, List.of(series))
                .put(Tags.STUDY_INSTANCE, "UI", identity.text(Tags.STUDY_INSTANCE)));
    }

    private List<DataSet> image() {
        return ContentItem.reference(identity.text(Tags.SOP_CLASS), identity.text(Tags.SOP_INSTANCE));
    }

    private List<DataSet> content() {
        List<DataSet> content = new ArrayList<>();
        content.add(ContentItem.code(
                ContentItem.CONCEPT_MODIFIER,
                Code.dcm("121049", "Language of Content Item and Descendants"),
                new Code("en", "RFC5646", "English")));
        content.add(ContentItem.code(
                ContentItem.CONTEXT, Code.dcm("121005", "Observer Type"), Code.dcm("121007", "Device")));
        content.add(ContentItem.uid(ContentItem.CONTEXT, Code.dcm("121012", "Device Observer UID"), ids.model()));
        content.add(ContentItem.text(
                ContentItem.CONTEXT, Code.dcm("121013", "Device Observer Name"), diagnosis.getModelName()));
        content.add(ContentItem.text(
                ContentItem.CONTEXT, Code.dcm("121014", "Device Observer Manufacturer"), StudyAttributes.MANUFACTURER));
        content.add(ContentItem.text(
                ContentItem.CONTEXT, Code.dcm("121015", "Device Observer Model Name"), diagnosis.getModelName()));
        content.add(ContentItem.code(
                ContentItem.CONCEPT_MODIFIER,
                Code.dcm("121058", "Procedure reported"),
                new Code("363679005", "SCT", "Imaging procedure")));
        content.add(ContentItem.container(
                Code.dcm("111028", "Image Library"),
                "1600",
                List.of(ContentItem.container(
                        Code.dcm("126200", "Image Library Group"),
                        List.of(ContentItem.image(identity.text(Tags.SOP_CLASS), identity.text(Tags.SOP_INSTANCE)))))));
        content.add(ContentItem.container(
                Code.dcm("126010", "Imaging Measurements"),
                List.of(ContentItem.container(Code.dcm("125007", "Measurement Group"), "1501", group()))));
        return content;
    }

    private List<DataSet> group() {
        List<DataSet> group = new ArrayList<>();
        group.add(ContentItem.text(
                ContentItem.CONTEXT, Code.dcm("112039", "Tracking Identifier"), ids.id("observation")));
        group.add(ContentItem.uid(ContentItem.CONTEXT, Code.dcm("112040", "Tracking Unique Identifier"), ids.report()));
        group.add(ContentItem.text(
                ContentItem.CONCEPT_MODIFIER, Code.dcm("111001", "Algorithm Name"), diagnosis.getModelName()));
        group.add(ContentItem.text(
                ContentItem.CONCEPT_MODIFIER,
                Code.dcm("111003", "Algorithm Version"),
                diagnosis.getModelVersion().isEmpty() ? "unknown" : diagnosis.getModelVersion()));
        group.add(ContentItem.text(
                ContentItem.CONCEPT_MODIFIER,
                Code.dcm("111002", "Algorithm Parameters"),
                "sha256=" + diagnosis.getModelSha256()));
        if (outcome.hasResult()) {
            group.add(ContentItem.code(ContentItem.CONTAINS, FINDING, FindingCodes.of(diagnosis.getLabel())));
            for (ClassProbability one : diagnosis.getClasses()) {
                Code name = FindingCodes.of(one.getName());
                group.add(ContentItem.number(
                        new Code(
                                "P_" + cutCode(name.value()), Code.OWN, "Probability of " + cutMeaning(name.meaning())),
                        one.getProbability()));
            }
        }
        group.add(ContentItem.code(ContentItem.CONTAINS, VERDICT, Code.own(outcome.name())));
        group.add(ContentItem.image(
                new Code("260753009", "SCT", "Source"),
                identity.text(Tags.SOP_CLASS),
                identity.text(Tags.SOP_INSTANCE)));
        group.add(ContentItem.text(ContentItem.CONTAINS, Code.dcm("121106", "Comment"), outcome.meaning()));
        return group;
    }

    private static String cutCode(String value) {
        return value.length() <= 14 ? value : value.substring(0, 14);
    }

    private static String cutMeaning(String meaning) {
        return meaning.length() <= 48 ? meaning : meaning.substring(0, 48);
    }
}
