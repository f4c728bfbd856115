package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"televisit/media"
)

// metrics are the process's own and the media server's.
func (s *server) metrics() http.Handler {
	own := prometheus.NewRegistry()
	own.MustRegister(mediaMetrics{s.sfu.Stats})
	return promhttp.HandlerFor(prometheus.Gatherers{prometheus.DefaultGatherer, own}, promhttp.HandlerOpts{})
}

// mediaMetrics are the SFU's counters, read when somebody scrapes.
type mediaMetrics struct{ stats func() media.Stats }

type metric struct {
	description *prometheus.Desc
	kind        prometheus.ValueType
	read        func(media.Stats) float64
}

func newMetric(kind prometheus.ValueType, name, help string, read func(media.Stats) float64) metric {
	return metric{prometheus.NewDesc("televisit_media_"+name, help, nil, nil), kind, read}
}

var mediaMetricList = []metric{
	newMetric(prometheus.GaugeValue, "rooms", "Rooms with somebody inside.", func(s media.Stats) float64 { return float64(s.Rooms) }),
	newMetric(prometheus.GaugeValue, "peers", "People in rooms.", func(s media.Stats) float64 { return float64(s.Peers) }),
	newMetric(prometheus.CounterValue, "packets_received_total", "Media packets from people.", func(s media.Stats) float64 { return float64(s.PacketsIn) }),
	newMetric(prometheus.CounterValue, "packets_sent_total", "Media packets to people.", func(s media.Stats) float64 { return float64(s.PacketsOut) }),
	newMetric(prometheus.CounterValue, "received_bytes_total", "Bytes of media from people.", func(s media.Stats) float64 { return float64(s.BytesIn) }),
	newMetric(prometheus.CounterValue, "sent_bytes_total", "Bytes of media to people.", func(s media.Stats) float64 { return float64(s.BytesOut) }),
	newMetric(prometheus.CounterValue, "lost_up_total", "Packets from people that were asked for again.", func(s media.Stats) float64 { return float64(s.NacksUp) }),
	newMetric(prometheus.CounterValue, "lost_down_total", "Packets that people asked for again.", func(s media.Stats) float64 { return float64(s.NacksDown) }),
	newMetric(prometheus.CounterValue, "unrepaired_total", "Packets asked for again that were not kept any more.", func(s media.Stats) float64 { return float64(s.Unrepaired) }),
	newMetric(prometheus.CounterValue, "key_frame_requests_total", "Key frames asked of people.", func(s media.Stats) float64 { return float64(s.KeyRequests) }),
	newMetric(prometheus.CounterValue, "dropped_total", "Packets that were malformed, late or of an unknown source.", func(s media.Stats) float64 {
		return float64(s.Malformed + s.Late + s.UnknownSource)
	}),
}

// Describe implements prometheus.Collector.
func (m mediaMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, one := range mediaMetricList {
		out <- one.description
	}
}

// Collect implements prometheus.Collector.
func (m mediaMetrics) Collect(out chan<- prometheus.Metric) {
	stats := m.stats()
	for _, one := range mediaMetricList {
		out <- prometheus.MustNewConstMetric(one.description, one.kind, one.read(stats))
	}
}
