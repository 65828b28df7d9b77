package sc.fiji.diffseg.unisegdiff;

import sc.fiji.diffseg.network.StateDict;

/**
 * The two networks of a UniSegDiff model.
 *
 * @param features CFENet
 * @param denoiser DNet
 */
record UniSegDiffNetworks(FeatureNetwork features, DenoisingNetwork denoiser) {

    private static final String FEATURES = "cfenet.";
    private static final String DENOISER = "dnet.";

    /** Makes the networks without weights. */
    static UniSegDiffNetworks of(UniSegDiffSettings settings) {
        return new UniSegDiffNetworks(
                new FeatureNetwork(settings.size()), new DenoisingNetwork(settings.size()));
    }

    StateDict ofFeatures() {
        return StateDict.of(features).prefixed(FEATURES);
    }

    StateDict ofDenoiser() {
        return StateDict.of(denoiser).prefixed(DENOISER);
    }

    /** The parameters of a model of these settings, each network's behind its prefix. */
    StateDict parameters(UniSegDiffSettings settings) {
        return settings.denoiser() ? ofFeatures().and(ofDenoiser()) : ofFeatures();
    }
}
