package org.robustdx.inference.model;

/** Where a model is asked to run. */
public enum Device {
    /** On an NVIDIA GPU where the build and the machine have one, else on the CPU. */
    AUTO,
    /** On the CPU. */
    CPU,
    /** On an NVIDIA GPU; opening fails where it cannot be had. */
    CUDA;

    /** Returns whether a model may run on a GPU: it is not excluded here, and this build has CUDA. */
    public boolean mayBeCuda() {
        return this != CPU && Sessions.buildHasCuda();
    }
}
