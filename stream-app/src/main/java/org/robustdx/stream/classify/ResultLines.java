package org.robustdx.stream.classify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.robustdx.inference.verdict.Verdict;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;
import org.robustdx.stream.dlq.Refusal;

/**
 * Results as one JSON object a line. The label of an image out of scope is null: no diagnosis is claimed. Where a DICOM attribute decided that, the model
 * has not read the image: the objects by class and by detector are empty. {@value #MODEL} names the model file that answered. A refused file has {@code refused} and {@code message} in place of a diagnosis.
 */
public final class ResultLines implements Results {
    /** Name of the field for the image. */
    static final String FILE = "file";

    /** Name of the field for the SHA-256 of the model file. */
    static final String MODEL = "model_sha256";

    /** Name of the field for the reason of a refusal. */
    static final String REFUSED = "refused";

    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintWriter out;

    /** Creates a writer of lines to {@code out}. */
    public ResultLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void diagnosed(String file, Outcome.Diagnosed diagnosis) {
        ModelIdentity model = diagnosis.model();
        ObjectNode line = mapper.createObjectNode().put(FILE, file);
        boolean inScope = diagnosis.assessment().verdict() != Verdict.OUT_OF_SCOPE;
        line.put("label", inScope ? model.classes().get(diagnosis.assessment().label()) : null);
        ObjectNode probabilities = line.putObject("probabilities");
        List<String> classes = model.classes();
        for (int i = 0; i < diagnosis.read().probabilities().length; i++) {
            probabilities.put(classes.get(i), diagnosis.read().probabilities()[i]);
        }
        line.put("verdict", diagnosis.assessment().verdict().name());
        ObjectNode pValues = line.putObject("p_values");
        ObjectNode scores = line.putObject("scores");
        List<String> detectors = model.detectors();
        for (int i = 0; i < diagnosis.read().scores().length; i++) {
            pValues.put(detectors.get(i), diagnosis.assessment().pValues()[i]);
            scores.put(detectors.get(i), diagnosis.read().scores()[i]);
        }
        ArrayNode set = line.putArray("prediction_set");
        if (inScope) {
            model.predictionSet(diagnosis.read().probabilities()).forEach(set::add);
        }
        line.put(
                "out_of_scope_reason",
                diagnosis.assessment().outOfScopeReason().map(Enum::name).orElse(null));
        line.put(MODEL, model.sha256());
        out.println(line);
    }

    @Override
    public void refused(String file, Refusal refusal) {
        out.println(mapper.createObjectNode()
                .put(FILE, file)
                .put(REFUSED, refusal.reason().name())
                .put("message", refusal.message()));
    }

    /** Writes what is buffered, so that an interrupted run loses at most the images in progress. */
    @Override
    public void idle() {
        if (out.checkError()) {
            throw UserException.failed("json: the results cannot be written");
        }
    }
}
