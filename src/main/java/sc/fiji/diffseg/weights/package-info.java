/** Weights on disk, read and written as plain data. */
package sc.fiji.diffseg.weights;
