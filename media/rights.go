package media

// Rights are what a participant may publish, and whether the others' media is
// sent to them. The zero value may do nothing: whoever joins names the rights.
type Rights struct{ Speak, Show, Share, Receive bool }

// may says whether a source may be published.
func (r Rights) may(source Source) bool {
	switch source {
	case Microphone:
		return r.Speak
	case Camera:
		return r.Show
	case Screen:
		return r.Share
	}
	return false
}

// Allow changes the rights at once, in both directions. What is not allowed any
// more is dropped, whatever the client goes on sending.
func (p *Peer) Allow(rights Rights) {
	p.mu.Lock()
	before := p.rights
	p.rights = rights
	p.mu.Unlock()
	if before == rights {
		return
	}
	_ = p.ask(func() error { // an error: the leg is over
		if !rights.Share {
			p.unshare()
		}
		for _, in := range p.intakes {
			p.publishIntake(in)
		}
		p.look()
		return nil
	})
	p.sfu.wake(p.room)
}

func (p *Peer) allowed() Rights {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rights
}
