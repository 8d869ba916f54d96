package org.robustdx.inference.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.regex.Pattern;

/** Creates ONNX Runtime sessions on one device. */
final class Sessions {
    // The place in the runtime's sources, which is longer than the message.
    private static final Pattern PLACE = Pattern.compile("^Error code.*?\\[ONNXRuntimeError] : \\d+ : \\w+ : ");

    private Sessions() {}

    /** Returns the runtime's message without its codes and the place in its sources, where there are any. */
    static String reason(String message) {
        return PLACE.matcher(message).replaceFirst("");
    }

    /** Returns the first line of a failure's message, at most 300 characters. */
    static String oneLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = reason(message.strip().lines().findFirst().orElse(""));
        return line.length() > 300 ? line.substring(0, 300) : line;
    }

    /** Returns whether this build of ONNX Runtime knows CUDA at all. */
    static boolean buildHasCuda() {
        Environment.get();
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    /** Returns a newly created session; CUDA fails here where its libraries or its driver are missing. */
    static OrtSession create(byte[] model, Device device, int intraOpThreads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Failures come as exceptions; the native log would repeat them on stderr.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            if (intraOpThreads > 0) {
                options.setIntraOpNumThreads(intraOpThreads);
            }
            if (device == Device.CUDA) {
                // Not addCUDA(int): that says no more than "Failed to load shared library", this names the library.
                try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
                    // TF32 has 10 bits of a float's 23: scores, which p-values are read from, would be off by a
                    // thousandth.
                    cuda.add("use_tf32", "0");
                    // Trying every algorithm on every new batch size takes half a second each, and gains nothing on
                    // batches of 32.
                    cuda.add("cudnn_conv_algo_search", "HEURISTIC");
                    options.addCUDA(cuda);
                }
            }
            return Environment.get().createSession(model, options);
        }
    }
}
