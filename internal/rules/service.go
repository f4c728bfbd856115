package rules

// ServiceTerms is what a service was offered as at one time.
type ServiceTerms struct {
	PriceMinor      int           `json:"priceMinor"`
	Currency        Currency      `json:"currency"`
	DurationMinutes int           `json:"durationMinutes"`
	Funding         Funding       `json:"funding"`
	PaymentPolicy   PaymentPolicy `json:"paymentPolicy"`
	// Practitioners are the names of who gave it.
	Practitioners []string `json:"practitioners"`
}

// Price is the sum for the patient.
func (t ServiceTerms) Price() *Money { return &Money{AmountMinor: t.PriceMinor, Currency: t.Currency} }
