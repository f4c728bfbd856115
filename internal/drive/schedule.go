package drive

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

const publish = `mutation($practitioner: ID!, $from: Date!, $week: [ScheduleDayInput!]!, $key: UUID!) {
	publishSchedule(input: {practitionerId: $practitioner, validFrom: $from, week: $week, gridMinutes: 10, idempotencyKey: $key}) {
		__typename ... on Problem { code message } } }`

// OpenAllDay lets a practitioner receive around the clock from a date on, and
// begin every ten minutes. The client must have signed in at the desk.
func (c *Client) OpenAllDay(ctx context.Context, practitioner string, from time.Time) error {
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
	err := c.Ask(ctx, publish, map[string]any{
		"practitioner": practitioner, "from": from.Format(time.DateOnly), "week": week, "key": uuid.NewString(),
	}, &a)
	if err == nil && a.PublishSchedule.Typename != "PublishScheduleSuccess" {
		err = fmt.Errorf("publish a schedule: %s %s", a.PublishSchedule.Typename, a.PublishSchedule.Code)
	}
	return err
}
