package org.robustdx.trainer.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The known layouts of data folders, in the order in which they are tried. */
public enum DataLayout {
    /** {@code HAM10000_metadata.csv} with its images. */
    HAM10000 {
        @Override
        public ImageSource source() {
            return new Ham10000Source();
        }
    },
    /** {@code stage_2_train_labels.csv} with DICOM files, as in the RSNA pneumonia challenge. */
    RSNA {
        @Override
        public ImageSource source() {
            return new RsnaSource();
        }
    },
    /** One folder per class. */
    FOLDERS {
        @Override
        public ImageSource source() {
            return new FolderSource(GroupRule.byFileName());
        }
    },
    /** Images without labels, in one folder or below it. This layout is not detected: the caller must select it. */
    UNLABELLED {
        @Override
        public ImageSource source() {
            return new UnlabelledFolder();
        }
    };

    /** Returns the reader of this layout. */
    public abstract ImageSource source();

    /**
     * Returns the layout of {@code dir}.
     *
     * @throws DataException if {@code dir} is not a folder or has no known layout
     */
    public static DataLayout detect(Path dir) throws DataException {
        return labelled(dir)
                .orElseThrow(() -> new DataException(dir + ": no known layout (expected: one folder per class, "
                        + Ham10000Source.TABLE + ", or " + RsnaSource.LABELS + ")"));
    }

    /**
     * Returns the layout of {@code dir}; empty if it has no known layout with labels.
     *
     * @throws DataException if {@code dir} is not a folder
     */
    public static Optional<DataLayout> labelled(Path dir) throws DataException {
        if (!Files.isDirectory(dir)) {
            throw new DataException(dir + ": no such folder");
        }
        return Arrays.stream(values())
                .filter(layout -> layout.source().accepts(dir))
                .findFirst();
    }
}
