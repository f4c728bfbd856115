package mediatest

import (
	"context"

	"github.com/pion/webrtc/v4"
)

// openChannels opens what a device check measures with.
func (c *Client) openChannels() (err error) {
	yes, no, none, control, probe := true, false, uint16(0), uint16(0), uint16(1)
	if c.control, err = c.pc.CreateDataChannel("control", &webrtc.DataChannelInit{Negotiated: &yes, ID: &control}); err != nil {
		return err
	}
	c.probe, err = c.pc.CreateDataChannel("probe", &webrtc.DataChannelInit{Negotiated: &yes, ID: &probe, Ordered: &no, MaxRetransmits: &none})
	if err != nil {
		return err
	}
	for _, channel := range []*webrtc.DataChannel{c.control, c.probe} {
		channel.OnOpen(func() { c.update(func() {}) })
	}
	c.probe.OnMessage(func(webrtc.DataChannelMessage) { c.update(func() { c.probed++ }) })
	return nil
}

// OnControl sets who gets the messages of the control channel.
func (c *Client) OnControl(f func(text string)) {
	c.control.OnMessage(func(m webrtc.DataChannelMessage) { f(string(m.Data)) })
}

// Say sends on the control channel once both are open.
func (c *Client) Say(ctx context.Context, text string) error {
	err := c.Await(ctx, func() bool {
		return c.control.ReadyState() == webrtc.DataChannelStateOpen && c.probe.ReadyState() == webrtc.DataChannelStateOpen
	})
	if err != nil {
		return err
	}
	return c.control.SendText(text)
}

// Probe sends one packet on the channel without repetition.
func (c *Client) Probe(packet []byte) error { return c.probe.Send(packet) }

// Probed counts what came on it.
func (c *Client) Probed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.probed
}
