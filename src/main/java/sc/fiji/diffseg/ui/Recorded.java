package sc.fiji.diffseg.ui;

import ij.plugin.frame.Recorder;

/** The lines of a macro that do what a button does, for ImageJ's recorder. */
final class Recorded {

    private Recorded() {}

    /**
     * Writes a line down if the user records.
     *
     * @param command as the menu has it
     * @param keysAndValues in turn; what has no value is left out
     */
    static void line(String command, String... keysAndValues) {
        if (!Recorder.record) {
            return;
        }
        Recorder.setCommand(command);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (!keysAndValues[i + 1].isBlank()) {
                // Only a path gets slashes on Windows, as a macro wants it.
                Recorder.recordPath(keysAndValues[i], keysAndValues[i + 1]);
            }
        }
        Recorder.saveCommand();
    }
}
