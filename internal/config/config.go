// Package config is the one typed set of settings, from flags and environment.
package config

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"televisit/internal/budget"
	"televisit/internal/request"
	"televisit/internal/rules"
)

// Config holds every setting. A flag wins over its environment variable.
type Config struct {
	Addr            string        `help:"Address of the web server; port 0 takes a free one." env:"ADDR" default:"127.0.0.1:8080"`
	PublicURL       string        `help:"Address that people use, if it differs, such as https://clinic.example." env:"PUBLIC_URL"`
	ClinicTimeZone  string        `help:"Time zone of the clinic, such as Asia/Yekaterinburg; as it was when not given, Europe/Moscow for a new clinic." env:"CLINIC_TIME_ZONE"`
	Data            string        `help:"Folder for the database, papers and keys." env:"DATA_DIR" default:"data" type:"path"`
	DatabaseURL     string        `help:"postgres://… instead of the SQLite file in the data folder." env:"DATABASE_URL"`
	NATSURL         string        `name:"nats-url" help:"nats://… of a cluster instead of the embedded bus." env:"NATS_URL"`
	BlobURL         string        `help:"s3://… instead of the folder for papers in the data folder." env:"BLOB_URL"`
	MediaAddr       string        `help:"UDP address of the media server; port 0 takes a free one, a range such as 192.0.2.10:5004-5007 is a socket for each port." env:"MEDIA_ADDR" default:"127.0.0.1:0"`
	MediaTCPAddr    string        `name:"media-tcp-addr" help:"TCP address of the media server, for networks that let no UDP through; same as --media-addr, its first port, when not given, or off." env:"MEDIA_TCP_ADDR"`
	TURNAddr        string        `name:"turn-addr" help:"Address of the TURN server, by UDP and TCP, for networks that reach neither port of the media server; off when not given." env:"TURN_ADDR"`
	MediaPublicAddr string        `help:"IP address that browsers reach the media server at, behind a 1:1 NAT." env:"MEDIA_PUBLIC_ADDR"`
	MediaPath       string        `help:"fast, or inline for the portable path of media packets; the fast one where it works when not given." env:"MEDIA_PATH" default:"" enum:",fast,inline"`
	DrainTime       time.Duration `help:"How long running calls may go on after a stop was asked for, such as 15m; nobody new comes in meanwhile." env:"DRAIN_TIME" default:"0s"`
	SecretKey       string        `help:"Secret of at least 32 characters; kept in the data folder when not given. All nodes need the same." env:"SECRET_KEY"`
	LogLevel        string        `help:"debug, info, warn or error." env:"LOG_LEVEL" default:"info" enum:"debug,info,warn,error"`
	TrustedProxies  []string      `help:"Networks of reverse proxies, such as 10.0.0.0/8, whose header says where a request comes from." env:"TRUSTED_PROXIES"`
	ForwardedHeader string        `help:"The header that they set: X-Forwarded-For or Forwarded." env:"FORWARDED_HEADER" default:"X-Forwarded-For" enum:"X-Forwarded-For,Forwarded"`
	Limits          string        `help:"How much one account or address may ask for: normal, generous (ten times as much, for the demo) or off." env:"LIMITS" enum:"normal,generous,off," default:""`
	Documents       string        `help:"What browsers may ask: any document, or trusted ones only, named by id; trusted in production when not given." env:"DOCUMENTS" enum:"any,trusted," default:""`
	DocumentsDir    string        `help:"Folder of further *.json manifests of trusted documents: of other web apps, of the release before." env:"DOCUMENTS_DIR" type:"path"`
	Env             string        `help:"development or production; production refuses demo parts." env:"ENV" default:"development" enum:"development,production"`
	Demo            *bool         `help:"Demo clinic and the pages for developers; on unless ENV=production." negatable:"" env:"DEMO"`
	Dev             bool          `help:"Take the web app from Vite's server at 127.0.0.1:5173." env:"DEV"`

	Outside
}

// IsDemo says whether the demo parts run.
func (c *Config) IsDemo() bool {
	if c.Demo != nil {
		return *c.Demo
	}
	return c.Env != "production"
}

// minSecret is how long a secret is at least.
const minSecret = 32

// checkAddrs names the first address that has no port: the setting that was
// written, before one that is made of it.
func (c *Config) checkAddrs() error {
	for _, x := range [...]struct{ flag, addr string }{
		{"--addr", c.Addr}, {"--media-addr", c.MediaAddr}, {"--media-tcp-addr", c.MediaTCP()}, {"--turn-addr", c.TURNAddr},
	} {
		if _, _, err := net.SplitHostPort(x.addr); err != nil && x.addr != "" {
			return fmt.Errorf("%s must be host:port, such as 127.0.0.1:8080", x.flag)
		}
	}
	return nil
}

// Check refuses settings that cannot work, with one line that says what to do.
func (c *Config) Check() error {
	if c.Env == "production" && c.IsDemo() {
		return fmt.Errorf("ENV=production refuses demo parts: leave out --demo")
	}
	if err := c.checkAddrs(); err != nil {
		return err
	}
	if c.TURNAddr != "" && !namesHost(c.MediaAddr) {
		return fmt.Errorf("--turn-addr needs --media-addr with one address of this machine, such as 192.0.2.10:5004")
	}
	if c.PublicURL != "" {
		if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("--public-url must be an address such as https://clinic.example")
		}
	}
	if _, ok := rules.Zone(c.ClinicTimeZone); !ok && c.ClinicTimeZone != "" {
		return fmt.Errorf("--clinic-time-zone must be an IANA time zone such as Asia/Yekaterinburg")
	}
	if _, err := c.Proxies(); err != nil {
		return err
	}
	if c.SecretKey != "" && len(c.SecretKey) < minSecret {
		return fmt.Errorf("--secret-key must have at least 32 characters")
	}
	return nil
}

func namesHost(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && host != "" && !net.ParseIP(host).IsUnspecified()
}

// MediaTCP is the TCP address of the media server; empty when it is off.
func (c *Config) MediaTCP() string {
	if c.MediaTCPAddr == "off" {
		return ""
	}
	if c.MediaTCPAddr != "" {
		return c.MediaTCPAddr
	}
	host, ports, err := net.SplitHostPort(c.MediaAddr)
	if err != nil {
		return c.MediaAddr
	}
	first, _, _ := strings.Cut(ports, "-")
	return net.JoinHostPort(host, first)
}

// Proxies are the reverse proxies whose word about addresses counts.
func (c *Config) Proxies() (request.Proxies, error) {
	p := request.Proxies{Header: c.ForwardedHeader}
	for _, text := range c.TrustedProxies {
		if a, err := netip.ParseAddr(text); err == nil {
			text = netip.PrefixFrom(a, a.BitLen()).String()
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return p, fmt.Errorf("--trusted-proxies must be addresses or networks such as 10.0.0.0/8")
		}
		p.Trusted = append(p.Trusted, network.Masked())
	}
	return p, nil
}

// Budget is how much one asker may have; nil when the limits are off.
func (c *Config) Budget() *budget.Limits {
	switch {
	case c.Limits == "off":
		return nil
	case c.Limits == "generous", c.Limits == "" && c.IsDemo():
		return budget.Generous()
	}
	return budget.Normal()
}

// TrustedOnly says whether browsers may ask by trusted documents only.
func (c *Config) TrustedOnly() bool {
	return c.Documents == "trusted" || c.Documents == "" && c.Env == "production"
}

// WebProxy is the address of Vite's server when the web app comes from there.
func (c *Config) WebProxy() string {
	if c.Dev {
		return "http://127.0.0.1:5173"
	}
	return ""
}

// Level is the log level.
func (c *Config) Level() (l slog.Level) {
	_ = l.UnmarshalText([]byte(c.LogLevel)) // checked by the enum
	return l
}

// Database is the URL to open.
func (c *Config) Database() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return "sqlite:" + filepath.Join(c.Data, "televisit.db")
}

// Blobs is the address of the storage for papers.
func (c *Config) Blobs() string {
	if c.BlobURL != "" {
		return c.BlobURL
	}
	return filepath.Join(c.Data, "files")
}

// Key is the server's secret for a purpose; each purpose gets its own. Without a
// setting it is made once and kept in the data folder.
func (c *Config) Key(purpose string, random func() string) ([]byte, error) {
	secret := c.SecretKey
	if secret == "" {
		kept, err := keep(filepath.Join(c.Data, "secret.key"), random)
		if err != nil {
			return nil, err
		}
		secret = kept
	}
	sum := sha256.Sum256([]byte(purpose + "\x00" + secret))
	return sum[:], nil
}

func keep(path string, random func() string) (string, error) {
	b, err := os.ReadFile(path)
	if secret := strings.TrimSpace(string(b)); err == nil && len(secret) >= minSecret {
		return secret, nil
	}
	if err == nil {
		return "", fmt.Errorf("the secret key in %s is damaged: bring it back, or remove it and sign everybody out", path)
	}
	if !os.IsNotExist(err) {
		return "", fmt.Errorf("read the secret key: %w", err)
	}
	secret, next := random(), path+".new" // a kill in between leaves no half a key
	if err := os.WriteFile(next, []byte(secret+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the secret key: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return "", fmt.Errorf("keep the secret key: %w", err)
	}
	return secret, nil
}
