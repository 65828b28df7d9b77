package sc.fiji.diffseg.leaf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.diffseg.network.StateDict;

class DotlessNamesTest {

    @Test
    void everyWeightOfThePublishedDenoiserGetsItsNameBack() {
        for (String name : StateDict.of(new DenoisingUNet(UNetSize.PUBLISHED)).names()) {
            assertEquals(name, DotlessNames.dotted(DotlessNames.dotless(name)));
        }
    }

    @Test
    void whatIsNoWeightStaysWithoutDots() {
        for (String name : List.of("decay", "num_updates", "", "out", "99")) {
            assertEquals(name, DotlessNames.dotted(name));
        }
    }
}
