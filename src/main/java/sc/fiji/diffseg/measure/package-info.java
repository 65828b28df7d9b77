/** How well a segmentation agrees with the truth, and how sure one may be of a mean over images. */
package sc.fiji.diffseg.measure;
