package sc.fiji.diffseg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Fiji on this machine that runs macros with this plug-in among its jars.
 *
 * <p>The folder given by {@code -Dfiji.dir=} stays as it is: what Fiji lacks is put on the class
 * path beside it, and preferences go to a scratch folder, so that one run remembers nothing of
 * another.
 */
final class RealFiji {

    private static final int MINUTES_UNTIL_HUNG = 5;

    /** Quitting asks about unsaved images, closing from a macro does not. */
    private static final String QUIT = "\nclose('*');\nrun('Quit');\n";

    private final Path home;
    private final Path scratch;
    private final Path additions = Path.of(System.getProperty("fiji.additions"));

    private RealFiji(Path home, Path scratch) {
        this.home = home;
        this.scratch = scratch;
    }

    /**
     * The Fiji to test in; skips the calling test if none is given.
     *
     * @param scratch an empty folder for preferences and macros
     */
    static RealFiji orSkip(Path scratch) {
        String folder = System.getProperty("fiji.dir", "");
        skipUnless(!folder.isBlank(), "no Fiji is given by -Dfiji.dir=/path/to/Fiji.app");
        Path home = Path.of(folder).toAbsolutePath();
        assertTrue(Files.isDirectory(home.resolve("jars")), home + " holds no Fiji.");
        return new RealFiji(home, scratch);
    }

    /**
     * Runs a macro without windows.
     *
     * @param macro text in ImageJ's macro language
     * @param jvmOptions further options of the JVM
     * @return what Fiji printed
     */
    String runHeadless(String macro, String... jvmOptions) throws Exception {
        return run(true, macro, jvmOptions);
    }

    /**
     * Runs a macro with windows, then quits; skips the calling test if there is no screen.
     *
     * @param macro text in ImageJ's macro language
     * @param jvmOptions further options of the JVM
     * @return what Fiji printed
     */
    String runWithWindows(String macro, String... jvmOptions) throws Exception {
        boolean x11 = File.separatorChar == '/' && !System.getProperty("os.name").startsWith("Mac");
        skipUnless(
                !x11 || System.getenv("DISPLAY") != null, "there is no screen; xvfb-run gives one");
        return run(false, macro + QUIT, jvmOptions);
    }

    private String run(boolean headless, String macro, String... jvmOptions) throws Exception {
        Path script = Files.writeString(scratch.resolve("macro.ijm"), macro);
        Path output = scratch.resolve("output.txt");
        ProcessBuilder fiji = new ProcessBuilder(command(headless, script, jvmOptions));
        fiji.directory(home.toFile());
        fiji.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = fiji.start();
        boolean ended = process.waitFor(MINUTES_UNTIL_HUNG, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        String printed = Files.readString(output);
        assertTrue(ended, "Fiji hung; it printed\n" + printed);
        assertEquals(0, process.exitValue(), "Fiji failed; it printed\n" + printed);
        return printed;
    }

    private List<String> command(boolean headless, Path script, String... jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("-Djava.awt.headless=" + headless);
        command.add("-Dij.dir=" + home);
        command.add("-Dplugins.dir=" + home);
        command.add("-Duser.home=" + scratch);
        command.add("-Djava.util.prefs.userRoot=" + scratch);
        command.addAll(List.of(jvmOptions));
        command.add("-cp");
        command.add(
                String.join(
                        File.pathSeparator,
                        home.resolve("jars") + "/*",
                        home.resolve("jars/bio-formats") + "/*",
                        home.resolve("plugins") + "/*",
                        additions + "/*"));
        command.add("net.imagej.Main");
        if (headless) {
            command.add("--headless");
        }
        command.addAll(List.of("--run", script.toString()));
        return command;
    }

    /** Maven prints how many tests were skipped, but not why. */
    private static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.out.println("Skipped a test in a real Fiji: " + reason + ".");
        }
        assumeTrue(possible, reason);
    }
}
