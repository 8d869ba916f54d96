package org.robustdx.trainer.cli;

import java.util.Locale;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.trainer.adopt.NewHead;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.Task;
import org.robustdx.trainer.model.Blueprint;
import org.robustdx.trainer.model.ModelSpec;
import org.robustdx.trainer.modelfile.ParentModel;
import org.robustdx.trainer.train.Checkpoint;

/** What {@code train} starts from. It decides on the network, its input, its classes and the split. */
sealed interface TrainStart {
    /** Returns the side of the images, in pixels. */
    int imageSize();

    /** Returns the channels of the images: 1 or 3. */
    int channels();

    /** Returns how images of another shape are fitted. */
    Fit fit();

    /**
     * Returns the data with the classes in the order of the network.
     *
     * @throws DataException if its classes are not those of the network
     */
    default LoadedData ordered(LoadedData loaded) throws DataException {
        return loaded;
    }

    /**
     * Returns the network to train on this data.
     *
     * @throws InvalidModelException if the file to start from has no such network
     */
    Blueprint network(Dataset data) throws InvalidModelException;

    /** Returns the seed of the split. */
    long splitSeed();

    /** Our own network with random weights. */
    record Fresh(Task task, LearningArguments learning, Fit fit) implements TrainStart {
        @Override
        public int imageSize() {
            return learning.imageSize();
        }

        @Override
        public int channels() {
            return task.channels();
        }

        @Override
        public Blueprint network(Dataset data) {
            return learning.network(data.channels(), data.classes().size());
        }

        @Override
        public long splitSeed() {
            return learning.seed();
        }
    }

    /** An adopted network with all of its weights. */
    record Adopted(ParentModel parent, LearningArguments learning) implements TrainStart {
        @Override
        public int imageSize() {
            return parent.network().imageSize();
        }

        @Override
        public int channels() {
            return parent.network().channels();
        }

        @Override
        public Fit fit() {
            return parent.fit();
        }

        @Override
        public LoadedData ordered(LoadedData loaded) throws DataException {
            return new LoadedData(loaded.dataset().withClasses(parent.classes()), loaded.skipped());
        }

        @Override
        public Blueprint network(Dataset data) {
            return parent.network();
        }

        @Override
        public long splitSeed() {
            return parent.splitSeed().orElse(learning.seed());
        }
    }

    /** An ordinary classifier with a new last layer. */
    record OtherHead(NewHead backbone, LearningArguments learning, Fit fit) implements TrainStart {
        @Override
        public int imageSize() {
            return backbone.side();
        }

        @Override
        public int channels() {
            return backbone.channels();
        }

        @Override
        public Blueprint network(Dataset data) throws InvalidModelException {
            return backbone.network(data.classes().size(), learning.decoderStage(), learning.seed());
        }

        @Override
        public long splitSeed() {
            return learning.seed();
        }
    }

    /** A run that goes on. It keeps the settings that it began with, whatever stands on this command line. */
    record Begun(Checkpoint checkpoint) implements TrainStart {
        @Override
        public int imageSize() {
            return checkpoint.state().spec().imageSize();
        }

        @Override
        public int channels() {
            return checkpoint.state().spec().channels();
        }

        @Override
        public Fit fit() {
            return Fit.valueOf(checkpoint.provenance().fit().toUpperCase(Locale.ROOT));
        }

        @Override
        public LoadedData ordered(LoadedData loaded) throws DataException {
            return checkpoint.state().spec() instanceof ModelSpec
                    ? loaded
                    : new LoadedData(
                            loaded.dataset().withClasses(checkpoint.provenance().classes()), loaded.skipped());
        }

        @Override
        public Blueprint network(Dataset data) {
            return checkpoint.state().spec();
        }

        @Override
        public long splitSeed() {
            return checkpoint.provenance().splitSeed();
        }
    }
}
