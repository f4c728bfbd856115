package core

// voice is how loud a peer was since somebody asked, from the levels that its
// packets carry (RFC 6464).
type voice struct{ sum, packets int }

// quietest is a level of silence: 127 is −127 dBov.
const quietest = 127

// hear notes the level of a packet of sound; others have none.
func (p *Peer) hear(l *layer, packet *packet) {
	if level := packet.extension(l.track.source.Extensions.AudioLevel); len(level) > 0 {
		p.voice.sum += quietest - int(level[0]&0x7f)
		p.voice.packets++
	}
}

// Loudness is how loud the peer was since the last call: 0 is silence, 127 the
// loudest there is.
func (r *Router) Loudness(p *Peer) int {
	v := p.voice
	p.voice = voice{}
	if v.packets == 0 {
		return 0
	}
	return v.sum / v.packets
}
