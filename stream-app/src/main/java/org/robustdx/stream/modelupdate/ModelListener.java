package org.robustdx.stream.modelupdate;

import org.robustdx.stream.diagnosis.ServedModel;

/** Listener for decisions on announced models. */
public interface ModelListener {
    /** Called when a model comes into use. */
    void inUse(ServedModel model);

    /** Called when an announced model is refused. */
    void refused(ModelRefusal.Reason reason);
}
