package org.robustdx.trainer.cli;

/** A command whose options can be checked without running it. */
interface Checked {
    /**
     * Checks the options. Reads no file.
     *
     * @throws UsageException if the command would refuse the options
     */
    void check() throws UsageException;
}
