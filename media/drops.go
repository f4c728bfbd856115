package media

import "maps"

// Reasons why packets are dropped, as Stats.Dropped names them.
const (
	DropMalformed = "malformed" // no RTP or RTCP
	DropUnknown   = "unknown"   // of a source that nobody has published
	DropLate      = "late"      // its place is taken
	DropStranger  = "stranger"  // media from an address that is nobody's
	DropEarly     = "early"     // before DTLS had keys
	DropUnsealed  = "unsealed"  // forged, repeated or damaged
	DropQueue     = "queue"     // pion was too slow for STUN and DTLS
	DropSocket    = "socket"    // the socket did not take it
	DropStream    = "stream"    // a TCP connection was too slow
	DropRelay     = "relay"     // more than a relayed address may carry
)

// One in so many is timed: a round of the fast socket, a packet of an inline peer.
const timedRounds, timedPackets = 16, 64

// dropped sums up all reasons.
func (s *SFU) dropped(stats Stats) map[string]uint64 {
	all := map[string]uint64{
		DropMalformed: stats.Malformed, DropUnknown: stats.UnknownSource, DropLate: stats.Late,
		DropStranger: 0, DropEarly: 0, DropUnsealed: 0, DropQueue: 0, DropSocket: 0,
		DropStream: s.streams.lostInAll(), DropRelay: s.relay.lostInAll(),
	}
	maps.Copy(all, s.shards.drops())
	all[DropStranger] += s.streams.strangersInAll()
	return all
}
