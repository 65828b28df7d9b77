package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class PluginJarIT {

    private final Path additions = Path.of(System.getProperty("fiji.additions"));

    @Test
    void aFijiNeedsThePluginAndThreeJarsOfDjl() {
        String[] names = additions.toFile().list();
        List<String> artifacts =
                Arrays.stream(names).map(name -> name.replaceAll("-\\d.*", "")).sorted().toList();
        assertEquals(
                List.of("diffusion-segmentation", "djl-api", "pytorch-engine", "pytorch-jni"),
                artifacts);
    }

    @Test
    void thePluginCarriesNoNativeLibraryAndNoWeights() throws Exception {
        File[] plugin =
                additions
                        .toFile()
                        .listFiles((folder, name) -> name.startsWith("diffusion-segmentation"));
        try (JarFile jar = new JarFile(plugin[0])) {
            List<String> foreign =
                    jar.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib|safetensors)"))
                            .toList();
            assertEquals(List.of(), foreign);
        }
    }
}
