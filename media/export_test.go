package media

import "time"

// ICEServersAt are the servers that were given at another time.
func (s *SFU) ICEServersAt(participant string, at time.Time) []ICEServer {
	return s.relay.servers(participant, at)
}

// Done is closed with the check.
func (c *Check) Done() <-chan struct{} { return c.done }
