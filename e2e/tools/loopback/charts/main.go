// Charts of remote repositories from a folder: a forward proxy that answers for a host itself when the folder has
// one of its name, and refuses every other host, so that nothing ever leaves the machine.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

func main() {
	address, folder, authorityFile := os.Args[1], os.Args[2], os.Args[3]
	issuer := newAuthority()
	if err := os.WriteFile(authorityFile, issuer.pem, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(address, &proxy{folder: folder, issuer: issuer}))
}

type proxy struct {
	folder string
	issuer *authority
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		if r.URL.Path == "/healthz" {
			return
		}
		http.Error(w, "a proxy for https only", http.StatusBadRequest)
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil || host != filepath.Base(host) || host == ".." {
		http.Error(w, "no such host", http.StatusBadGateway)
		return
	}
	files := filepath.Join(p.folder, host)
	if _, err := os.Stat(files); err != nil {
		http.Error(w, "no charts of "+host+" stand in here", http.StatusBadGateway)
		return
	}
	client, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	if _, err := client.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		client.Close()
		return
	}
	serve(tls.Server(client, &tls.Config{Certificates: []tls.Certificate{p.issuer.leaf(host)}}), files)
}

// serve answers the requests of one connection, one after the other.
func serve(connection net.Conn, folder string) {
	listener := &once{connection: connection, closed: make(chan struct{})}
	server := &http.Server{
		Handler:   http.FileServer(http.Dir(folder)),
		ConnState: func(_ net.Conn, state http.ConnState) { listener.observe(state) },
	}
	_ = server.Serve(listener)
}

// once is a listener of a single connection that is there already.
type once struct {
	connection net.Conn
	accepted   bool
	closed     chan struct{}
	end        sync.Once
}

func (o *once) Accept() (net.Conn, error) {
	if !o.accepted {
		o.accepted = true
		return o.connection, nil
	}
	<-o.closed
	return nil, net.ErrClosed
}

func (o *once) observe(state http.ConnState) {
	if state == http.StateClosed || state == http.StateHijacked {
		o.Close()
	}
}

func (o *once) Close() error {
	o.end.Do(func() { close(o.closed) })
	return nil
}

func (o *once) Addr() net.Addr { return o.connection.LocalAddr() }

type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         []byte
}

func newAuthority() *authority {
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "charts that stand in"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().AddDate(0, 1, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	key := newKey()
	der := sign(template, template, &key.PublicKey, key)
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		log.Fatal(err)
	}
	return &authority{certificate, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

func (a *authority) leaf(host string) tls.Certificate {
	key := newKey()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: host},
		DNSNames:     []string{host},
		NotBefore:    a.certificate.NotBefore,
		NotAfter:     a.certificate.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der := sign(template, a.certificate, &key.PublicKey, a.key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	return key
}

func sign(template, parent *x509.Certificate, public *ecdsa.PublicKey, signer *ecdsa.PrivateKey) []byte {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		log.Fatal(err)
	}
	return der
}
