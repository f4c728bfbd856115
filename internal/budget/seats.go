package budget

import "sync"

// Seats count what is open at one time, by name.
type Seats[Name comparable] struct {
	mu    sync.Mutex
	taken map[Name]int
}

// Take takes a seat unless most are taken. Leave gives it back; a second call
// does nothing.
func (s *Seats[Name]) Take(name Name, most int) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken[name] >= most {
		return nil, false
	}
	if s.taken == nil {
		s.taken = map[Name]int{}
	}
	s.taken[name]++
	return sync.OnceFunc(func() { s.leave(name) }), true
}

func (s *Seats[Name]) leave(name Name) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken[name]--; s.taken[name] == 0 {
		delete(s.taken, name)
	}
}
