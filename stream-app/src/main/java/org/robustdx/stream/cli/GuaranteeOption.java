package org.robustdx.stream.cli;

import org.robustdx.stream.config.ProcessingGuarantee;
import picocli.CommandLine.Option;

/** Option for the processing guarantee. */
public final class GuaranteeOption {
    @Option(
            names = "--processing-guarantee",
            paramLabel = "NAME",
            defaultValue = "exactly_once_v2",
            description = "Processing guarantee: exactly_once_v2 or at_least_once (default: ${DEFAULT-VALUE}).")
    private ProcessingGuarantee guarantee = ProcessingGuarantee.EXACTLY_ONCE_V2;

    /** Returns the guarantee. */
    public ProcessingGuarantee get() {
        return guarantee;
    }
}
