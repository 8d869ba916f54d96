package org.robustdx.stream.cli;

import org.robustdx.stream.config.ProcessingGuarantee;
import picocli.CommandLine.Option;

/** How often an outcome can be seen. */
public final class GuaranteeOption {
    @Option(
            names = "--processing-guarantee",
            paramLabel = "NAME",
            defaultValue = "exactly_once_v2",
            description = "exactly_once_v2 or at_least_once (default: ${DEFAULT-VALUE}).")
    private ProcessingGuarantee guarantee = ProcessingGuarantee.EXACTLY_ONCE_V2;

    public ProcessingGuarantee get() {
        return guarantee;
    }
}
