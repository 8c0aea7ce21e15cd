// SPDX-License-Identifier: Apache-2.0
// mochi as an MQTT 5 broker: the argument is the address to listen on. It keeps nothing on disk.
package main

import (
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// limits: by default it drops what a session has beyond 8192 messages.
func limits() *mqtt.Capabilities {
	limits := mqtt.NewDefaultServerCapabilities()
	limits.MaximumInflight = 65535
	limits.MaximumClientWritesPending = 65535
	return limits
}

func main() {
	quiet := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelError}))
	broker := mqtt.New(&mqtt.Options{Logger: quiet, Capabilities: limits()})
	must(broker.AddHook(new(auth.AllowHook), nil))
	must(broker.AddListener(listeners.NewTCP(listeners.Config{ID: "mqtt", Address: os.Args[1]})))
	must(broker.Serve())
	fmt.Println("mochi is ready")
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	<-end
	must(broker.Close())
}
