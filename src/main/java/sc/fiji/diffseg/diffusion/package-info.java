/**
 * The arithmetic of diffusion: noise schedules, what a network may predict, DDIM steps, and noise.
 *
 * <p>Everything here yields plain numbers. A caller that works on tensors takes the scalar
 * coefficients ({@link sc.fiji.diffseg.diffusion.Combination}, {@link
 * sc.fiji.diffseg.diffusion.Mixture}) and multiplies them in on its own device.
 */
package sc.fiji.diffseg.diffusion;
