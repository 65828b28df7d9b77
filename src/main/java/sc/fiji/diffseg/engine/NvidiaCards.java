package sc.fiji.diffseg.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NVIDIA's graphics cards as its driver tells them, which it does even where PyTorch cannot use
 * them.
 *
 * @param names with their memory
 * @param driver its version; empty without a driver
 */
record NvidiaCards(List<String> names, Optional<String> driver) {

    private static final Logger LOG = LoggerFactory.getLogger(NvidiaCards.class);

    private static final long PATIENCE_SECONDS = 10;

    /** Asks the driver's own program. */
    static NvidiaCards ask() {
        try {
            Process program =
                    new ProcessBuilder(
                                    "nvidia-smi",
                                    "--query-gpu=driver_version,name,memory.total",
                                    "--format=csv,noheader")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            program.getOutputStream().close();
            if (!program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                program.destroyForcibly();
                return of(List.of());
            }
            return of(
                    program.exitValue() == 0 ? program.inputReader().lines().toList() : List.of());
        } catch (IOException e) {
            LOG.debug("There is no driver of NVIDIA.", e);
            return of(List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return of(List.of());
        }
    }

    /**
     * What the program's lines say.
     *
     * @param lines {@code driver, name, memory} of each card
     */
    static NvidiaCards of(List<String> lines) {
        List<String[]> cards =
                lines.stream()
                        .map(line -> line.split(",", 2))
                        .filter(words -> words.length == 2)
                        .toList();
        return new NvidiaCards(
                cards.stream().map(words -> words[1].strip()).toList(),
                cards.stream().map(words -> words[0].strip()).findFirst());
    }
}
