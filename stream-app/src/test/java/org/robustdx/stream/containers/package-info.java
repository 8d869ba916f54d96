/** What is in docker/, as containers: a cluster that is secured and broken, the app's own image on it. Run by docker/test.sh. */
@org.jspecify.annotations.NullMarked
package org.robustdx.stream.containers;
