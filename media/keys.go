package media

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/prf"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/dtls/v3/pkg/protocol/extension"
	"github.com/pion/dtls/v3/pkg/protocol/handshake"
	"github.com/pion/srtp/v3"
)

// How far behind the newest packet one may come.
const rtpWindow, rtcpWindow = 512, 64

var (
	errNoKeys    = errors.New("no SRTP keys from DTLS")
	errOtherKeys = errors.New("the derived keys are not those of DTLS")
)

// keys derives, for the server of one DTLS 1.2 connection, the SRTP keys that
// pion keeps to itself: its key log has the client's random and the master
// secret, the ServerHello the rest; the exporter is RFC 5705's. checkKeys proves
// at every start that this is still so.
type keys struct {
	mu                         sync.Mutex
	clientRandom, serverRandom []byte
	master                     []byte
	suite                      dtls.CipherSuiteID
	profile                    dtls.SRTPProtectionProfile
}

// Write takes one line of the key log: CLIENT_RANDOM <hex> <hex>.
func (k *keys) Write(line []byte) (int, error) {
	fields := strings.Fields(string(line))
	if len(fields) != 3 || fields[0] != "CLIENT_RANDOM" {
		return 0, errNoKeys
	}
	random, err1 := hex.DecodeString(fields[1])
	master, err2 := hex.DecodeString(fields[2])
	if err := errors.Join(err1, err2); err != nil {
		return 0, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.clientRandom, k.master = random, master
	return len(line), nil
}

// serverHello reads what we are about to say.
func (k *keys) serverHello(m handshake.MessageServerHello) handshake.Message {
	k.mu.Lock()
	defer k.mu.Unlock()
	random := m.Random.MarshalFixed()
	k.serverRandom = random[:]
	if m.CipherSuiteID != nil {
		k.suite = dtls.CipherSuiteID(*m.CipherSuiteID)
	}
	for _, e := range m.Extensions {
		if use, ok := e.(*extension.UseSRTP); ok && len(use.ProtectionProfiles) == 1 && len(use.MasterKeyIdentifier) == 0 {
			k.profile = use.ProtectionProfiles[0]
		}
	}
	return &m
}

// contexts makes the ciphers of both directions; the master secret is wiped.
func (k *keys) contexts() (in, out *srtp.Context, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.master == nil || k.serverRandom == nil || k.profile == 0 {
		return nil, nil, errNoKeys
	}
	c := srtp.Config{Profile: srtp.ProtectionProfile(k.profile)} // both are IANA's numbers
	err = c.ExtractSessionKeysFromDTLS(exporter{k}, false)
	clear(k.master)
	k.master = nil
	if err != nil {
		return nil, nil, fmt.Errorf("export the keys: %w", err)
	}
	in, err = srtp.CreateContext(c.Keys.RemoteMasterKey, c.Keys.RemoteMasterSalt, c.Profile,
		srtp.SRTPReplayProtection(rtpWindow), srtp.SRTCPReplayProtection(rtcpWindow))
	if err != nil {
		return nil, nil, fmt.Errorf("receiving cipher: %w", err)
	}
	if out, err = srtp.CreateContext(c.Keys.LocalMasterKey, c.Keys.LocalMasterSalt, c.Profile); err != nil {
		return nil, nil, fmt.Errorf("sending cipher: %w", err)
	}
	return in, out, nil
}

// exporter needs the lock of its keys.
type exporter struct{ *keys }

// ExportKeyingMaterial is RFC 5705 without a context.
func (e exporter) ExportKeyingMaterial(label string, _ []byte, length int) ([]byte, error) {
	sum := func() hash.Hash { return sha256.New() }
	if strings.HasSuffix(dtls.CipherSuiteName(e.suite), "_SHA384") {
		sum = func() hash.Hash { return sha512.New384() }
	}
	seed := append(append([]byte(label), e.clientRandom...), e.serverRandom...)
	return prf.PHash(e.master, seed, length, sum)
}

// checkKeys does a handshake with itself and compares. pion calls its key log
// a help for debugging: if it ever says something else, the path must not run.
var checkKeys = sync.OnceValue(func() error {
	for _, suite := range []dtls.CipherSuiteID{dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384} {
		if err := checkSuite(suite, dtls.RequireExtendedMasterSecret); err != nil {
			return err
		}
	}
	return nil
})

func checkSuite(suite dtls.CipherSuiteID, master dtls.ExtendedMasterSecretType) error {
	const label, length = "EXTRACTOR-dtls_srtp", 60
	k := &keys{}
	server, client, err := handshakes(suite, master, k)
	if err != nil {
		return err
	}
	defer client.Close()
	defer server.Close()
	failed := make(chan error, 1)
	go func() { failed <- client.Handshake() }()
	if err := errors.Join(server.Handshake(), <-failed); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	state, ok := server.ConnectionState()
	if !ok {
		return errNoKeys
	}
	want, err := state.ExportKeyingMaterial(label, nil, length)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	got, err := exporter{k}.ExportKeyingMaterial(label, nil, length)
	if err != nil || !bytes.Equal(got, want) || k.profile != dtls.SRTP_AEAD_AES_128_GCM {
		return errors.Join(errOtherKeys, err)
	}
	return nil
}

// handshakes prepares both ends on loopback.
func handshakes(suite dtls.CipherSuiteID, master dtls.ExtendedMasterSecretType, k *keys) (server, client *dtls.Conn, err error) {
	cert, err := selfsign.GenerateSelfSigned()
	if err != nil {
		return nil, nil, fmt.Errorf("certificate: %w", err)
	}
	both := []dtls.Option{
		dtls.WithCipherSuites(suite), dtls.WithExtendedMasterSecret(master), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
	}
	ours, theirs := []dtls.ServerOption{dtls.WithCertificates(cert), dtls.WithKeyLogWriter(k), dtls.WithServerHelloMessageHook(k.serverHello)}, []dtls.ClientOption{}
	for _, option := range both {
		ours, theirs = append(ours, option), append(theirs, option)
	}
	a, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, nil, fmt.Errorf("loopback: %w", err)
	}
	b, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("loopback: %w", err), a.Close())
	}
	until := time.Now().Add(5 * time.Second)
	_ = errors.Join(a.SetDeadline(until), b.SetDeadline(until)) // a handshake that hangs fails
	if server, err = dtls.ServerWithOptions(a, b.LocalAddr(), ours...); err != nil {
		return nil, nil, errors.Join(err, a.Close(), b.Close())
	}
	if client, err = dtls.ClientWithOptions(b, a.LocalAddr(), theirs...); err != nil {
		return nil, nil, errors.Join(err, server.Close(), b.Close())
	}
	return server, client, nil
}
