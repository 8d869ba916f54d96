package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionsTest {
    @Test
    void shouldLeaveOutWhereInTheRuntimesSourcesSomethingWasSaid() {
        String said =
                "Failed to load library /tmp/onnxruntime-java1/libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open"
                        + " shared object file: No such file or directory";
        assertThat(Sessions.reason(
                        "Error code - ORT_FAIL - message: /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988"
                                + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : "
                                + said))
                .isEqualTo(said);
    }

    @Test
    void shouldLeaveOtherMessagesAlone() {
        assertThat(Sessions.reason("Error code - ORT_INVALID_PROTOBUF - message: Failed to load model"))
                .isEqualTo("Error code - ORT_INVALID_PROTOBUF - message: Failed to load model");
    }
}
