package org.robustdx.trainer.redteam;

import java.util.List;
import java.util.Optional;

/** Sends images to a system and returns its answers. */
public interface QueryChannel extends AutoCloseable {
    /**
     * An answer of the system.
     *
     * @param label name of the class; empty if the system gave no diagnosis
     * @param probabilities of each class, in the order of the caller's classes; empty if the system gave none
     * @param verdict {@code TRUSTED}, {@code SUSPECT}, {@code REJECTED}, {@code OUT_OF_SCOPE}, or {@code NONE} if the
     *     system did not answer in time
     */
    record Answer(String label, List<Double> probabilities, String verdict) {
        public Answer {
            probabilities = List.copyOf(probabilities);
        }

        /** Returns the answer of a system that did not answer in time. */
        static Answer none() {
            return new Answer("", List.of(), "NONE");
        }
    }

    /**
     * The first alert that the system raised on the source of the images.
     *
     * @param kind kind of the alert
     * @param queries queries that had been sent when the alert was read
     * @param seconds seconds since the first query
     */
    record Alert(String kind, int queries, double seconds) {}

    /** Sends images in PNG format at the permitted rate; returns one answer for each, in their order. */
    List<Answer> ask(List<byte[]> images) throws InterruptedException;

    /** Returns the first campaign alert on the source, if there was one so far; waits up to some seconds for it. */
    Optional<Alert> firstAlert(double waitSeconds) throws InterruptedException;

    @Override
    void close();
}
