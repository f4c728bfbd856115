// Package planted switches one guard of the program off, so that the checks
// which should notice are themselves checked. Without the build tag
// insecure_test nothing can be switched off, and nothing of it is in the binary.
package planted

// Defect is a guard that can be left out.
type Defect string

// Defects.
const (
	// Amnesia forgets idempotency keys.
	Amnesia Defect = "amnesia"
	// EarlyAnswer answers before the commit.
	EarlyAnswer Defect = "early answer"
	// LostJob loses jobs instead of writing them.
	LostJob Defect = "lost job"
	// Overlap lets everybody take every time, past the database's constraints too.
	Overlap Defect = "overlap"
	// DoubleEvent applies what the provider says twice.
	DoubleEvent Defect = "double event"
	// LostLine forgets a line of each entry in the books.
	LostLine Defect = "lost line"
)
