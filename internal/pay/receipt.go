package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/receipt"
	"televisit/internal/fault"
	"televisit/internal/fiscal"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// printing is how long a register that has taken a receipt is left alone.
const printing = 30 * time.Second

// item is what is sold; a receipt is no place for health data.
const item = "Онлайн-приём"

// IssueReceipt asks the cash register for a receipt; a job repeats it until the
// receipt is printed, or refused: then the desk has to look. The receipt's id
// is the register's key, so a lost answer prints nothing twice.
func (s *Service) IssueReceipt(ctx context.Context, id string) error {
	sys := system(ctx)
	r, err := s.Store.Receipt.Get(sys, id)
	if err != nil {
		return fmt.Errorf("read the receipt: %w", err)
	}
	if r.Status == rules.ReceiptIssued || s.Fiscal == nil {
		return nil
	}
	wanted, err := s.wanted(sys, r)
	if err != nil {
		return err
	}
	document, err := s.Fiscal.Issue(ctx, wanted)
	switch {
	case errors.Is(err, fiscal.ErrNotYet):
		return s.enqueue(sys, outbox.IssueReceipt, id, s.Clock.Now().Add(printing))
	case errors.Is(err, fiscal.ErrRefused):
		return s.keepReceipt(sys, r, func(u *db.ReceiptUpdate) { u.SetStatus(rules.ReceiptRefused) })
	case err != nil:
		return fmt.Errorf("print the receipt: %w", err)
	}
	return s.keepReceipt(sys, r, func(u *db.ReceiptUpdate) {
		u.SetStatus(rules.ReceiptIssued).SetRegister(s.Fiscal.Name()).SetFiscalNumber(document.Number).
			SetURL(document.URL).SetIssuedAt(document.IssuedAt)
	})
}

// RetryReceipt asks the cash register again for a receipt that it has refused, or
// that was parked. Faults: NOT_FOUND, CONFLICT when it is printed.
func (s *Service) RetryReceipt(ctx context.Context, id string) error {
	r, err := s.Store.Receipt.Query().Where(receipt.ID(id)).Only(ctx)
	if db.IsNotFound(err) {
		return fault.New(fault.NotFound, "no such receipt")
	}
	if err != nil {
		return fmt.Errorf("read the receipt: %w", err)
	}
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Receipt.Update().Where(receipt.ID(id), receipt.StatusNEQ(rules.ReceiptIssued)).SetStatus(rules.ReceiptWaiting).Save(ctx)
		if err != nil {
			return fmt.Errorf("ask for the receipt again: %w", err)
		}
		if n == 0 {
			return fault.New(fault.Conflict, "the receipt is printed")
		}
		if err := outbox.Enqueue(ctx, tx, outbox.IssueReceipt, id, s.Clock.Now()); err != nil {
			return err
		}
		return s.tell(ctx, tx, r.PaymentID, "RECEIPT")
	})
}

func (s *Service) wanted(ctx context.Context, r *db.Receipt) (fiscal.Receipt, error) {
	p, err := r.QueryPayment().Only(ctx)
	if err != nil {
		return fiscal.Receipt{}, fmt.Errorf("read the payment: %w", err)
	}
	buyer, err := s.Store.Patient.Get(ctx, p.PatientID)
	if err != nil {
		return fiscal.Receipt{}, fmt.Errorf("read the patient: %w", err)
	}
	return fiscal.Receipt{ID: r.ID, Kind: r.Kind, AmountMinor: r.AmountMinor, Currency: r.Currency, Item: item, Contact: buyer.Phone}, nil
}

// keepReceipt writes what has become of a receipt that is not issued yet, and
// tells whoever watches its appointment.
func (s *Service) keepReceipt(ctx context.Context, r *db.Receipt, set func(*db.ReceiptUpdate)) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		update := tx.Receipt.Update().Where(receipt.ID(r.ID), receipt.StatusEQ(r.Status))
		set(update)
		n, err := update.Save(ctx)
		if err != nil || n == 0 {
			return err
		}
		return s.tell(ctx, tx, r.PaymentID, "RECEIPT")
	})
}
