package chaos

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

const publish = `mutation($practitioner: ID!, $from: Date!, $week: [ScheduleDayInput!]!, $key: UUID!) {
	publishSchedule(input: {practitionerId: $practitioner, validFrom: $from, week: $week, gridMinutes: 10, idempotencyKey: $key}) {
		__typename ... on Problem { code message } } }`

// open lets a practitioner receive around the clock and begin every ten minutes:
// visits can overlap in every way then, if anything lets them.
func (c *clinic) open(ctx context.Context, practitioner string) error {
	var week []map[string]any
	for _, day := range []string{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"} {
		week = append(week, map[string]any{"weekday": day, "hours": []map[string]int{{"from": 0, "to": 24 * 60}}})
	}
	var a struct {
		PublishSchedule struct {
			Typename string `json:"__typename"`
			Code     string
		}
	}
	err := ask(ctx, c.desk, publish, map[string]any{
		"practitioner": practitioner, "from": c.firstTime.UTC().Format(time.DateOnly), "week": week, "key": uuid.NewString(),
	}, &a)
	if err == nil && a.PublishSchedule.Typename != "PublishScheduleSuccess" {
		err = fmt.Errorf("publish a schedule: %s %s", a.PublishSchedule.Typename, a.PublishSchedule.Code)
	}
	return err
}
