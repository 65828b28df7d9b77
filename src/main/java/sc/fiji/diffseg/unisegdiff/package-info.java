/**
 * UniSegDiff: a feature network that segments, a denoiser with a mask branch and a noise branch
 * that is conditioned on its features, staged training and staged sampling.
 */
package sc.fiji.diffseg.unisegdiff;
