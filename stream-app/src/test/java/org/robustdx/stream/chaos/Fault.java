package org.robustdx.stream.chaos;

/** What can happen to the app. */
enum Fault {
    /** The app's process is killed. */
    KILL,
    /** The broker stops, and starts again. */
    BROKER_RESTART,
    /** A second instance comes, and leaves or is killed; or the first one is. */
    REBALANCE,
    /** Each run of the engine takes longer, in half of the rounds longer than the app waits for an image. */
    SLOW_ENGINE,
    /** Each run of the engine throws. */
    FAILING_ENGINE,
    /** An instance is forgotten by its scheduler until another has taken over, and then goes on where it was: its producer is fenced. */
    FENCED_PRODUCER,
    /** There is no room where the app keeps its state. */
    STATE_DISK_FULL,
    /** The schema registry does not answer while a producer uses a schema that the app has not met. */
    REGISTRY_DOWN
}
