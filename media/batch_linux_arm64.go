//go:build linux

package media

const sysSendmmsg = 269
