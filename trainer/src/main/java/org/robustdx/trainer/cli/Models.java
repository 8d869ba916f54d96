package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.robustdx.trainer.modelfile.JudgedModel;

/** Open models that are closed together. */
record Models(List<JudgedModel> all) implements AutoCloseable {
    /** Opens all models, or none if one cannot be opened. */
    static Models open(List<Path> paths) throws Exception {
        Models models = new Models(new ArrayList<>());
        try {
            for (Path path : paths) {
                models.all.add(JudgedModel.open(path));
            }
        } catch (Exception e) {
            models.close();
            throw e;
        }
        return models;
    }

    @Override
    public void close() {
        all.forEach(JudgedModel::close);
    }
}
