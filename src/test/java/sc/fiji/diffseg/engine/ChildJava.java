package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a class in a Java of its own, without PyTorch's natives on its class path. */
public final class ChildJava {

    private ChildJava() {}

    /** How it ended and what it printed, errors included. */
    public record Run(int code, String printed) {}

    /**
     * Runs until it ends.
     *
     * @param folder where it runs; also its home
     * @param options of Java
     * @param main its class
     */
    public static Run run(Path folder, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        String all = System.getProperty("surefire.test.class.path");
        String classPath = all == null ? System.getProperty("java.class.path") : all;
        String without =
                Arrays.stream(classPath.split(File.pathSeparator))
                        .filter(entry -> !new File(entry).getName().startsWith("pytorch-native"))
                        .collect(Collectors.joining(File.pathSeparator));
        assertTrue(without.length() < classPath.length(), "there were no natives");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Duser.home=" + folder);
        command.add("-Djava.awt.headless=true");
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        command.addAll(options);
        command.addAll(List.of("-cp", without, main.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "printed", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int code = process.waitFor();
        return new Run(code, Files.readString(output));
    }
}
