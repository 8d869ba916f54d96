/**
 * The archive's side: DICOMweb (PS3.18) over Java's HTTP client. {@link org.robustdx.gateway.archive.DicomWebClient} searches, retrieves and stores;
 * {@link org.robustdx.gateway.archive.HttpCalls} limits, retries and never follows a redirect; {@link org.robustdx.gateway.archive.Multipart} takes bodies
 * apart and puts them together. An archive may send anything: every size has a limit before it is buffered, and identifiers are checked before they become
 * part of a URL.
 */
@NullMarked
package org.robustdx.gateway.archive;

import org.jspecify.annotations.NullMarked;
