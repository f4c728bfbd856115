package transport

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// seat puts a value in the place of one null of the variables.
type seat func(value any)

// seatsFromJSON reads the map part: for each file's key, where the file goes.
func seatsFromJSON(b []byte, variables map[string]any, most int) (map[string][]seat, error) {
	paths, err := pathsFromJSON(b)
	if err != nil {
		return nil, err
	}
	seats, taken := make(map[string][]seat, len(paths)), map[string]bool{}
	for key, list := range paths {
		for _, path := range list {
			s, ok := findSeat(variables, path)
			if !ok || taken[path] {
				return nil, malformed("map must name places that hold null in variables, each one once")
			}
			taken[path] = true
			seats[key] = append(seats[key], s)
		}
	}
	if len(taken) > most {
		return nil, malformed("too many files: at most " + strconv.Itoa(most) + " are taken at once")
	}
	return seats, nil
}

// pathsFromJSON reads key by key, because encoding/json would let the last of
// two equal keys win.
func pathsFromJSON(b []byte) (map[string][]string, error) {
	wrong := malformed("map must be a JSON object of lists of paths, each key once")
	if err := bounded(b); err != nil {
		return nil, err
	}
	d, paths := json.NewDecoder(bytes.NewReader(b)), map[string][]string{}
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil, wrong
	}
	for d.More() {
		key, err := d.Token()
		var list []string
		if err != nil || d.Decode(&list) != nil || len(list) == 0 || paths[key.(string)] != nil {
			return nil, wrong
		}
		paths[key.(string)] = list
	}
	if _, err := d.Token(); err != nil {
		return nil, wrong
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, wrong
	}
	return paths, nil
}

// findSeat follows a path such as variables.input.files.0 to a null.
func findSeat(variables map[string]any, path string) (seat, bool) {
	keys := strings.Split(path, ".")
	if len(keys) < 2 || keys[0] != "variables" {
		return nil, false
	}
	last := keys[len(keys)-1]
	var holder any = variables
	for _, key := range keys[1 : len(keys)-1] {
		holder, _ = child(holder, key)
	}
	if value, isThere := child(holder, last); !isThere || value != nil {
		return nil, false
	}
	return func(value any) { put(holder, last, value, len(keys) == 2) }, true
}

func child(holder any, key string) (value any, isThere bool) {
	switch h := holder.(type) {
	case map[string]any:
		value, isThere = h[key]
	case []any:
		if i, ok := index(h, key); ok {
			return h[i], true
		}
	}
	return value, isThere
}

func index(list []any, key string) (int, bool) {
	i, err := strconv.Atoi(key)
	return i, err == nil && i >= 0 && i < len(list)
}

// put fills the place. gqlparser copies what a variable itself points at, so a
// pointer there gets one more level for it to take away.
func put(holder any, key string, value any, isVariable bool) {
	switch h := holder.(type) {
	case map[string]any:
		h[key] = value
		if isVariable {
			h[key] = &value
		}
	case []any:
		i, _ := index(h, key)
		h[i] = value
	}
}
