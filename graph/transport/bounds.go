package transport

import "televisit/internal/fault"

// Limits of the parameters, which become many small objects when they are read.
const (
	maxValues  = 10_000
	maxNesting = 32
)

var errTooManyValues = fault.New(fault.TooComplex, "the parameters have more than %d values or are nested deeper than %d", maxValues, maxNesting)

// bounded refuses JSON of too many or too deep values before it is decoded:
// one megabyte of small numbers takes fifty in memory. It only counts; whether
// it is JSON at all, the decoder says.
func bounded(b []byte) error {
	values, depth, inString := 0, 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			values++
			depth++
		case c == ',':
			values++
		case c == '}' || c == ']':
			depth--
		}
		if values > maxValues || depth > maxNesting {
			return errTooManyValues
		}
	}
	return nil
}
