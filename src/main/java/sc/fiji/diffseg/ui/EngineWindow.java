package sc.fiji.diffseg.ui;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import javax.swing.WindowConstants;
import sc.fiji.diffseg.engine.EngineFacts;
import sc.fiji.diffseg.engine.EngineFlavor;
import sc.fiji.diffseg.engine.EngineInstaller;
import sc.fiji.diffseg.engine.TorchEngine;

/** The facts about PyTorch on this computer, and its installation. */
public final class EngineWindow extends JFrame {

    private static final long serialVersionUID = 1L;

    private static final String COMMAND = "Diffusion Engine...";

    private static final String CONSENT =
            "DJL will download some gigabytes from publish.djl.ai.\n"
                    + "Unlike the libraries for CPUs, they are not checked by SHA-256.\n"
                    + "Go on?";

    private static EngineWindow open;

    private final String software;
    private final EngineInstaller installer = new EngineInstaller();
    private final JTextArea facts = new JTextArea(16, 60);
    private final JButton start = new JButton("Start PyTorch");
    private final JButton free = new JButton("Release Memory");
    private final JButton again = new JButton("Try Again After the Crash");
    private final JButton install = new JButton("Install");
    private final InstallPanel choice = new InstallPanel(installer, install);
    private final JobPanel jobs =
            new JobPanel(
                    "Cancelled; what was downloaded is kept for the next time.", this::setBusy);

    private EngineWindow(String software, Supplier<String> release) {
        super("Diffusion Engine");
        this.software = software;
        facts.setEditable(false);
        facts.setLineWrap(true);
        facts.setWrapStyleWord(true);
        JPanel lower = new JPanel();
        lower.setLayout(new BoxLayout(lower, BoxLayout.PAGE_AXIS));
        List.of(buttons(release), choice, jobs).forEach(row -> add(lower, row));
        JPanel all = new JPanel(new BorderLayout(0, 6));
        all.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        all.add(new JScrollPane(facts), BorderLayout.CENTER);
        all.add(lower, BorderLayout.PAGE_END);
        setContentPane(all);
        install.addActionListener(event -> install());
        start.addActionListener(event -> start());
        setDefaultCloseOperation(WindowConstants.HIDE_ON_CLOSE);
        pack();
        setLocationByPlatform(true);
    }

    /**
     * Opens the one window, or brings it to the front.
     *
     * @param software this software's version
     * @param release closes the model that is kept for the next run, and says so in a sentence
     */
    public static void open(String software, Supplier<String> release) {
        SwingUtilities.invokeLater(
                () -> {
                    if (open == null) {
                        open = new EngineWindow(software, release);
                    }
                    open.refresh();
                    open.setVisible(true);
                    open.toFront();
                });
    }

    private static void add(JPanel column, JComponent row) {
        row.setAlignmentX(Component.LEFT_ALIGNMENT);
        column.add(row);
        column.add(Box.createVerticalStrut(6));
    }

    private Box buttons(Supplier<String> release) {
        Box row = Box.createHorizontalBox();
        JButton copy = new JButton("Copy");
        copy.setToolTipText("Copies the facts, for a report of a problem");
        copy.addActionListener(event -> copy());
        again.addActionListener(
                event -> {
                    Recorded.line(COMMAND, "try_again", "true");
                    installer.tryAgain();
                    refresh();
                });
        free.setToolTipText("Closes the model that is kept for the next run");
        free.addActionListener(
                event -> {
                    Recorded.line(COMMAND, "release_memory", "true");
                    jobs.say(release.get());
                });
        for (JButton button : List.of(copy, start, again, free)) {
            row.add(button);
            row.add(Box.createHorizontalStrut(6));
        }
        return row;
    }

    private void copy() {
        StringSelection text = new StringSelection(facts.getText());
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(text, text);
        jobs.say("The facts are on the clipboard.");
    }

    private void start() {
        Recorded.line(COMMAND);
        jobs.run(
                job -> {
                    job.report(0, "Starting PyTorch");
                    return "PyTorch runs on "
                            + TorchEngine.start(TorchEngine.AUTO).deviceName()
                            + ".";
                });
    }

    private void install() {
        EngineFlavor flavor = choice.flavor();
        String source = choice.source();
        if (flavor == EngineFlavor.CUDA_DOWNLOAD && !consents()) {
            return;
        }
        String word = flavor.name().toLowerCase(Locale.ROOT);
        Recorded.line(COMMAND, "install", word, "source", source);
        jobs.run(job -> installer.install(flavor, source, job));
    }

    private boolean consents() {
        return JOptionPane.showConfirmDialog(this, CONSENT, getTitle(), JOptionPane.YES_NO_OPTION)
                == JOptionPane.YES_OPTION;
    }

    private void setBusy(boolean busy) {
        List.of(install, start, again, free, choice).forEach(part -> part.setEnabled(!busy));
        if (!busy) {
            refresh();
        }
    }

    /** The driver of a graphics card takes its time to answer. */
    private void refresh() {
        new SwingWorker<String, Void>() {
            @Override
            protected String doInBackground() {
                return EngineFacts.now(software).text();
            }

            @Override
            protected void done() {
                facts.setText(JobPanel.outcome(this, ""));
                facts.setCaretPosition(0);
                again.setVisible(installer.remembersACrash());
            }
        }.execute();
    }
}
