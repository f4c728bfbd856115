//go:build !race

package graph_test

const slowness = 1
