package room

//go:generate go run ../../../graph/gqlgen
