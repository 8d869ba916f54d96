package org.robustdx.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Diagnoses;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.Tools;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Verdict;

class StructuredReportTest {
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(GatewayKey.of(new byte[32]));

    private final Identity identity = Identity.of(Instances.dataSet(1));

    @TempDir
    private Path folder = Path.of("");

    private static Diagnosis diagnosis(Verdict verdict) {
        return Diagnoses.of(PSEUDONYMS.uid(Instances.sop(1)), verdict);
    }

    private byte[] report(Verdict verdict) {
        Diagnosis diagnosis = diagnosis(verdict);
        return StructuredReport.of(diagnosis, identity, ReportIds.of(PSEUDONYMS, identity, diagnosis));
    }

    private String dumped(Verdict verdict) throws IOException, InterruptedException {
        Tools.require("/usr/bin/dsrdump", "dcmtk");
        Path file = Files.write(folder.resolve("report.dcm"), report(verdict));
        return Tools.run(List.of("/usr/bin/dsrdump", "+Pc", "+Pt", "+Pi", file.toString()));
    }

    @Test
    void shouldStateFindingProbabilityModelAndVerdict() throws IOException, InterruptedException {
        assertThat(dumped(Verdict.TRUSTED))
                .doesNotContain("W: ", "E: ")
                .contains("Comprehensive 3D SR Document", "TID 1500 (DCMR)", "DOE^JANE", "#PID-4711")
                .contains("(121071,DCM,\"Finding\")=(233604007,SCT,\"Pneumonia\")")
                .contains("\"0.900000\" (1,UCUM,\"no units\")", "\"0.100000\"")
                .contains(
                        "(111001,DCM,\"Algorithm Name\")=\"chest-xray\"", "(111003,DCM,\"Algorithm Version\")=\"1.2\"")
                .contains("(121012,DCM,\"Device Observer UID\")=\"2.25.")
                .contains("=(TRUSTED,99RDX,\"TRUSTED\")");
    }

    @Test
    void shouldStateThatThereIsNoResult() throws IOException, InterruptedException {
        for (Verdict verdict : List.of(Verdict.REJECTED, Verdict.OUT_OF_SCOPE)) {
            assertThat(dumped(verdict))
                    .doesNotContain("W: ", "E: ", "Pneumonia", "0.900000", "\"Finding\"")
                    .contains("No result: ", "=(" + verdict + ",99RDX,");
        }
    }

    @Test
    void shouldBeReadByPydicomInTheStudyOfItsImage() throws IOException, InterruptedException {
        Tools.require("/usr/bin/python3", "python3");
        Tools.require("/usr/lib/python3/dist-packages/pydicom", "python3-pydicom");
        Path file = Files.write(folder.resolve("report.dcm"), report(Verdict.SUSPECT));
        String script = "import pydicom,sys; d=pydicom.dcmread(sys.argv[1]);"
                + " e=d.CurrentRequestedProcedureEvidenceSequence[0]; print(d.StudyInstanceUID, d.PatientName, d.Modality,"
                + " d.SOPClassUID.name, d.PatientID,"
                + " e.ReferencedSeriesSequence[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID,"
                + " len(d.ContentSequence))";
        assertThat(Tools.run(List.of("/usr/bin/python3", "-c", script, file.toString()))
                        .strip())
                .isEqualTo(Instances.study(1) + " DOE^JANE SR Comprehensive 3D SR Storage PID-4711 " + Instances.sop(1)
                        + " 9");
    }

    /** Codes of SNOMED CT that pydicom's subset lacks: "Source" as TID 1501 names an image, and findings. */
    private static final List<String> OTHER_CODES = List.of("260753009 Source", "233604007 Pneumonia");

    @Test
    void shouldGiveCodesTheMeaningThatPydicomKnows() throws IOException, InterruptedException {
        Tools.require("/usr/bin/python3", "python3");
        Tools.require("/usr/lib/python3/dist-packages/pydicom", "python3-pydicom");
        Path file = Files.write(folder.resolve("report.dcm"), report(Verdict.TRUSTED));
        String script = """
            import pydicom, sys
            from pydicom.sr._concepts_dict import concepts
            known = {(scheme, value): entry[0] for scheme, names in concepts.items()
                     for values in names.values() for value, entry in values.items()}
            seen = set()
            def check(dataset, element):
                if element.tag == 0x00080100:
                    seen.add((dataset.CodingSchemeDesignator, element.value, dataset.CodeMeaning))
            pydicom.dcmread(sys.argv[1]).walk(check)
            for scheme, value, meaning in sorted(seen):
                if (scheme, value) in known:
                    if known[scheme, value] != meaning:
                        print('wrong', scheme, value, meaning, known[scheme, value])
                elif scheme not in ('99RDX', 'RFC5646'):
                    print('unknown', scheme, value, meaning)
            print('codes', len([s for s in seen if s[0] == 'DCM']))
            """;
        assertThat(Tools.run(List.of("/usr/bin/python3", "-c", script, file.toString()))
                        .lines()
                        .filter(line -> OTHER_CODES.stream().noneMatch(code -> line.equals("unknown SCT " + code))))
                .containsExactly("codes 20");
    }

    @Test
    void shouldBeTheSameEachTimeAndAnotherOneForAnotherModel() {
        assertThat(report(Verdict.TRUSTED)).isEqualTo(report(Verdict.TRUSTED));
        ReportIds first = ReportIds.of(PSEUDONYMS, identity, diagnosis(Verdict.TRUSTED));
        Diagnosis other = Diagnoses.of(PSEUDONYMS.uid(Instances.sop(1)), Verdict.TRUSTED, "f".repeat(64));
        ReportIds second = ReportIds.of(PSEUDONYMS, identity, other);
        assertThat(second.report()).isNotEqualTo(first.report());
        assertThat(second.model()).isNotEqualTo(first.model());
    }
}
