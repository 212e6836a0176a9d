// SPDX-License-Identifier: Apache-2.0
package io.axoneme.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.axoneme.agent.report.LoaderState.MapFill;
import io.axoneme.kernel.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoaderStateTest {

    private static final String STATUS = """
            {"build":"abc","protocol":3,"abi":9,"vectorBits":512,"attach":"clsact",
             "features":[{"name":"tcx","works":false,"sentence":"links"},{"name":"sock_addr","works":true,"sentence":"s"}],
             "maps":[
              {"name":"policy","type":"lpm_trie","id":1,"keySize":12,"valueSize":160,"entries":9,"capacity":100},
              {"name":"policy_port","type":"hash","id":2,"keySize":12,"valueSize":160,"entries":100,"capacity":100},
              {"name":"ct_new","type":"lru_hash","id":3,"keySize":40,"valueSize":80,"entries":50,"capacity":200},
              {"name":"membership","type":"array","id":4,"keySize":4,"valueSize":64,"entries":100,"capacity":100}],
             "refusals":{"map_full":2,"route":0},"rings":{}}""";

    @Test
    void whatTheLoaderSaysIsKeptByWhatItMeans() {
        var answer = LoaderState.of(new Answer.Done<>(STATUS));
        assertTrue(answer instanceof Answer.Done<LoaderState>(var state)
                && state.build().equals("abc"));
        var state = ((Answer.Done<LoaderState>) answer).value();
        assertEquals(Map.of("tcx", "links"), state.missing());
        assertEquals(Map.of("map_full", 2L), state.refusals());
        assertEquals(
                List.of(
                        new MapFill("policy", 9, 100, false),
                        new MapFill("policy_port", 100, 100, false),
                        new MapFill("ct_new", 50, 200, true)),
                state.maps(),
                "an array is always as large as it is");
    }

    @Test
    void whatIsNoStatusIsTrouble() {
        assertTrue(LoaderState.of(new Answer.Done<>("{")).trouble().startsWith("its status is not understood"));
        assertEquals(
                "no loader",
                LoaderState.of(new Answer.Unreachable<>("no loader")).trouble());
    }
}
