package wire

// Memory is what a provider knows by idempotency key. Its owner holds a lock.
type Memory map[string]Remembered

// Remembered is the first request under a key and its answer.
type Remembered struct {
	Request string
	Status  int
	Answer  []byte
}

// Do answers a request: a repeated one as the first time; one under a used key
// that asks for something else is told so by ok = false. Refusals are not kept,
// so that a mended request may use its key again.
func (m Memory) Do(key, request string, do func() (int, []byte)) (status int, answer []byte, ok bool) {
	if known, seen := m[key]; seen {
		return known.Status, known.Answer, known.Request == request
	}
	status, answer = do()
	if key != "" && status < 400 {
		m[key] = Remembered{request, status, answer}
	}
	return status, answer, true
}
