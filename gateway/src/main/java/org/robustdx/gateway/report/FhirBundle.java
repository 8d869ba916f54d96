package org.robustdx.gateway.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.Diagnosis;

/**
 * A diagnosis as a FHIR R4 transaction of three resources: the model (Device), what it found (Observation) and the report (DiagnosticReport). Each has an id
 * that follows from image and model, and is written with PUT: a bundle that is sent again replaces the same resources.
 */
final class FhirBundle {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UCUM = "http://unitsofmeasure.org";
    private static final String URI_SYSTEM = "urn:ietf:rfc:3986";
    private static final String ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    private final Diagnosis diagnosis;
    private final Subject subject;
    private final ReportIds ids;
    private final Outcome outcome;

    /**
     * Whom and what the report is on.
     *
     * @param patientId identifier of the patient; empty if unknown
     * @param system URI of the system that gave it; empty if unknown
     * @param study Study Instance UID
     */
    record Subject(String patientId, Optional<String> system, String study) {
        @Override
        public String toString() {
            return "Subject[]";
        }
    }

    private FhirBundle(Diagnosis diagnosis, Subject subject, ReportIds ids) {
        this.diagnosis = diagnosis;
        this.subject = subject;
        this.ids = ids;
        this.outcome = Outcome.of(diagnosis);
    }

    /** Returns the bundle as JSON. */
    static byte[] of(Diagnosis diagnosis, Subject subject, ReportIds ids) {
        FhirBundle bundle = new FhirBundle(diagnosis, subject, ids);
        ObjectNode json = JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = json.putArray("entry");
        add(entries, ids.deviceId(), bundle.device());
        add(entries, ids.id("observation"), bundle.observation());
        add(entries, ids.id("report"), bundle.report());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be written", e);
        }
    }

    private static void add(ArrayNode entries, String id, ObjectNode resource) {
        ObjectNode entry = entries.addObject().put("fullUrl", ReportIds.urn(id));
        entry.set("resource", resource);
        entry.putObject("request")
                .put("method", "PUT")
                .put("url", resource.path("resourceType").asText() + "/" + id);
    }

    private static ObjectNode resource(String type, String id) {
        return JSON.createObjectNode().put("resourceType", type).put("id", id);
    }

    private ObjectNode device() {
        ObjectNode device = resource("Device", ids.deviceId());
        identifier(device, ids.model());
        device.put("status", "active").put("manufacturer", "RobustDx");
        device.putArray("deviceName").addObject().put("name", name()).put("type", "model-name");
        device.putObject("type").put("text", "Image classification model");
        if (!diagnosis.getModelVersion().isBlank()) {
            device.putArray("version").addObject().put("value", diagnosis.getModelVersion());
        }
        device.putArray("note").addObject().put("text", "SHA-256 of the model file: " + diagnosis.getModelSha256());
        return device;
    }

    private String name() {
        return diagnosis.getModelName().isBlank() ? "unknown" : diagnosis.getModelName();
    }

    private ObjectNode observation() {
        ObjectNode observation = resource("Observation", ids.id("observation"));
        identifier(observation, ids.report());
        observation.put("status", outcome.hasResult() ? "preliminary" : "cancelled");
        category(observation, "http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging");
        observation.putObject("code").put("text", "Image classification: " + task());
        subject(observation);
        observation.put("effectiveDateTime", at());
        if (outcome.hasResult()) {
            Code finding = FindingCodes.of(diagnosis.getLabel());
            ObjectNode value = observation.putObject("valueCodeableConcept");
            if (finding.scheme().equals("SCT")) {
                value.putArray("coding")
                        .addObject()
                        .put("system", "http://snomed.info/sct")
                        .put("code", finding.value())
                        .put("display", finding.meaning());
            }
            value.put("text", diagnosis.getLabel());
        } else {
            observation
                    .putObject("dataAbsentReason")
                    .put("text", outcome.meaning())
                    .putArray("coding")
                    .addObject()
                    .put("system", ABSENT)
                    .put("code", outcome == Outcome.REJECTED ? "error" : "unsupported");
        }
        observation.putArray("note").addObject().put("text", outcome.meaning());
        observation.putObject("device").put("reference", ReportIds.urn(ids.deviceId()));
        ArrayNode components = observation.putArray("component");
        ObjectNode verdict = components.addObject();
        verdict.putObject("code").put("text", "Verdict on the reliability of the result");
        verdict.putObject("valueCodeableConcept").put("text", outcome.name());
        if (outcome.hasResult()) {
            for (ClassProbability one : diagnosis.getClasses()) {
                ObjectNode component = components.addObject();
                component.putObject("code").put("text", "Probability of " + one.getName());
                component
                        .putObject("valueQuantity")
                        .put("value", Math.round(one.getProbability() * 1e6) / 1e6)
                        .put("unit", "1")
                        .put("system", UCUM)
                        .put("code", "1");
            }
        }
        return observation;
    }

    private ObjectNode report() {
        ObjectNode report = resource("DiagnosticReport", ids.id("report"));
        identifier(report, ids.report());
        report.put("status", outcome.hasResult() ? "preliminary" : "cancelled");
        category(report, "http://terminology.hl7.org/CodeSystem/v2-0074", "RAD", "Radiology");
        ObjectNode code = report.putObject("code");
        code.putArray("coding")
                .addObject()
                .put("system", "http://loinc.org")
                .put("code", "18748-4")
                .put("display", "Diagnostic imaging study");
        code.put("text", "Image classification by a model: " + task());
        subject(report);
        report.put("effectiveDateTime", at()).put("issued", at());
        report.putArray("result").addObject().put("reference", ReportIds.urn(ids.id("observation")));
        ObjectNode study = report.putArray("imagingStudy").addObject().put("type", "ImagingStudy");
        study.putObject("identifier").put("system", "urn:dicom:uid").put("value", "urn:oid:" + subject.study());
        String result = outcome.hasResult() ? diagnosis.getLabel() + ". " : "";
        report.put("conclusion", result + outcome.meaning());
        return report;
    }

    private String task() {
        return diagnosis.getTask().isBlank() ? "unknown" : diagnosis.getTask();
    }

    private String at() {
        Instant at = diagnosis.getDiagnosedAt().truncatedTo(ChronoUnit.MILLIS);
        return at.toString();
    }

    private void subject(ObjectNode resource) {
        if (!subject.patientId().isEmpty()) {
            ObjectNode identifier =
                    resource.putObject("subject").put("type", "Patient").putObject("identifier");
            subject.system().ifPresent(system -> identifier.put("system", system));
            identifier.put("value", subject.patientId());
        }
    }

    private static void identifier(ObjectNode resource, String uid) {
        resource.putArray("identifier").addObject().put("system", URI_SYSTEM).put("value", "urn:oid:" + uid);
    }

    private static void category(ObjectNode resource, String system, String code, String display) {
        resource.putArray("category")
                .addObject()
                .putArray("coding")
                .addObject()
                .put("system", system)
                .put("code", code)
                .put("display", display);
    }
}
