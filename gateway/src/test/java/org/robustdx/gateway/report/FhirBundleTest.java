package org.robustdx.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.robustdx.gateway.Diagnoses;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.Verdict;

class FhirBundleTest {
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(GatewayKey.of(new byte[32]));
    private static final FhirValidator VALIDATOR = validator();

    private static FhirValidator validator() {
        FhirContext context = FhirContext.forR4();
        FhirInstanceValidator definitions = new FhirInstanceValidator(new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context)));
        return context.newValidator().registerValidatorModule(definitions);
    }

    private static byte[] bundle(Verdict verdict) {
        Diagnosis diagnosis = Diagnoses.of(PSEUDONYMS.uid(Instances.sop(1)), verdict);
        Identity identity = Identity.of(Instances.dataSet(1));
        return FhirBundle.of(
                diagnosis,
                new FhirBundle.Subject("PID-4711", Optional.of("urn:oid:2.16.840.1.113883.19.5"), Instances.study(1)),
                ReportIds.of(PSEUDONYMS, identity, diagnosis));
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void shouldBeValidFhir(Verdict verdict) {
        var messages =
                VALIDATOR.validateWithResult(new String(bundle(verdict), StandardCharsets.UTF_8)).getMessages().stream()
                        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                        .map(message -> message.getLocationString() + ": " + message.getMessage());
        assertThat(messages).isEmpty();
    }

    @Test
    void shouldReplaceTheSameResourcesEachTime() throws IOException {
        JsonNode entries = new ObjectMapper().readTree(bundle(Verdict.TRUSTED)).path("entry");
        assertThat(entries).hasSize(3).allSatisfy(entry -> {
            assertThat(entry.at("/request/method").asText()).isEqualTo("PUT");
            assertThat(entry.at("/request/url").asText())
                    .endsWith("/" + entry.at("/resource/id").asText());
        });
        assertThat(bundle(Verdict.TRUSTED)).isEqualTo(bundle(Verdict.TRUSTED));
    }

    @Test
    void shouldHaveNoValueWithoutAResult() throws IOException {
        JsonNode entries = new ObjectMapper().readTree(bundle(Verdict.REJECTED)).path("entry");
        JsonNode observation = entries.path(1).path("resource");
        assertThat(observation.path("resourceType").asText()).isEqualTo("Observation");
        assertThat(observation.has("valueCodeableConcept")).isFalse();
        assertThat(observation.at("/dataAbsentReason/coding/0/code").asText()).isEqualTo("error");
        assertThat(entries.path(2).at("/resource/conclusion").asText()).startsWith("No result: ");
        assertThat(entries.toString()).doesNotContain("PNEUMONIA");
    }
}
