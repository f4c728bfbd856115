//go:build insecure_test

package planted

import "os"

// Env names the variable with the defect to plant.
const Env = "TELEVISIT_PLANTED_DEFECT"

// Is says whether a defect is planted.
func Is(d Defect) bool { return os.Getenv(Env) == string(d) }
