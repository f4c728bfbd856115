package core

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// TestFeedbackSaysWhatArrived reads the feedback as a publisher does, over
// losses, reordering, long pauses and the wrap of the number.
func TestFeedbackSaysWhatArrived(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		var a arrivals
		want, got := map[uint16]time.Time{}, map[uint16]time.Time{}
		at, number := start, uint16(65000)
		for range 1 + random.IntN(30) {
			for range random.IntN(60) {
				number++
				at = at.Add(time.Duration(random.IntN(20)) * time.Millisecond)
				if random.IntN(100) == 0 {
					at = at.Add(10 * time.Second)
				}
				if random.IntN(10) == 0 {
					continue
				}
				sequence := number
				if random.IntN(20) == 0 {
					sequence -= uint16(random.IntN(5))
				}
				if _, twice := want[sequence]; !twice {
					want[sequence] = at
				}
				a.note(sequence, at)
			}
			for _, raw := range a.take(1, 2) {
				read(t, raw, got)
			}
		}
		for sequence, came := range want {
			if said, ok := got[sequence]; !ok || said.Sub(came).Abs() > time.Millisecond {
				t.Fatalf("seed %d: %d came at %v, feedback says %v", seed, sequence, came, said)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("seed %d: feedback about %d packets, %d came", seed, len(got), len(want))
		}
	}
}

func TestFeedbackTellsOfLossesInBetween(t *testing.T) {
	var a arrivals
	a.note(10, start)
	a.take(1, 2)
	a.note(14, start)
	var f rtcp.TransportLayerCC
	if err := f.Unmarshal(a.take(1, 2)[0]); err != nil || f.BaseSequenceNumber != 11 || f.PacketStatusCount != 4 || f.FbPktCount != 1 {
		t.Errorf("%v %+v", err, f)
	}
}

func read(t *testing.T, raw []byte, into map[uint16]time.Time) {
	t.Helper()
	packets, err := rtcp.Unmarshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	f := packets[0].(*rtcp.TransportLayerCC)
	var symbols []uint16
	for _, chunk := range f.PacketChunks {
		switch c := chunk.(type) {
		case *rtcp.RunLengthChunk:
			for range c.RunLength {
				symbols = append(symbols, c.PacketStatusSymbol)
			}
		case *rtcp.StatusVectorChunk:
			symbols = append(symbols, c.SymbolList...)
		}
	}
	unit := int64(1<<24) * int64(referenceUnit) // how far the reference time goes before it wraps
	at := time.Unix(0, start.UnixNano()/unit*unit+int64(f.ReferenceTime)*int64(referenceUnit))
	deltas := f.RecvDeltas
	for i, symbol := range symbols[:f.PacketStatusCount] {
		if symbol == rtcp.TypeTCCPacketNotReceived {
			continue
		}
		at = at.Add(time.Duration(deltas[0].Delta) * time.Microsecond)
		deltas = deltas[1:]
		sequence := f.BaseSequenceNumber + uint16(i)
		if _, twice := into[sequence]; !twice {
			into[sequence] = at
		}
	}
}
