/**
 * Replaces the model while the app runs.
 *
 * <p>An operator announces a signed model on a topic ({@link org.robustdx.stream.modelupdate.Announcements},
 * {@link org.robustdx.stream.modelupdate.ModelTopics}). Each instance follows this topic
 * ({@link org.robustdx.stream.modelupdate.AnnouncedModels}). It checks the signature
 * ({@link org.robustdx.stream.modelupdate.TrustedKeys}) and the file ({@code ModelLoader}), compares the model with the
 * one in use on canary images ({@code ModelJudge}), switches to it, and reports the result ({@code StatusLog}).
 * {@code ModelWatcher} runs these steps on its own thread.
 *
 * <p>A {@link org.robustdx.stream.modelupdate.ShadowModel} diagnoses the same images as the model in use, for
 * comparison only.
 */
@NullMarked
package org.robustdx.stream.modelupdate;

import org.jspecify.annotations.NullMarked;
