/**
 * Models that change while the app runs.
 *
 * <p>An operator announces a signed model on a topic ({@link org.robustdx.stream.modelupdate.Announcements}). Each instance follows that topic
 * ({@link org.robustdx.stream.modelupdate.AnnouncedModels}): it checks the signature and the file ({@code ModelLoader}), compares the model with the running
 * one on canary images ({@code ModelJudge}), and then switches. It reports what it did ({@code StatusLog}). A
 * {@link org.robustdx.stream.modelupdate.ShadowModel} reads the same images beside the running model and decides nothing.
 */
@NullMarked
package org.robustdx.stream.modelupdate;

import org.jspecify.annotations.NullMarked;
