/**
 * How well a segmentation agrees with the truth: pixels, surfaces and objects, and how sure one may
 * be of a mean over images.
 */
package sc.fiji.diffseg.measure;
