// Command conform tries each promise of docs/SIGNALING.md on a server that runs,
// with a visit whose door is open, and prints a line for each:
//
//	go run ./media/mediatest/cmd/conform                        # a demo server on this machine
//	go run ./media/mediatest/cmd/conform -server https://… -appointment apt_… -doctor TOKEN -patient TOKEN
//
// It ends with 1 when one is not kept. The call of the visit is ended on the way.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"time"

	"televisit/media/mediatest/conform"
)

type settings struct {
	server, phone, appointment, doctor, patient, way, run string
	patience                                              time.Duration
}

func main() {
	var s settings
	flag.StringVar(&s.server, "server", "http://127.0.0.1:8080", "where the server is")
	flag.StringVar(&s.phone, "phone", "+79160000001", "patient of a demo server; codes are read from its inbox")
	flag.StringVar(&s.appointment, "appointment", "", "visit whose door is open, for a server without an inbox")
	flag.StringVar(&s.doctor, "doctor", "", "token of its practitioner")
	flag.StringVar(&s.patient, "patient", "", "token of its patient")
	flag.StringVar(&s.way, "way", "UDP", "how media goes: UDP, TCP or RELAY")
	flag.StringVar(&s.run, "run", "", "try only promises that match")
	flag.DurationVar(&s.patience, "patience", time.Minute, "how long one promise may take")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	broken, err := s.tryAll(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "conform:", err)
	}
	if err != nil || broken > 0 {
		os.Exit(1)
	}
}

func (s settings) tryAll(ctx context.Context) (broken int, err error) {
	chosen, err := regexp.Compile(s.run)
	if err != nil {
		return 0, err
	}
	visit, err := s.visit(ctx)
	if err != nil {
		return 0, err
	}
	for _, promise := range conform.Promises() {
		if !chosen.MatchString(promise.Name) {
			continue
		}
		begun := time.Now()
		err := promise.Try(ctx, visit)
		took := time.Since(begun).Round(10 * time.Millisecond)
		if err != nil {
			broken++
			fmt.Printf("BROKEN %6s  %s\n               %v\n", took, promise.Name, err)
			continue
		}
		fmt.Printf("kept   %6s  %s\n", took, promise.Name)
	}
	return broken, nil
}

func (s settings) visit(ctx context.Context) (conform.Visit, error) {
	server := strings.TrimSuffix(s.server, "/")
	visit := conform.Visit{Appointment: s.appointment, Doctor: conform.Account{Server: server, Token: s.doctor}, Patient: conform.Account{Server: server, Token: s.patient}}
	if s.appointment == "" {
		limited, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		var err error
		if visit, err = conform.Demo(limited, server, s.phone); err != nil {
			return visit, err
		}
		// A phone gets six codes an hour.
		fmt.Printf("signed in; again with: -appointment %s -doctor %s -patient %s\n", visit.Appointment, visit.Doctor.Token, visit.Patient.Token)
	}
	visit.Way, visit.Patience = s.way, s.patience
	return visit, nil
}
