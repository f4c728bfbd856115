package auth

import (
	"crypto/sha256"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// unknown counts tries for e-mails without an account, and locks them as
// accounts are locked: else a lock would say that there is an account. Each node
// counts for itself and forgets what is old.
type unknown struct {
	mu    sync.Mutex
	tries *lru.Cache[[sha256.Size]byte, *tries]
}

type tries struct {
	n           int
	lockedUntil time.Time
}

// most is how many unknown e-mails are remembered.
const most = 10_000

func newUnknown() *unknown {
	known, err := lru.New[[sha256.Size]byte, *tries](most)
	if err != nil {
		panic(err) // a size below one
	}
	return &unknown{tries: known}
}

// spend counts a try and returns until when the e-mail is locked, if it is.
func (u *unknown) spend(email string, now time.Time) *time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	key := sha256.Sum256([]byte(email))
	t, known := u.tries.Get(key)
	if !known {
		t = &tries{}
		u.tries.Add(key, t)
	}
	if now.Before(t.lockedUntil) {
		return &t.lockedUntil
	}
	if t.n++; t.n <= passwordTries {
		return nil
	}
	*t = tries{lockedUntil: now.Add(lockFor)}
	return &t.lockedUntil
}
