package rules

import "time"

// LinkQuality is how good somebody's connection to the call is, in one word.
type LinkQuality string

// Qualities of a connection, the best first. Empty is: nothing to judge by.
const (
	LinkGood   LinkQuality = "GOOD"
	LinkUneven LinkQuality = "UNEVEN"
	LinkWeak   LinkQuality = "WEAK"
)

// LinkSample is how media went between one person and the server for a while.
type LinkSample struct {
	Over time.Duration
	// LossUp and LossDown are parts of one, before repair.
	LossUp, LossDown float64
	RTT              time.Duration
	// UpKbps and DownKbps are kilobits a second.
	UpKbps, DownKbps int
	// Freezes and Frozen are what the person's own device has seen of pictures
	// that stood still.
	Freezes int
	Frozen  time.Duration
	// Way is the protocol of the path, "udp" or "tcp".
	Way string
}

// Above one of these a picture stutters, and above the second the words suffer:
// Opus and repair hide a tenth of losses, and 300 ms one way is where people
// begin to talk across each other (ITU-T G.114).
const (
	unevenLoss, weakLoss = 0.03, 0.10
	unevenRTT, weakRTT   = 300 * time.Millisecond, 600 * time.Millisecond
)

// Quality judges a sample by what the server has measured. A picture that stood
// still is kept as a fact and blames nobody: the camera of the other side, a
// screen on which nothing moves and a slow device look the same.
func (s LinkSample) Quality() LinkQuality {
	loss := max(s.LossUp, s.LossDown)
	switch {
	case s.UpKbps == 0 && s.DownKbps == 0:
		return ""
	case loss > weakLoss, s.RTT > weakRTT:
		return LinkWeak
	case loss > unevenLoss, s.RTT > unevenRTT:
		return LinkUneven
	}
	return LinkGood
}

// Light is the quality that people are shown: it follows samples that agree, so
// that it does not flicker.
type Light struct {
	Shown LinkQuality
	next  LinkQuality
	times int
}

// After is the light after one more sample: the first one counts at once, worse
// after two that agree, better after three.
func (l Light) After(seen LinkQuality) Light {
	switch {
	case seen == "" || seen == l.Shown:
		return Light{Shown: l.Shown}
	case l.Shown == "":
		return Light{Shown: seen}
	}
	if l.next != seen {
		l.next, l.times = seen, 0
	}
	l.times++
	if l.times >= l.patience() {
		return Light{Shown: seen}
	}
	return l
}

func (l Light) patience() int {
	if l.next.rank() > l.Shown.rank() {
		return 2
	}
	return 3
}

func (q LinkQuality) rank() int {
	switch q {
	case LinkUneven:
		return 1
	case LinkWeak:
		return 2
	}
	return 0
}

// WorseLink is the worse of two.
func WorseLink(a, b LinkQuality) LinkQuality {
	if a.rank() > b.rank() || b == "" {
		return a
	}
	return b
}
