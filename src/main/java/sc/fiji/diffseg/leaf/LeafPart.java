package sc.fiji.diffseg.leaf;

/** The networks that published weights may hold. */
enum LeafPart {
    AUTOENCODER("autoencoder", LeafNetworks.AUTOENCODER, "autoencoder"),
    IMAGE_ENCODER("image-encoder", LeafNetworks.IMAGE_ENCODER, "image_encoder"),
    DENOISER("denoiser", LeafNetworks.UNET, "unet"),
    TEACHER("teacher", "", "teacher");

    private final String word;
    private final String prefix;
    private final String setting;

    LeafPart(String word, String prefix, String setting) {
        this.word = word;
        this.prefix = prefix;
        this.setting = setting;
    }

    /** What a user writes to mean it. */
    String word() {
        return word;
    }

    /** What it is called in a sentence. */
    String title() {
        return word.replace('-', ' ');
    }

    /** What its parameters begin with in a model's weights. */
    String prefix() {
        return prefix;
    }

    /** The name of its sizes in a model's description. */
    String setting() {
        return setting;
    }
}
