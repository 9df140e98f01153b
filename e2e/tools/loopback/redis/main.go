// An in-memory server that speaks the protocol of Redis: the cache of Argo CD's components.
package main

import (
	"log"
	"os"
	"time"

	"github.com/alicebob/miniredis/v2"
)

func main() {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(os.Args[1]); err != nil {
		log.Fatal(err)
	}
	// The server stands still in time unless somebody moves it on, and Argo CD's entries are meant to expire.
	last := time.Now()
	for now := range time.Tick(time.Second) {
		server.FastForward(now.Sub(last))
		last = now
	}
}
