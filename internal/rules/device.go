package rules

import (
	"slices"
	"time"

	"televisit/internal/fault"
)

// DeviceCheck is the result of a check of somebody's device.
type DeviceCheck struct {
	CheckedAt  time.Time  `json:"checkedAt"`
	Camera     bool       `json:"camera"`
	Microphone bool       `json:"microphone"`
	Speaker    *bool      `json:"speaker,omitempty"`
	Link       *LinkFacts `json:"link,omitempty"`
}

// MayCheckDevice refuses a check for a visit that is over. Fault: CONFLICT.
func MayCheckDevice(s AppointmentStatus) error {
	if s != Booked && s != InProgress && s != AwaitingPayment {
		return fault.New(fault.Conflict, "the visit is not to come")
	}
	return nil
}

// LinkFacts is what was measured on the way to the media server.
type LinkFacts struct {
	Paths       []LinkPath `json:"paths"` // that connected, best first
	DownKbps    int        `json:"downKbps"`
	UpKbps      int        `json:"upKbps"`
	LossPercent float64    `json:"lossPercent"`
	RttMs       int        `json:"rttMs"`
}

// LinkPath is a way to the media server.
type LinkPath string

// Ways, the best first.
const (
	PathUDP   LinkPath = "UDP"
	PathTCP   LinkPath = "TCP"
	PathRelay LinkPath = "RELAY"
)

// DeviceVerdict says what a device is good for.
type DeviceVerdict string

// Verdicts, the best first.
const (
	GoodForVideo    DeviceVerdict = "VIDEO"
	GoodForLowVideo DeviceVerdict = "LOW_VIDEO"
	GoodForAudio    DeviceVerdict = "AUDIO"
	GoodForText     DeviceVerdict = "TEXT"
)

var verdicts = []DeviceVerdict{GoodForVideo, GoodForLowVideo, GoodForAudio, GoodForText}

// Verdict says what the device and its link are good for: the worse of both.
func (d DeviceCheck) Verdict() DeviceVerdict {
	own := GoodForVideo
	silent := d.Speaker != nil && !*d.Speaker
	switch {
	case !d.Microphone || silent:
		own = GoodForText
	case !d.Camera:
		own = GoodForAudio
	}
	if d.Link == nil {
		return own
	}
	return verdicts[max(slices.Index(verdicts, own), slices.Index(verdicts, d.Link.Verdict()))]
}

// demands are what each verdict needs of a link: the patient's guide asks for
// 5 Mbit/s both ways; a small picture and a voice live on less.
var demands = []struct {
	verdict DeviceVerdict
	kbps    int
	loss    float64
	rttMs   int
}{
	{GoodForVideo, 5000, 5, 400},
	{GoodForLowVideo, 800, 10, 800},
	{GoodForAudio, 100, 20, 1500},
}

// Verdict says what the link alone is good for.
func (l LinkFacts) Verdict() DeviceVerdict {
	for _, d := range demands {
		if len(l.Paths) > 0 && min(l.DownKbps, l.UpKbps) >= d.kbps && l.LossPercent <= d.loss && l.RttMs <= d.rttMs {
			return d.verdict
		}
	}
	return GoodForText
}

// Check refuses facts that no link has. Fault: INVALID_INPUT.
func (l *LinkFacts) Check() error {
	const fastest, slowest = 10_000_000, 60_000
	switch {
	case l == nil:
		return nil
	case len(l.Paths) > 3, l.DownKbps < 0, l.UpKbps < 0, l.DownKbps > fastest, l.UpKbps > fastest,
		l.LossPercent < 0, l.LossPercent > 100, l.RttMs < 0, l.RttMs > slowest:
		return fault.New(fault.InvalidInput, "no link is like this").With("fields", []string{"link"})
	}
	return nil
}
