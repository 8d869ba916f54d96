package org.robustdx.stream.modelupdate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.OperatorSets;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.ServedModel;
import org.robustdx.stream.dlq.Refusal;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

/**
 * Loads the model of an announcement and checks it against the model in use. Reads the file once, so the bytes that are
 * verified are the bytes that are opened. Thread-safe.
 */
final class ModelLoader {
    private final TrustedKeys keys;
    private final ReferencedFiles files;
    private final OnnxModel.Options options;

    private ModelLoader(TrustedKeys keys, ReferencedFiles files, OnnxModel.Options options) {
        this.keys = keys;
        this.files = files;
        this.options = options;
    }

    /**
     * Returns a loader.
     *
     * @throws UserException if a key or the root is not readable
     */
    static ModelLoader of(ModelUpdates settings, OnnxModel.Options options) {
        Path root = settings.root();
        try {
            return new ModelLoader(
                    TrustedKeys.read(settings.keys()), ReferencedFiles.under(root, settings.maxBytes()), options);
        } catch (IOException e) {
            throw UserException.badInput("model-root: %s (expected: a directory that can be read)".formatted(root));
        }
    }

    /** An open model, or the reason for refusal. */
    sealed interface Result {
        record Loaded(ServedModel model) implements Result {}

        record Refused(ModelRefusal refusal) implements Result {}

        /** Closes the model of a loaded result. */
        default void discard() {
            if (this instanceof Loaded loaded) {
                loaded.model().close();
            }
        }
    }

    /**
     * Returns why the announcement itself is refused, before its model is loaded; empty if its fields and its signature
     * are valid.
     */
    Optional<ModelRefusal> objection(ModelAnnouncement announcement) {
        Optional<String> problem = Announcements.problem(announcement);
        return problem.isPresent()
                ? ModelRefusal.because(Reason.MALFORMED_MESSAGE, problem.get())
                : keys.objection(announcement);
    }

    /**
     * Verifies the announced model and opens it.
     *
     * @param like metadata of the model in use, with which the announced model must agree
     */
    Result load(ModelAnnouncement announcement, ModelMetadata like) {
        Optional<ModelRefusal> objection = objection(announcement);
        if (objection.isPresent()) {
            return new Result.Refused(objection.get());
        }
        try {
            ContentResult content = files.read(
                    new ContentReference(announcement.getUri(), announcement.getSha256(), announcement.getSize()));
            if (content instanceof ContentResult.NotFound missing) {
                return refused(missing.refusal());
            }
            return opened(announcement, ((ContentResult.Found) content).bytes(), like);
        } catch (UncheckedIOException | OutOfMemoryError e) {
            return refused(Reason.UNAVAILABLE, "the file cannot be read: " + e.getMessage());
        }
    }

    private Result opened(ModelAnnouncement announcement, byte[] bytes, ModelMetadata like) {
        OnnxModel model;
        try {
            OperatorSets.check(bytes);
            model = OnnxModel.open(announcement.getName(), bytes, options);
        } catch (InvalidModelException e) {
            return refused(Reason.INVALID_MODEL, String.valueOf(e.getMessage()));
        } catch (DeviceUnavailableException e) {
            return refused(Reason.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        Optional<String> difference = difference(like, model.metadata());
        if (difference.isPresent()) {
            model.close();
            return refused(Reason.OTHER_CONTRACT, difference.get());
        }
        return new Result.Loaded(ServedModel.of(model, announcement.getName(), announcement.getVersion()));
    }

    /**
     * Returns the first difference in task, classes or input; empty if there is none. Detectors may differ, because
     * diagnoses name them and each model has its own calibration.
     */
    private static Optional<String> difference(ModelMetadata old, ModelMetadata candidate) {
        if (!candidate.task().equals(old.task())) {
            return Optional.of("task %s (expected: %s)".formatted(candidate.task(), old.task()));
        }
        if (!candidate.classes().equals(old.classes())) {
            return Optional.of("classes %s (expected: %s)".formatted(candidate.classes(), old.classes()));
        }
        String input = input(candidate);
        return input.equals(input(old))
                ? Optional.empty()
                : Optional.of("input %s (expected: %s)".formatted(input, input(old)));
    }

    private static String input(ModelMetadata model) {
        return "%dx%dx%d, %s".formatted(model.height(), model.width(), model.channels(), model.fit());
    }

    private static Result refused(Refusal refusal) {
        Reason reason =
                switch (refusal.reason()) {
                    case OVERSIZE -> Reason.OVERSIZE;
                    case REFERENCE_NOT_ALLOWED -> Reason.REFERENCE_NOT_ALLOWED;
                    case REFERENCE_NOT_FOUND -> Reason.REFERENCE_NOT_FOUND;
                    case REFERENCE_UNREADABLE -> Reason.UNAVAILABLE;
                    default -> Reason.REFERENCE_MISMATCH;
                };
        return refused(reason, refusal.message());
    }

    private static Result refused(Reason reason, String message) {
        return new Result.Refused(new ModelRefusal(reason, message));
    }
}
