/**
 * From diagnoses to where people look. {@link org.robustdx.gateway.report.Reporter} follows the diagnoses; for those of archive images,
 * {@link org.robustdx.gateway.report.StructuredReport} writes a DICOM SR and {@link org.robustdx.gateway.report.FhirBundle} the FHIR resources.
 * {@link org.robustdx.gateway.report.OverviewReporter} follows the alerts and stores pictures of the images that look manipulated. All identifiers follow from
 * the image and the model, so that a result that is delivered again replaces itself.
 */
@NullMarked
package org.robustdx.gateway.report;

import org.jspecify.annotations.NullMarked;
