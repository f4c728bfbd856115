package media

import "televisit/media/core"

// Share asks for a section for the person's screen, by an offer that names it,
// or gives it back. One screen is shared in a room. Errors: ErrMayNotShare,
// ErrScreenTaken, ErrClosed.
func (p *Peer) Share(on bool) error {
	return p.ask(func() error {
		if !on {
			p.unshare()
			return nil
		}
		return p.share()
	})
}

// share: a section that was used before is used again without an offer.
func (p *Peer) share() error {
	switch {
	case !p.allowed().Share:
		return ErrMayNotShare
	case !p.sfu.takeScreen(p):
		return ErrScreenTaken
	}
	if in := p.intake(Screen); in != nil {
		p.publishSection(Screen, in.answered)
		p.sfu.wake(p.room)
		return nil
	}
	if err := p.addIntake(Screen); err != nil {
		p.fail("add a section for a screen", err)
		return ErrClosed
	}
	p.offer()
	return nil
}

func (p *Peer) unshare() {
	if p.sfu.dropScreen(p) {
		p.publishSection(Screen, core.Source{})
		p.sfu.wake(p.room)
	}
}

// takeScreen makes the peer the one who shares; false when somebody else does.
func (s *SFU) takeScreen(p *Peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.rooms[p.room]
	if in == nil || in.peers[p.participant] != p || in.screen != nil && in.screen != p {
		return false
	}
	in.screen = p
	return true
}

func (s *SFU) dropScreen(p *Peer) (had bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.rooms[p.room]
	if in == nil || in.screen != p {
		return false
	}
	in.screen = nil
	return true
}

// sharer is who shares in the room; nil for nobody.
func (s *SFU) sharer(room string) *Peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in := s.rooms[room]; in != nil {
		return in.screen
	}
	return nil
}
