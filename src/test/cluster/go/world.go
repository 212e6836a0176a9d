// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"net/http"
)

// world is the server beyond the cluster: it answers HTTP on every address given, with the two ends of the connection
// as it sees them, so that a test sees whether the caller was masqueraded.
func world(addresses []string) error {
	if len(addresses) == 0 {
		return errors.New("world: want one or more addresses to listen on")
	}
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		local := r.Context().Value(http.LocalAddrContextKey)
		fmt.Fprintf(w, "world server=%v client=%s path=%s\n", local, r.RemoteAddr, r.URL.Path)
	})
	ended := make(chan error, len(addresses))
	for _, address := range addresses {
		go func() { ended <- http.ListenAndServe(address, answer) }()
	}
	return fmt.Errorf("world: %w", <-ended)
}
