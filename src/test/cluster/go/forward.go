// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// forward listens on an address of the network namespace it is started in and connects each client to an address
// inside another namespace. The box's control plane has no address on the machine; this is the only way in.
//
// Arguments: LISTEN NETNS-FILE TARGET, for instance 127.0.0.1:6443 /run/netns/box 10.200.0.1:6443.
func forward(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("forward: want LISTEN NETNS TARGET, got %d arguments", len(args))
	}
	listener, err := net.Listen("tcp", args[0])
	if err != nil {
		return fmt.Errorf("forward: %w", err)
	}
	dials := make(chan dialRequest)
	entered := make(chan error)
	go dialInside(args[1], args[2], dials, entered)
	if err := <-entered; err != nil {
		return fmt.Errorf("forward: %w", err)
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			return fmt.Errorf("forward: %w", err)
		}
		go serve(client, dials)
	}
}

type dialRequest struct{ answer chan dialAnswer }

type dialAnswer struct {
	conn net.Conn
	err  error
}

// dialInside owns one thread that lives in the other namespace for good: a socket belongs to the namespace of the
// thread that makes it, whoever uses it later.
func dialInside(netns, target string, dials <-chan dialRequest, entered chan<- error) {
	runtime.LockOSThread()
	if err := enter(netns); err != nil {
		entered <- err
		return
	}
	entered <- nil
	for request := range dials {
		conn, err := net.Dial("tcp", target)
		request.answer <- dialAnswer{conn, err}
	}
}

func enter(netns string) error {
	file, err := os.Open(netns)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := unix.Setns(int(file.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("enter %s: %w", netns, err)
	}
	return nil
}

func serve(client net.Conn, dials chan<- dialRequest) {
	defer client.Close()
	request := dialRequest{make(chan dialAnswer, 1)}
	dials <- request
	answer := <-request.answer
	if answer.err != nil {
		log.Printf("forward: %v", answer.err)
		return
	}
	defer answer.conn.Close()
	done := make(chan struct{})
	go func() {
		pour(answer.conn, client)
		close(done)
	}()
	pour(client, answer.conn)
	<-done
}

// pour copies until the end and passes the end on as a half close, which `kubectl exec -i` depends on.
func pour(to, from net.Conn) {
	_, err := io.Copy(to, from)
	if tcp, ok := to.(*net.TCPConn); ok {
		_ = tcp.CloseWrite() // fails only when the peer has gone already
	}
	if err != nil {
		_ = from.Close() // a broken side ends both directions
		_ = to.Close()
	}
}
