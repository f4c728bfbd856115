package main

import (
	"net/http"
	"time"

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

// mediaMetrics are the SFU's counters, read when somebody scrapes. No label says
// who somebody is.
type mediaMetrics struct{ stats func() media.Stats }

// metric is one name and how its values are read.
type metric struct {
	description *prometheus.Desc
	collect     func(*prometheus.Desc, media.Stats, chan<- prometheus.Metric)
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("televisit_media_"+name, help, labels, nil)
}

// newMetric is a number without labels.
func newMetric(kind prometheus.ValueType, name, help string, read func(media.Stats) float64) metric {
	return metric{describe(name, help), func(d *prometheus.Desc, s media.Stats, out chan<- prometheus.Metric) {
		out <- prometheus.MustNewConstMetric(d, kind, read(s))
	}}
}

func gauge[N int | uint64](name, help string, read func(media.Stats) N) metric {
	return newMetric(prometheus.GaugeValue, name, help, func(s media.Stats) float64 { return float64(read(s)) })
}

func counter(name, help string, read func(media.Stats) uint64) metric {
	return newMetric(prometheus.CounterValue, name, help, func(s media.Stats) float64 { return float64(read(s)) })
}

var mediaMetricList = []metric{
	gauge("rooms", "Rooms with somebody inside.", func(s media.Stats) int { return s.Rooms }),
	gauge("peers", "People in rooms.", func(s media.Stats) int { return s.Peers }),
	gauge("published_streams", "Streams that come from people; each layer of a picture is one.", func(s media.Stats) int { return s.Load.Published }),
	gauge("sent_streams", "Streams that go to people.", func(s media.Stats) int { return s.Load.Sent }),
	gauge("tcp_connections", "Connections of people without UDP.", func(s media.Stats) int { return s.Streams }),
	gauge("relays", "Allocations of the relay.", func(s media.Stats) int { return s.Relays }),
	counter("packets_received_total", "Media packets from people.", func(s media.Stats) uint64 { return s.PacketsIn }),
	counter("packets_sent_total", "Media packets to people.", func(s media.Stats) uint64 { return s.PacketsOut }),
	counter("received_bytes_total", "Bytes of media from people.", func(s media.Stats) uint64 { return s.BytesIn }),
	counter("sent_bytes_total", "Bytes of media to people.", func(s media.Stats) uint64 { return s.BytesOut }),
	counter("lost_up_total", "Packets from people that were asked for again.", func(s media.Stats) uint64 { return s.NacksUp }),
	counter("lost_down_total", "Packets that people asked for again.", func(s media.Stats) uint64 { return s.NacksDown }),
	counter("repaired_up_total", "Packets that people have repeated.", func(s media.Stats) uint64 { return s.RepairsIn }),
	counter("repaired_down_total", "Packets that were repeated to people.", func(s media.Stats) uint64 { return s.RepairsOut }),
	counter("unrepaired_total", "Packets asked for again that were not kept any more.", func(s media.Stats) uint64 { return s.Unrepaired }),
	counter("frames_left_out_total", "Frames that a link had no room for.", func(s media.Stats) uint64 { return s.FramesLeftOut }),
	counter("key_frame_wishes_total", "Key frames that people asked for.", func(s media.Stats) uint64 { return s.KeyWishes }),
	counter("key_frame_requests_total", "Key frames asked of people.", func(s media.Stats) uint64 { return s.KeyRequests }),
	{describe("dropped_total", "Packets that were dropped, by reason.", "reason"), func(d *prometheus.Desc, s media.Stats, out chan<- prometheus.Metric) {
		for reason, n := range s.Dropped {
			out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), reason)
		}
	}},
	{describe("routes_total", "Ways on which people have reached the server: whose address is at their end (RFC 8445), and the protocol.", "kind", "protocol"),
		func(d *prometheus.Desc, s media.Stats, out chan<- prometheus.Metric) {
			for route, n := range s.Routes {
				out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), string(route.Kind), route.Protocol)
			}
		}},
	{describe("join_stage_seconds", "What people wait for when they join, stage by stage: admit, offer, answer, ice, dtls, and media, their first packet.", "stage"),
		func(d *prometheus.Desc, s media.Stats, out chan<- prometheus.Metric) {
			for stage, h := range s.Stages {
				out <- histogramOf(d, h, string(stage))
			}
		}},
	{describe("forward_seconds", "How long packets are in the process, of a sample."), func(d *prometheus.Desc, s media.Stats, out chan<- prometheus.Metric) {
		out <- histogramOf(d, s.Forward)
	}},
}

func histogramOf(d *prometheus.Desc, h media.Histogram, labels ...string) prometheus.Metric {
	buckets := map[float64]uint64{}
	for i, bound := range h.Bounds {
		buckets[float64(bound)/float64(time.Second)] = h.Counts[i]
	}
	return prometheus.MustNewConstHistogram(d, h.Count, h.Sum.Seconds(), buckets, labels...)
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
		one.collect(one.description, stats, out)
	}
}
