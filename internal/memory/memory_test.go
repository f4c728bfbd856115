package memory

import (
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
)

func TestAvailableIsTheLeastThatSomebodySays(t *testing.T) {
	const meminfo = "MemTotal:        8000000 kB\nMemFree:          100 kB\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  uint64
	}{
		"nobody says":         {nil, 0},
		"a machine":           {map[string]string{"proc/meminfo": meminfo}, 8000000 << 10},
		"a container":         {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "536870912\n"}, 512 << 20},
		"no limit":            {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "max\n"}, 8000000 << 10},
		"a container, before": {map[string]string{"sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824"}, 1 << 30},
		"no limit, before":    {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712"}, 8000000 << 10},
		"nonsense":            {map[string]string{"proc/meminfo": "MemTotal: much kB\n", "sys/fs/cgroup/memory.max": "-5"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			for file, text := range c.files {
				path := filepath.Join(root, file)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got := available(root); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestTuneLeavesWhatTheEnvironmentSays(t *testing.T) {
	oldPercent, oldLimit := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
	t.Cleanup(func() {
		debug.SetGCPercent(oldPercent)
		debug.SetMemoryLimit(oldLimit)
	})
	t.Setenv("GOGC", "100")
	t.Setenv("GOMEMLIMIT", "1GiB")
	if limit := Tune(); limit != 0 || debug.SetGCPercent(100) != 100 || debug.SetMemoryLimit(-1) != math.MaxInt64 {
		t.Errorf("the environment was overruled: limit %d", limit)
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	if limit := Tune(); limit <= 0 || debug.SetMemoryLimit(-1) != limit || debug.SetGCPercent(100) != percent {
		t.Errorf("the limit is %d, %d is set", limit, debug.SetMemoryLimit(-1))
	}
}
