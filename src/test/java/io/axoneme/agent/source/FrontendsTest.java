// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.axoneme.abi.AbiMaps;
import io.axoneme.abi.BackendKey;
import io.axoneme.abi.BackendValue;
import io.axoneme.abi.ServiceKey;
import io.axoneme.abi.ServiceValue;
import io.axoneme.kernel.FakeKernel;
import io.axoneme.kernel.KernelSync;
import io.axoneme.model.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrontendsTest {

    private static final ServiceKey WEB = new ServiceKey(IpAddress.parse("10.96.0.1"), 80, 6);
    private static final ServiceKey NODE = new ServiceKey(IpAddress.parse("192.0.2.1"), 8080, 6);
    private static final BackendValue ONE = new BackendValue(IpAddress.parse("10.1.0.1"), 80);
    private static final BackendValue TWO = new BackendValue(IpAddress.parse("10.1.0.2"), 80);

    private final FakeKernel kernel = new FakeKernel();
    private final KernelSync sync = new KernelSync(kernel);
    private final Frontends frontends = new Frontends(() -> sync, () -> 7);

    @BeforeEach
    void begun() {
        sync.resync();
        kernel.takeLog();
    }

    @Test
    void backendsStandUnderTheFirstNumberThatIsFree() {
        frontends.publish("web", Map.of(WEB, List.of(ONE, TWO)));
        assertEquals(Map.of(WEB, new ServiceValue(7, 2)), kernel.contents(AbiMaps.SERVICE));
        assertEquals(Map.of(new BackendKey(7, 0), ONE, new BackendKey(7, 1), TWO), kernel.contents(AbiMaps.BACKEND));
        assertEquals(List.of("update backend 2", "update service 1"), kernel.takeLog());
    }

    /** A socket finds the old ones or the new ones whole. */
    @Test
    void otherBackendsAreWrittenBeforeTheyAreNamedAndTheOldOnesGoLast() {
        frontends.publish("web", Map.of(WEB, List.of(ONE, TWO)));
        kernel.takeLog();
        frontends.publish("web", Map.of(WEB, List.of(TWO)));
        assertEquals(List.of("update backend 1", "update service 1", "delete backend 2"), kernel.takeLog());
        assertEquals(Map.of(new BackendKey(8, 0), TWO), kernel.contents(AbiMaps.BACKEND));
    }

    @Test
    void ownersHaveNumbersOfTheirOwnAndDoNotTouchEachOthers() {
        frontends.publish("web", Map.of(WEB, List.of(ONE)));
        frontends.publish("host ports", Map.of(NODE, List.of(TWO)));
        assertEquals(
                Map.of(WEB, new ServiceValue(7, 1), NODE, new ServiceValue(8, 1)), kernel.contents(AbiMaps.SERVICE));
        assertEquals(Set.of(NODE), frontends.of("host ports"));
        frontends.publish("web", Map.of());
        assertEquals(Map.of(NODE, new ServiceValue(8, 1)), kernel.contents(AbiMaps.SERVICE));
        assertEquals(Map.of(new BackendKey(8, 0), TWO), kernel.contents(AbiMaps.BACKEND));
    }

    @Test
    void whatIsAsBeforeIsNotWritten() {
        frontends.publish("web", Map.of(WEB, List.of(ONE)));
        kernel.takeLog();
        frontends.publish("web", Map.of(WEB, List.of(ONE)));
        assertEquals(List.of(), kernel.takeLog());
    }
}
