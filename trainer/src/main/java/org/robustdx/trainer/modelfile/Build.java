package org.robustdx.trainer.modelfile;

/** Which build of this software runs. */
public final class Build {
    private Build() {}

    /** Returns the version, {@code development} where the launcher did not say. */
    public static String version() {
        return System.getProperty("robustdx.version", "development");
    }

    /** Returns the git revision, {@code unknown} where the launcher did not say. */
    public static String revision() {
        return System.getProperty("robustdx.revision", "unknown");
    }
}
