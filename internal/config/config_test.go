package config

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"televisit/internal/budget"
)

// parsed is what a command line and an environment make.
func parsed(t *testing.T, env map[string]string, args ...string) (*Config, error) {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value)
	}
	var c Config
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return &c, err
}

func TestAFlagWinsOverItsVariableAndBothOverTheDefault(t *testing.T) {
	t.Run("default", func(t *testing.T) {
		if c, err := parsed(t, nil); err != nil || c.Addr != "127.0.0.1:8080" || !c.IsDemo() || c.Check() != nil {
			t.Errorf("%+v, %v", c, err)
		}
	})
	t.Run("variable", func(t *testing.T) {
		if c, err := parsed(t, map[string]string{"ADDR": "127.0.0.1:1", "ENV": "production"}); err != nil || c.Addr != "127.0.0.1:1" || c.IsDemo() {
			t.Errorf("%+v, %v", c, err)
		}
	})
	t.Run("flag", func(t *testing.T) {
		c, err := parsed(t, map[string]string{"ADDR": "127.0.0.1:1", "DEMO": "true"}, "--addr", "127.0.0.1:2", "--no-demo")
		if err != nil || c.Addr != "127.0.0.1:2" || c.IsDemo() {
			t.Errorf("%+v, %v", c, err)
		}
	})
	t.Run("bad", func(t *testing.T) {
		for name, args := range map[string][]string{
			"an unknown flag": {"--colour"}, "a bad level": {"--log-level=loud"}, "a bad environment": {"--env=test"}, "a word": {"x"},
		} {
			if _, err := parsed(t, nil, args...); err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestSettingsThatCannotWorkAreRefusedInOneLine(t *testing.T) {
	yes := true
	for name, x := range map[string]struct {
		change func(c *Config)
		want   string
	}{
		"demo parts in production": {func(c *Config) { c.Env, c.Demo = "production", &yes }, "--demo"},
		"no port":                  {func(c *Config) { c.Addr = "localhost" }, "--addr"},
		"no media port":            {func(c *Config) { c.MediaAddr = "localhost" }, "--media-addr"},
		"a bad port for TCP":       {func(c *Config) { c.MediaTCPAddr = "443" }, "--media-tcp-addr"},
		"a relay to every address": {func(c *Config) { c.TURNAddr, c.MediaAddr = "192.0.2.1:443", "0.0.0.0:5004" }, "--turn-addr"},
		"a public word":            {func(c *Config) { c.PublicURL = "clinic" }, "--public-url"},
		"a public file":            {func(c *Config) { c.PublicURL = "file:///etc" }, "--public-url"},
		"a proxy's name":           {func(c *Config) { c.TrustedProxies = []string{"10.0.0.0/8", "proxy"} }, "--trusted-proxies"},
		"a zone without a place":   {func(c *Config) { c.ClinicTimeZone = "Yekaterinburg" }, "--clinic-time-zone"},
		"the machine's zone":       {func(c *Config) { c.ClinicTimeZone = "Local" }, "--clinic-time-zone"},
		"a short secret":           {func(c *Config) { c.SecretKey = strings.Repeat("x", 31) }, "--secret-key"},
	} {
		c, err := parsed(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		x.change(c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), x.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBrowsersAreHeldToTrustedDocumentsInProduction(t *testing.T) {
	for _, x := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, false}, {map[string]string{"DOCUMENTS": "trusted"}, true},
		{map[string]string{"ENV": "production"}, true}, {map[string]string{"ENV": "production", "DOCUMENTS": "any"}, false},
	} {
		t.Run(fmt.Sprint(x.env), func(t *testing.T) {
			if c, err := parsed(t, x.env); err != nil || c.TrustedOnly() != x.want {
				t.Errorf("%v, %v", c.TrustedOnly(), err)
			}
		})
	}
}

func TestTheSecretIsMadeOnceAndEachPurposeHasItsOwn(t *testing.T) {
	c, made := &Config{Data: t.TempDir()}, 0
	random := func() string { made++; return strings.Repeat("k", 43) }
	codes, err := c.Key("codes", random)
	if err != nil || len(codes) != 32 {
		t.Fatalf("%d bytes, %v", len(codes), err)
	}
	again, _ := c.Key("codes", random)
	bank, _ := c.Key("bank", random)
	if made != 1 || !bytes.Equal(codes, again) || bytes.Equal(codes, bank) {
		t.Errorf("made %d times", made)
	}
	if info, err := os.Stat(filepath.Join(c.Data, "secret.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("kept as %v, %v", info, err)
	}
	given := &Config{Data: t.TempDir(), SecretKey: strings.Repeat("s", 32)}
	if key, err := given.Key("codes", random); err != nil || made != 1 || bytes.Equal(key, codes) {
		t.Errorf("with a given secret: made %d, %v", made, err)
	}
}

// A process that was killed, or a full disk, may leave less than a key: codes
// derived from an empty one could be guessed by anybody.
func TestADamagedSecretIsRefused(t *testing.T) {
	for _, left := range []string{"", "\n", "short\n"} {
		c := &Config{Data: t.TempDir()}
		if err := os.WriteFile(filepath.Join(c.Data, "secret.key"), []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Key("codes", func() string { return "new" }); err == nil || !strings.Contains(err.Error(), "secret.key") {
			t.Errorf("%q: %v", left, err)
		}
	}
}

func TestOneProcessUsesAFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	first, err := OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a second one: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := OpenFolder(path)
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	second.Close()
}

func TestWithoutSettingsEverythingIsInTheDataFolder(t *testing.T) {
	c := &Config{Data: "here"}
	if c.Database() != "sqlite:"+filepath.Join("here", "televisit.db") || c.Blobs() != filepath.Join("here", "files") {
		t.Errorf("%s, %s", c.Database(), c.Blobs())
	}
	c.DatabaseURL, c.BlobURL = "postgres://x", "s3://y"
	if c.Database() != "postgres://x" || c.Blobs() != "s3://y" {
		t.Errorf("%s, %s", c.Database(), c.Blobs())
	}
}

func TestLimitsAreNormalUnlessItIsADemo(t *testing.T) {
	for args, perSecond := range map[string]int{
		"": 5000, "--no-demo": 500, "--limits=normal": 500, "--no-demo --limits=generous": 5000, "--limits=off": 0, "--env=production": 500,
	} {
		c, err := parsed(t, nil, strings.Fields(args)...)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		if l := c.Budget(); l != nil {
			got = l.Of[budget.Account].PerSecond
		}
		if got != perSecond {
			t.Errorf("%s: %d", args, got)
		}
	}
	if _, err := parsed(t, nil, "--limits=many"); err == nil {
		t.Error("an unknown limit is taken")
	}
}

func TestProxiesAreAddressesOrNetworks(t *testing.T) {
	c, err := parsed(t, map[string]string{"TRUSTED_PROXIES": "10.1.2.3/8,192.0.2.1,fd00::/8"})
	if err != nil || c.Check() != nil {
		t.Fatal(err, c.Check())
	}
	p, err := c.Proxies()
	if got := fmt.Sprint(p.Trusted, " ", p.Header); err != nil || got != "[10.0.0.0/8 192.0.2.1/32 fd00::/8] X-Forwarded-For" {
		t.Error(got)
	}
}
