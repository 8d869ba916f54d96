package org.robustdx.trainer.cli;

/** A command whose options can be judged without running it. */
interface Checked {
    /**
     * Looks at the options alone: no file is read.
     *
     * @throws UsageException if it would refuse them
     */
    void check() throws UsageException;
}
