package media

import (
	"crypto/rand"
	"errors"
	"hash/fnv"
	"log/slog"
	"maps"
	"net"

	"televisit/media/core"
)

// shard is one UDP port with a path of its own, so that ports are served side by
// side. A room lives on one of them: its people meet in one lane.
type shard struct {
	path
	engine *engine
	addr   *net.UDPAddr
}

// shards are all of them; they do not change. The first decides the path for all.
type shards []*shard

func openShards(name string, conns []*net.UDPConn, e *engine, log *slog.Logger) (all shards, err error) {
	for _, conn := range conns {
		own := *e
		opened, err := newPath(name, conn, &own, log)
		if err != nil {
			return nil, errors.Join(err, all.close())
		}
		name = opened.name()
		all = append(all, &shard{opened, &own, conn.LocalAddr().(*net.UDPAddr)})
	}
	return all, nil
}

// of is where a room lives.
func (s shards) of(room string) *shard {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(room))
	return s[sum.Sum32()%uint32(len(s))]
}

// room makes the name of a room that lives there.
func (s shards) room(at *shard, prefix string) string {
	for {
		if name := prefix + rand.Text(); s.of(name) == at {
			return name
		}
	}
}

func (s shards) stats() (sum core.Stats) {
	for _, one := range s {
		sum = sum.Add(one.stats())
	}
	return sum
}

func (s shards) load() (sum core.Load) {
	for _, one := range s {
		sum = sum.Add(one.load())
	}
	return sum
}

func (s shards) drops() map[string]uint64 {
	sum := map[string]uint64{}
	for _, one := range s {
		for reason, n := range maps.All(one.drops()) {
			sum[reason] += n
		}
	}
	return sum
}

func (s shards) close() (err error) {
	for _, one := range s {
		err = errors.Join(err, one.close())
	}
	return err
}
