package signaling

// kept is how many signals a session remembers for a client that reconnects.
const kept = 512

// signalLog is the newest signals of a session; its owner's lock guards it.
type signalLog struct {
	newest  int // seq
	signals []Signal
}

func (l *signalLog) append(body Body) {
	l.newest++
	l.signals = append(l.signals, Signal{l.newest, body})
	if len(l.signals) > kept {
		l.signals = l.signals[1:]
	}
}

// after copies the signals with a greater seq; false when some of them are
// forgotten, or when that seq was never given.
func (l *signalLog) after(seq int) ([]Signal, bool) {
	oldest := l.newest - len(l.signals) + 1
	if seq < oldest-1 || seq > l.newest {
		return nil, false
	}
	return append([]Signal(nil), l.signals[seq-oldest+1:]...), true
}
