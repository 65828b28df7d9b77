package sc.fiji.diffseg.ui;

import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.util.List;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;
import sc.fiji.diffseg.engine.EngineFlavor;
import sc.fiji.diffseg.engine.EngineInstaller;

/** What to install and where from. */
final class InstallPanel extends JPanel {

    private static final long serialVersionUID = 1L;

    private static final int COLUMNS = 40;
    private static final double MEGABYTE = 1e6;

    private static final List<String> FLAVORS =
            List.of(
                    "for CPUs",
                    "for NVIDIA graphics cards, in a folder I have",
                    "for NVIDIA graphics cards, downloaded by DJL");

    private final EngineInstaller installer;
    private final JComboBox<String> flavor = new JComboBox<>(FLAVORS.toArray(String[]::new));
    private final JTextField source = new JTextField(COLUMNS);
    private final JButton browse = new JButton("Browse...");
    private final JLabel note = new JLabel(" ");

    /**
     * Offers what the installer can do.
     *
     * @param install the button that begins
     */
    InstallPanel(EngineInstaller installer, JButton install) {
        super(new GridBagLayout());
        this.installer = installer;
        setBorder(BorderFactory.createTitledBorder("Install PyTorch"));
        addRow(0, "PyTorch", flavor, null);
        addRow(1, "From", source, browse);
        addRow(2, "", note, install);
        flavor.addActionListener(event -> explain());
        browse.addActionListener(event -> browse());
        explain();
    }

    private void addRow(int row, String label, JComponent middle, JComponent end) {
        GridBagConstraints at = new GridBagConstraints();
        at.gridy = row;
        at.insets = new Insets(3, 6, 3, 6);
        at.anchor = GridBagConstraints.LINE_START;
        at.fill = GridBagConstraints.HORIZONTAL;
        add(new JLabel(label), at);
        at.weightx = 1;
        add(middle, at);
        if (end != null) {
            at.weightx = 0;
            add(end, at);
        }
    }

    /** What is chosen. */
    EngineFlavor flavor() {
        return EngineFlavor.values()[flavor.getSelectedIndex()];
    }

    /** What is written. */
    String source() {
        return source.isEnabled() ? source.getText() : "";
    }

    /** Tells before it is done what will be read or downloaded. */
    private void explain() {
        source.setEnabled(flavor() != EngineFlavor.CUDA_DOWNLOAD);
        browse.setEnabled(source.isEnabled());
        note.setText(
                switch (flavor()) {
                    case CPU -> cpu();
                    case CUDA ->
                            "<html>PyTorch 2.7.1 for CUDA 12.8, such as the folder torch/lib of a"
                                    + " Python environment. It stays where it is.";
                    case CUDA_DOWNLOAD ->
                            "<html>DJL downloads some gigabytes from publish.djl.ai. They are not"
                                    + " checked by SHA-256.";
                });
    }

    private String cpu() {
        return installer
                .address()
                .map(
                        address ->
                                "<html>Left empty, it is downloaded from %s (%.0f MB). Or name the"
                                                .formatted(
                                                        address.getHost(),
                                                        installer.bytes() / MEGABYTE)
                                        + " file, its folder or another address.<br>"
                                        + address.getPath().replaceFirst(".*/", "")
                                        + ", checked by SHA-256")
                .orElse("There is none for this computer.");
    }

    private void browse() {
        JFileChooser chooser = new JFileChooser(source.getText());
        chooser.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
        if (chooser.showOpenDialog(this) == JFileChooser.APPROVE_OPTION) {
            source.setText(chooser.getSelectedFile().getPath());
        }
    }

    @Override
    public void setEnabled(boolean enabled) {
        super.setEnabled(enabled);
        flavor.setEnabled(enabled);
        source.setEnabled(enabled && flavor() != EngineFlavor.CUDA_DOWNLOAD);
        browse.setEnabled(source.isEnabled());
    }
}
