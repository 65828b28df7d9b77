/**
 * One mask out of several of the same pixels: STAPLE, majority vote, and maps of where the masks
 * disagree.
 */
package sc.fiji.diffseg.fusion;
