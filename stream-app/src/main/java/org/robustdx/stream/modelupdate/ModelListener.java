package org.robustdx.stream.modelupdate;

import org.robustdx.stream.diagnosis.ServedModel;

/** Is told what becomes of announced models. */
public interface ModelListener {
    /** A model is in use from now on. */
    void inUse(ServedModel model);

    /** An announced model is not used. */
    void refused(ModelRefusal.Reason reason);
}
