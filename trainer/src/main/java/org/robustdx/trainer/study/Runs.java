package org.robustdx.trainer.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.robustdx.trainer.evaluate.Report;

/** Trains and evaluates the models of a study. The options are those of the commands, by name and without dashes. */
public interface Runs {
    /**
     * A training run.
     *
     * @param options of the run, by name; a flag has an empty value
     * @param sites arguments that name the sites, if there are several
     * @param out folder of the model
     * @param resume whether it continues from the checkpoint in that folder
     */
    record Training(Map<String, String> options, List<String> sites, Path out, boolean resume) {}

    /**
     * A front that is put before a model.
     *
     * @param options of the command, by name
     * @param sites arguments that name the sites, if there are several
     * @param model folder of the model
     * @param out folder of the model with the front
     */
    record Fronting(Map<String, String> options, List<String> sites, Path model, Path out) {}

    /**
     * An evaluation.
     *
     * @param options of the evaluation, by name; a flag has an empty value
     * @param sites arguments that name the site, if the model is of several
     * @param model folder of the model
     * @param report folder of the report
     * @param sources folders of the models that transfer attacks come from, by their names
     */
    record Evaluating(
            Map<String, String> options, List<String> sites, Path model, Path report, Map<String, Path> sources) {}

    /** Returns why these options cannot be run, in one line, as far as the options alone show it. */
    Optional<String> complaint(Training training);

    /** Returns why these options cannot be run, in one line, as far as the options alone show it. */
    Optional<String> complaint(Fronting fronting);

    /** Returns why these options cannot be run, in one line, as far as the options alone show it. */
    Optional<String> complaint(Evaluating evaluating);

    /**
     * Trains a model.
     *
     * @throws StudyException if it fails; the message is one line
     */
    void train(Training training) throws StudyException;

    /**
     * Puts a front before a model, and writes the file to the folder of the new model, all of it or nothing.
     *
     * @throws StudyException if it fails; the message is one line
     */
    void front(Fronting fronting) throws StudyException;

    /**
     * Evaluates a model, and writes the report to its folder.
     *
     * @throws StudyException if it fails; the message is one line
     */
    Report evaluate(Evaluating evaluating) throws StudyException;

    /** Waits a while for a model that another process trains. */
    void pause() throws StudyException;
}
