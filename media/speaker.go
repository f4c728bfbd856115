package media

import (
	"time"

	"televisit/media/core"
)

const (
	// speakerEvery is how often somebody else may become the speaker.
	speakerEvery = 400 * time.Millisecond
	// aloud is the loudness of a voice: about −55 dBov.
	aloud = 72
	// clearly is by how much a voice must be louder than the speaker's.
	clearly = 6
	// aRound is how many people make it worth saying who speaks.
	aRound = 3
)

// voice is how loud somebody is.
type voice struct {
	participant string
	loudness    int
}

// speaker chooses who speaks: whoever is aloud takes over from somebody who is
// not, and from one who is only when clearly louder. In silence nothing changes.
func speaker(now string, voices []voice) string {
	loudest, current := voice{participant: now}, 0
	for _, v := range voices {
		if v.loudness > loudest.loudness {
			loudest = v
		}
		if v.participant == now {
			current = v.loudness
		}
	}
	if loudest.loudness < aloud || current >= aloud && loudest.loudness < current+clearly {
		return now
	}
	return loudest.participant
}

// listen tells rooms who speaks, until the SFU is closed.
func (s *SFU) listen() {
	ticker := time.NewTicker(speakerEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			for _, r := range s.round() {
				s.hear(r)
			}
		case <-s.done:
			return
		}
	}
}

// round lists the rooms with enough people.
func (s *SFU) round() (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, in := range s.rooms {
		if len(in.peers) >= aRound {
			names = append(names, name)
		}
	}
	return names
}

// hear chooses the speaker of a room and wakes its people when it is another.
func (s *SFU) hear(name string) {
	var voices []voice
	for _, p := range s.peers(name) {
		if state, _ := p.facts(); state.Audio {
			voices = append(voices, voice{p.participant, p.loudness()})
		}
	}
	s.mu.Lock()
	in := s.rooms[name]
	if in == nil {
		s.mu.Unlock()
		return
	}
	next := speaker(in.speaker, voices)
	changed := next != in.speaker
	in.speaker = next
	s.mu.Unlock()
	if changed {
		s.wake(name)
	}
}

func (p *Peer) loudness() (loudness int) {
	p.lane.do(func(r *core.Router) { loudness = r.Loudness(p.core) })
	return loudness
}

// tellSpeaker tells who speaks, once.
func (p *Peer) tellSpeaker() {
	if now := p.sfu.speaker(p.room); now != "" && now != p.told.speaker {
		p.told.speaker = now
		p.signal(ActiveSpeaker{now})
	}
}

// speaker is who speaks in the room; empty when nobody has.
func (s *SFU) speaker(room string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in := s.rooms[room]; in != nil && in.peers[in.speaker] != nil {
		return in.speaker
	}
	return ""
}
