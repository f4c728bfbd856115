package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/job"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/receipt"
	"televisit/ent/db/refund"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Sweep finds money that nobody looks after any more, such as after a day on
// which the provider was away and the jobs were parked, and takes it up again:
// checkouts without an end, refunds and receipts under way, and paid payments
// whose appointment stands elsewhere. Running it twice, or on two nodes, does
// nothing more than running it once.
func (s *Service) Sweep(ctx context.Context) error {
	return errors.Join(s.sweepCheckouts(system(ctx)), s.sweepRefunds(system(ctx)), s.sweepReceipts(system(ctx)), s.sweepPaid(system(ctx)))
}

func (s *Service) sweepCheckouts(ctx context.Context) error {
	now := s.Clock.Now()
	ids, err := s.Store.PaymentAttempt.Query().Where(
		paymentattempt.StatusIn(rules.PaymentPending, rules.PaymentFailed), paymentattempt.Provider(s.Provider.Name()),
		paymentattempt.CreatedAtGT(now.Add(-askUntil)), paymentattempt.CreatedAtLTE(now.Add(-askFirst))).IDs(ctx)
	if err != nil {
		return fmt.Errorf("look for open checkouts: %w", err)
	}
	return s.takeUp(ctx, outbox.AskPayment, ids)
}

func (s *Service) sweepRefunds(ctx context.Context) error {
	for status, kind := range map[rules.RefundStatus]string{rules.RefundAsked: outbox.AskRefund, rules.RefundSent: outbox.CheckRefund} {
		ids, err := s.Store.Refund.Query().Where(refund.StatusEQ(status), refund.DeadlineGT(s.Clock.Now())).IDs(ctx)
		if err != nil {
			return fmt.Errorf("look for refunds: %w", err)
		}
		if err := s.takeUp(ctx, kind, ids); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) sweepReceipts(ctx context.Context) error {
	if s.Fiscal == nil {
		return nil
	}
	ids, err := s.Store.Receipt.Query().Where(receipt.StatusEQ(rules.ReceiptWaiting)).IDs(ctx)
	if err != nil {
		return fmt.Errorf("look for receipts: %w", err)
	}
	return s.takeUp(ctx, outbox.IssueReceipt, ids)
}

// rest is how long a job that has failed for good is let alone.
const rest = time.Hour

// takeUp enqueues a job for each subject that has none: neither one that will
// run, nor one that the administrator has abandoned, nor one that was parked
// within the last hour.
func (s *Service) takeUp(ctx context.Context, kind string, subjects []string) error {
	for _, id := range subjects {
		now := s.Clock.Now()
		cared, err := s.Store.Job.Query().Where(job.Kind(kind), job.Subject(id), job.Or(job.StateIn("READY", "ABANDONED"),
			job.And(job.State("PARKED"), job.ClosedAtGT(now.Add(-rest))))).Exist(viewer.System(ctx, policy.Plumbing))
		if err != nil {
			return fmt.Errorf("look for the job of %s: %w", id, err)
		}
		if cared {
			continue
		}
		if err := s.enqueue(ctx, kind, id, now); err != nil {
			return err
		}
	}
	return nil
}

// sweepPaid brings appointments to where their money has gone. Both are written
// in one transaction, so this finds nothing unless somebody has changed rows by hand.
func (s *Service) sweepPaid(ctx context.Context) error {
	lost, err := s.Store.Payment.Query().Where(payment.StatusEQ(rules.PaymentPaid), payment.HasAppointmentWith(
		appointment.StatusNotIn(rules.Booked, rules.InProgress))).IDs(ctx)
	if err != nil {
		return fmt.Errorf("look for paid visits that are not booked: %w", err)
	}
	for _, id := range lost {
		if err := s.heal(ctx, id); err != nil && !errors.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}

func (s *Service) heal(ctx context.Context, id string) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := tx.Payment.Get(ctx, id)
		if err != nil || p.Status != rules.PaymentPaid {
			return err
		}
		return s.follow(ctx, tx, p)
	})
}
