package sc.fiji.diffseg.engine;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import sun.misc.Unsafe;

/** Loads libraries that are not there, and ends as it is told to meanwhile. */
public final class CrashProbe {

    private CrashProbe() {}

    /**
     * Loads in a Java of its own.
     *
     * @param ending {@code crash}, {@code exit}, {@code fail} or {@code load}
     */
    public static ChildJava.Run run(Path home, Path marks, Path libraries, String ending)
            throws Exception {
        return ChildJava.run(
                home, List.of(), CrashProbe.class, marks.toString(), libraries.toString(), ending);
    }

    /**
     * Loads under a mark.
     *
     * @param arguments the folder for marks, that of the libraries, and how to end
     */
    public static void main(String[] arguments) throws Exception {
        LoadMark mark = new LoadMark(new NativesFolders(List.of(Path.of(arguments[0]))));
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Unsafe unsafe = (Unsafe) field.get(null);
        try {
            mark.guard(
                    Path.of(arguments[1]),
                    () -> {
                        switch (arguments[2]) {
                            case "crash" -> unsafe.putAddress(0, 0);
                            case "exit" -> System.exit(3);
                            case "fail" -> throw new UnsatisfiedLinkError("no library");
                            default -> System.out.println("loaded");
                        }
                        return null;
                    });
        } catch (EngineUnavailableException | UnsatisfiedLinkError e) {
            System.out.println(e.getMessage());
        }
    }
}
