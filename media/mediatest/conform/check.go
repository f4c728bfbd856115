package conform

import (
	"encoding/json"
	"fmt"

	"televisit/media/mediatest"
)

const (
	startCheck = `mutation Start($appointmentId: ID!) {
  startDeviceCheck(input: { appointmentId: $appointmentId }) {
    ... on StartDeviceCheckSuccess { checkId offers { path sdp } iceServers { urls username credential } }
    ... on Problem { code message }
  }
}`
	answerCheck = `mutation Answer($checkId: ID!, $answers: [LinkAnswerInput!]!) {
  answerDeviceCheck(input: { checkId: $checkId, answers: $answers }) {
    ... on AnswerDeviceCheckSuccess { checkId }
    ... on Problem { code message }
  }
}`
	probes, probeSize = 200, 1100
)

// report is a message of the control channel.
type report struct {
	Type string
	Body struct{ Packets, Bytes, Ms int }
}

// deviceCheck tries the best way that the clinic has.
func deviceCheck(t *trial) {
	got, err := t.Patient.ask(t.ctx, startCheck, node{"appointmentId": t.Appointment})
	t.must(err)
	want(t, "startDeviceCheck", got.Code, "")
	if len(got.Offers) == 0 || got.Offers[0].Path != "UDP" {
		t.fail("the ways are %v, expected UDP first", got.Offers)
	}
	client, err := mediatest.NewClient(mediatest.Options{Name: "echo", Channels: true})
	t.must(err)
	defer func() { _ = client.Close() }()
	reports := make(chan report, 100)
	client.OnControl(func(text string) {
		var r report
		if json.Unmarshal([]byte(text), &r) == nil {
			reports <- r
		}
	})
	sdp, err := client.HandleOffer(1, got.Offers[0].SDP)
	t.must(err)
	answers := []node{{"path": "UDP", "sdp": sdp}}
	stranger, err := t.Doctor.ask(t.ctx, answerCheck, node{"checkId": got.CheckID, "answers": answers})
	t.must(err)
	want(t, "the check of another", stranger.Code, "SESSION_GONE")
	own, err := t.Patient.ask(t.ctx, answerCheck, node{"checkId": got.CheckID, "answers": answers})
	t.must(err)
	want(t, "answerDeviceCheck", own.Code, "")
	t.measure(client, reports)
	t.must(client.Await(t.ctx, func() bool {
		_, voice := client.From("echo", "audio")
		_, picture := client.From("echo", "video")
		return voice && picture
	}))
}

// measure does what a client does on both channels.
func (t *trial) measure(client *mediatest.Client, reports <-chan report) {
	t.must(client.Say(t.ctx, `{"type":"ping"}`))
	t.reported(reports, "ping")
	t.must(client.Say(t.ctx, `{"type":"download"}`))
	sent := t.reported(reports, "sent")
	t.must(client.Await(t.ctx, func() bool { return client.Probed() > 0 }))
	if came := client.Probed(); sent.Body.Packets == 0 || came > sent.Body.Packets || sent.Body.Bytes != sent.Body.Packets*probeSize {
		t.fail("the server says that it has sent %+v, and %d came", sent.Body, came)
	}
	for range probes {
		t.must(client.Probe(make([]byte, probeSize)))
	}
	var counted report
	for counted.Body.Packets == 0 {
		t.must(client.Say(t.ctx, `{"type":"count"}`))
		counted = t.reported(reports, "counted")
	}
	if counted.Body.Packets > probes || counted.Body.Bytes != counted.Body.Packets*probeSize {
		t.fail("of %d packets the server counts %+v", probes, counted.Body)
	}
}

// reported waits for a message of the control channel.
func (t *trial) reported(reports <-chan report, kind string) report {
	for {
		select {
		case r := <-reports:
			if r.Type == kind {
				return r
			}
		case <-t.ctx.Done():
			t.must(fmt.Errorf("no %q on the control channel: %w", kind, errImpatient))
		}
	}
}
