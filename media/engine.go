package media

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5/stdnet"
	"github.com/pion/webrtc/v4"
)

const (
	// socketBuffer absorbs the burst of a key frame to and from a full room.
	socketBuffer = 4 << 20
	// A silent path is disconnected after about two lost keep-alives of a
	// browser and failed only when a restart had half a minute to help.
	disconnectedAfter, failedAfter, keepAlive = 5 * time.Second, 30 * time.Second, 2 * time.Second
)

func listen(addr string) (*net.UDPConn, error) {
	at, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("media address: %w", err)
	}
	conn, err := net.ListenUDP("udp", at)
	if err != nil {
		return nil, fmt.Errorf("media port: %w", err)
	}
	// The system may cap the size; smaller buffers still work.
	_ = conn.SetReadBuffer(socketBuffer)
	_ = conn.SetWriteBuffer(socketBuffer)
	return conn, nil
}

// newCertificate makes the one DTLS identity of this process.
func newCertificate() (webrtc.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return webrtc.Certificate{}, fmt.Errorf("media key: %w", err)
	}
	cert, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return webrtc.Certificate{}, fmt.Errorf("media certificate: %w", err)
	}
	return *cert, nil
}

// mimes names the codecs that every browser has.
var mimes = map[webrtc.RTPCodecType]string{
	webrtc.RTPCodecTypeAudio: webrtc.MimeTypeOpus,
	webrtc.RTPCodecTypeVideo: webrtc.MimeTypeVP8,
}

// engine makes PeerConnections. Their settings differ only in where packets go.
type engine struct {
	settings webrtc.SettingEngine
	streams  *streams // nil without TCP
	codecs   *webrtc.MediaEngine
	cert     webrtc.Certificate
	took     *histogram // from a packet's coming to its leaving
}

func newEngine(local net.IP, public string, tcp *streams) (*engine, error) {
	settings, err := newSettings(local, public)
	if err != nil {
		return nil, err
	}
	e := &engine{settings: settings, streams: tcp, codecs: &webrtc.MediaEngine{}, took: newHistogram(forwardBounds)}
	if err := registerCodecs(e.codecs); err != nil {
		return nil, err
	}
	if err := registerExtensions(e.codecs); err != nil {
		return nil, err
	}
	e.cert, err = newCertificate()
	return e, err
}

// open lets pion read from the sockets; what it returns ends that for UDP.
func (e *engine) open(conn net.PacketConn) io.Closer {
	udp := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: conn})
	e.settings.SetICEUDPMux(udp)
	if e.streams != nil {
		e.settings.SetICETCPMux(e.streams.mux())
		e.settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6})
	}
	return udp
}

var udpOnly = []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}

// connect makes the PeerConnection of one peer. It has no interceptors: the
// router repairs and reports.
func (e *engine) connect(settings webrtc.SettingEngine, config webrtc.Configuration) (*webrtc.PeerConnection, error) {
	settings.SetICEBindingRequestHandler(follow())
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(e.codecs),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	config.Certificates = []webrtc.Certificate{e.cert}
	pc, err := api.NewPeerConnection(config)
	if err != nil {
		return nil, fmt.Errorf("peer connection: %w", err)
	}
	return pc, nil
}

func newSettings(local net.IP, public string) (webrtc.SettingEngine, error) {
	var s webrtc.SettingEngine
	s.LoggerFactory = newLogs()
	// One list of interfaces for all: each connection would ask the system for its own.
	interfaces, err := stdnet.NewNet()
	if err != nil {
		return s, fmt.Errorf("media interfaces: %w", err)
	}
	s.SetNet(interfaces)
	// ICE-lite: our address is known, so we only answer checks. No candidate of
	// a browser is ever dialled, whatever it points at.
	s.SetLite(true)
	s.SetNetworkTypes(udpOnly)
	s.SetIncludeLoopbackCandidate(local.IsLoopback())
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.DisableActiveTCP(true)
	s.SetICETimeouts(disconnectedAfter, failedAfter, keepAlive)
	// AES-CM with SHA-1 costs four to six times more than GCM.
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	s.SetDTLSRetransmissionInterval(100 * time.Millisecond)
	// ICE has proved the address already: a cookie (RFC 6347, 4.2.1) would only
	// cost a round trip.
	s.SetDTLSInsecureSkipHelloVerify(true)
	s.SetFireOnTrackBeforeFirstRTP(true)
	// A layer that a browser does not send yet stays welcome.
	s.SetIgnoreRidPauseForRecv(true)
	// A reload closes DTLS and comes back in a second: who waits how long is
	// decided above this package.
	s.DisableCloseByDTLS(true)
	if public == "" {
		return s, nil
	}
	rule := webrtc.ICEAddressRewriteRule{External: []string{public}, AsCandidateType: webrtc.ICECandidateTypeHost}
	if err := s.SetICEAddressRewriteRules(rule); err != nil {
		return s, fmt.Errorf("public media address: %w", err)
	}
	return s, nil
}

// sharedLogs makes one logger for each part of pion, where every connection would
// have a dozen of its own.
type sharedLogs struct {
	factory logging.LoggerFactory
	mu      sync.Mutex
	byScope map[string]logging.LeveledLogger
}

// newLogs leaves out what pion's connections complain of: nobody reads the
// tracks of layers, whose packets the router takes.
func newLogs() logging.LoggerFactory {
	logs := logging.NewDefaultLoggerFactory()
	logs.ScopeLevels["pc"] = logging.LogLevelDisabled
	return &sharedLogs{factory: logs, byScope: map[string]logging.LeveledLogger{}}
}

// NewLogger implements logging.LoggerFactory.
func (l *sharedLogs) NewLogger(scope string) logging.LeveledLogger {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byScope[scope] == nil {
		l.byScope[scope] = l.factory.NewLogger(scope)
	}
	return l.byScope[scope]
}

// registerCodecs offers Opus and VP8, which every browser has.
func registerCodecs(m *webrtc.MediaEngine) error {
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2,
		SDPFmtpLine: "minptime=10;useinbandfec=1", RTCPFeedback: []webrtc.RTCPFeedback{{Type: "nack"}}}
	vp8 := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000,
		RTCPFeedback: []webrtc.RTCPFeedback{{Type: "ccm", Parameter: "fir"}, {Type: "goog-remb"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}}
	rtx := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: "apt=96"}
	if err := m.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: opus, PayloadType: 111}, webrtc.RTPCodecTypeAudio); err != nil {
		return fmt.Errorf("opus: %w", err)
	}
	for payloadType, codec := range map[webrtc.PayloadType]webrtc.RTPCodecCapability{96: vp8, 97: rtx} {
		if err := m.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: codec, PayloadType: payloadType}, webrtc.RTPCodecTypeVideo); err != nil {
			return fmt.Errorf("vp8: %w", err)
		}
	}
	return nil
}

// registerExtensions offers what the router reads: the number of each packet on
// the transport, by which publishers find their bitrate, the section's mid, how
// loud sound is (RFC 6464), and the names of a picture's layers; and what it
// writes, when a packet of a picture was sent, by which receivers estimate how many
// bits a second they can take (REMB).
func registerExtensions(m *webrtc.MediaEngine) error {
	uris := []string{sdp.TransportCCURI, sdp.SDESMidURI}
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		m.RegisterFeedback(webrtc.RTCPFeedback{Type: webrtc.TypeRTCPFBTransportCC}, kind)
		if kind == webrtc.RTPCodecTypeVideo {
			uris = append(uris, sdp.SDESRTPStreamIDURI, sdp.SDESRepairRTPStreamIDURI)
		}
		for _, uri := range uris {
			if err := m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, kind, webrtc.RTPTransceiverDirectionRecvonly); err != nil {
				return fmt.Errorf("header extension: %w", err)
			}
		}
	}
	sent := webrtc.RTPHeaderExtensionCapability{URI: sdp.ABSSendTimeURI}
	if err := m.RegisterHeaderExtension(sent, webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverDirectionSendonly); err != nil {
		return fmt.Errorf("header extension: %w", err)
	}
	level := webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}
	if err := m.RegisterHeaderExtension(level, webrtc.RTPCodecTypeAudio); err != nil {
		return fmt.Errorf("header extension: %w", err)
	}
	return nil
}
