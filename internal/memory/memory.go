// Package memory gives the garbage collector the room that the machine has.
package memory

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
)

// Defaults of the collector, which GOGC and GOMEMLIMIT in the environment
// replace. A server of short requests has a small heap, and Go's own GOGC=100
// would collect it all the time; with more room a third of the CPU is saved. The
// limit makes it collect more often again before memory runs out.
const (
	percent = 400
	share   = 0.6 // of the memory there is: databases and the page cache want some
)

// Tune sets them, and returns the limit in bytes; 0 when it has set none.
func Tune() int64 {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	there := available("/")
	if os.Getenv("GOMEMLIMIT") != "" || there == 0 {
		return 0
	}
	limit := int64(float64(there) * share)
	debug.SetMemoryLimit(limit)
	return limit
}

// available is what the process may use, in bytes: the machine's memory, or the
// limit of its control group when that is less; 0 when nobody says.
func available(root string) uint64 {
	least := uint64(math.MaxUint64)
	for _, n := range []uint64{
		installed(filepath.Join(root, "proc/meminfo")),
		limitOf(filepath.Join(root, "sys/fs/cgroup/memory.max")),                   // version 2
		limitOf(filepath.Join(root, "sys/fs/cgroup/memory/memory.limit_in_bytes")), // version 1
	} {
		if n != 0 {
			least = min(least, n)
		}
	}
	if least == math.MaxUint64 {
		return 0
	}
	return least
}

// installed reads MemTotal, which is in KiB.
func installed(file string) uint64 {
	b, _ := os.ReadFile(file)
	for line := range bytes.Lines(b) {
		if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == "MemTotal:" {
			kib, _ := strconv.ParseUint(string(fields[1]), 10, 54)
			return kib << 10
		}
	}
	return 0
}

// limitOf is 0 for "max" and where there is no such file.
func limitOf(file string) uint64 {
	b, _ := os.ReadFile(file)
	n, _ := strconv.ParseUint(string(bytes.TrimSpace(b)), 10, 64)
	return n
}
