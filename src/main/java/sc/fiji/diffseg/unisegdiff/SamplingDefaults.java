package sc.fiji.diffseg.unisegdiff;

import sc.fiji.diffseg.SamplingSettings;

/**
 * How a model is sampled where the user does not say: the part {@code sampling} of its description.
 *
 * @param sampler name of the mode; empty for what suits the model
 * @param samples masks to draw in the modes that draw several, at least 1
 */
record SamplingDefaults(String sampler, int samples) {

    /** Twenty masks (section 2.2). */
    static final SamplingDefaults PAPER = new SamplingDefaults("", 20);

    /**
     * Fills in what is left open. A mode that draws single masks draws one; one that the model was
     * not trained for, as of a model whose base drew otherwise, gives way to what suits it.
     */
    SamplingSettings fill(SamplingSettings sampling, UniSegDiffSettings settings) {
        SamplingSettings named =
                sampling.sampler().isEmpty() && sampling.samples() == 0
                        ? sampling.withSampler(SamplerMode.suits(sampler, settings) ? sampler : "")
                        : sampling;
        SamplerMode mode =
                SamplerMode.of(
                        named.sampler(),
                        named.samples() == 0 ? samples : named.samples(),
                        settings);
        boolean several = mode == SamplerMode.FAST || mode == SamplerMode.FULL;
        return named.samples() != 0 ? named : named.withSamples(several ? samples : 1);
    }
}
