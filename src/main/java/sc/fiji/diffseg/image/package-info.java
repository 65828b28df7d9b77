/**
 * Images on their way to a network and back: planes, scaling to [0,1], resizing, framing, results.
 *
 * <p>Everything here is arithmetic on plain float arrays; tensors begin on the floor above.
 */
package sc.fiji.diffseg.image;
