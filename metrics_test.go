package main

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"televisit/media"
	"televisit/media/core"
)

func TestMediaIsCounted(t *testing.T) {
	stats := media.Stats{Rooms: 2, Peers: 3, Stats: core.Stats{PacketsIn: 4, Malformed: 1, Late: 2, UnknownSource: 4}}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(mediaMetrics{func() media.Stats { return stats }})
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		one := f.GetMetric()[0]
		got[f.GetName()] = one.GetGauge().GetValue() + one.GetCounter().GetValue()
	}
	for name, want := range map[string]float64{"rooms": 2, "peers": 3, "packets_received_total": 4, "dropped_total": 7} {
		if got["televisit_media_"+name] != want {
			t.Errorf("%s: %v, want %v", name, got["televisit_media_"+name], want)
		}
	}
}
