package house

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// serve answers on a free loopback port until the house is closed.
func (h *House) serve(ctx context.Context, handler http.Handler) (address string, err error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	h.closers = append(h.closers, func() {
		_ = server.Close()
		if err := <-done; err != nil && !errors.Is(err, http.ErrServerClosed) {
			return
		}
	})
	return "http://" + listener.Addr().String(), nil
}
