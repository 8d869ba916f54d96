package org.robustdx.stream.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.robustdx.inference.model.DeviceUnavailableException;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.stream.config.UserException;

/**
 * Opens model files on a thread with a large stack. The first use loads ONNX Runtime's native library, whose own
 * start-up was seen to need between 2 and 4 MiB of stack; on a Java thread's 1 MiB the process dies of it without a
 * word. Runs of the model need no more than any thread has.
 */
final class ModelOpener {
    private static final long STACK_BYTES = 16L << 20;

    private ModelOpener() {}

    /**
     * Returns the opened model.
     *
     * @throws UserException if the file is no model that keeps the contract, or the device cannot be had
     */
    static OnnxModel open(Path file, OnnxModel.Options options) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw UserException.badInput("model: %s (expected: an ONNX file that can be read)".formatted(file));
        }
        FutureTask<OnnxModel> opening = new FutureTask<>(() -> OnnxModel.open(file, options));
        new Thread(null, opening, "open-model", STACK_BYTES).start();
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw told(file, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            opening.cancel(false);
            Thread.currentThread().interrupt();
            throw UserException.failed("interrupted");
        }
    }

    private static RuntimeException told(Path file, Throwable e) {
        if (e instanceof InvalidModelException) {
            return UserException.badInput("model: %s: %s".formatted(file, e.getMessage()));
        }
        if (e instanceof DeviceUnavailableException) {
            return UserException.failed("device: " + e.getMessage());
        }
        return new IllegalStateException("the model cannot be opened: " + e.getMessage(), e);
    }
}
