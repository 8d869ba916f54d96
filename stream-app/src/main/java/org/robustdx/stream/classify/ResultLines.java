package org.robustdx.stream.classify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.Verdict;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.Refusal;

/**
 * Results as one JSON object a line. The label of an image out of scope is null: no diagnosis is claimed. Where a DICOM
 * attribute decided that, the model has not read the image: the objects by class and by detector are empty. {@value #MODEL}
 * names the model file that answered. A refused file has {@code refused} and {@code message} in place of a diagnosis.
 */
public final class ResultLines implements Results {
    /** Name of the field for the image. */
    static final String FILE = "file";

    /** Name of the field for the SHA-256 of the model file. */
    static final String MODEL = "model_sha256";

    /** Name of the field for the reason of a refusal. */
    static final String REFUSED = "refused";

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private final PrintWriter out;
    private final JsonGenerator json;

    /** Creates a writer of lines to {@code out}. */
    public ResultLines(PrintWriter out) {
        this.out = out;
        try {
            this.json = JSON.createGenerator(out).setRootValueSeparator(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the fields of a line. */
    @FunctionalInterface
    private interface Fields {
        void write() throws IOException;
    }

    private void line(String file, Fields fields) {
        try {
            json.writeStartObject();
            json.writeStringField(FILE, file);
            fields.write();
            json.writeEndObject();
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    @Override
    public void diagnosed(String file, Outcome.Diagnosed diagnosis) {
        ModelIdentity model = diagnosis.model();
        Assessment assessment = diagnosis.assessment();
        boolean inScope = assessment.verdict() != Verdict.OUT_OF_SCOPE;
        line(file, () -> {
            json.writeStringField("label", inScope ? model.classes().get(assessment.label()) : null);
            numbers("probabilities", model.classes(), diagnosis.read().probabilities());
            json.writeStringField("verdict", assessment.verdict().name());
            numbers("p_values", model.detectors(), assessment.pValues());
            numbers("scores", model.detectors(), diagnosis.read().scores());
            json.writeArrayFieldStart("prediction_set");
            if (inScope) {
                for (String name : model.predictionSet(diagnosis.read().probabilities())) {
                    json.writeString(name);
                }
            }
            json.writeEndArray();
            json.writeStringField(
                    "out_of_scope_reason",
                    assessment.outOfScopeReason().map(Enum::name).orElse(null));
            json.writeStringField(MODEL, model.sha256());
        });
    }

    private void numbers(String field, List<String> names, float[] values) throws IOException {
        json.writeObjectFieldStart(field);
        for (int i = 0; i < values.length; i++) {
            json.writeFieldName(names.get(i));
            json.writeNumber(values[i]);
        }
        json.writeEndObject();
    }

    private void numbers(String field, List<String> names, double[] values) throws IOException {
        json.writeObjectFieldStart(field);
        for (int i = 0; i < values.length; i++) {
            json.writeFieldName(names.get(i));
            json.writeNumber(values[i]);
        }
        json.writeEndObject();
    }

    @Override
    public void refused(String file, Refusal refusal) {
        line(file, () -> {
            json.writeStringField(REFUSED, refusal.reason().name());
            json.writeStringField("message", refusal.message());
        });
    }

    /** Writes what is buffered, so that an interrupted run loses at most the images in progress. */
    @Override
    public void idle() {
        if (out.checkError()) {
            throw UserException.failed("json: the results cannot be written");
        }
    }
}
