package demo

import (
	"fmt"
	"strconv"
	"strings"
)

// words are the page's texts in one language.
type words struct {
	Lang, Demo, Title, To, Order, Card, Number, Expires, CVC, TestCard, SBP, Scan string
	Pay, PaidInApp, Other, Decline, Late, Back, BackNote, Declined                string
	Paid, PaidNote, Waiting, WaitingNote, Expired, ExpiredNote                    string
	Refunded, RefundedNote, Unknown, UnknownNote, Return                          string
}

var russian = words{
	Lang:         "ru",
	Demo:         "Демонстрация: деньги не списываются",
	Title:        "Оплата",
	To:           "Получатель",
	Order:        "За что",
	Card:         "Банковская карта",
	Number:       "Номер карты",
	Expires:      "Срок",
	CVC:          "Код",
	TestCard:     "Карта учебная, свои данные вводить не нужно.",
	SBP:          "Система быстрых платежей",
	Scan:         "В настоящем банке здесь был бы QR-код. Этот только похож на него.",
	Pay:          "Оплатить",
	PaidInApp:    "Оплачено в приложении банка",
	Other:        "Как ещё может ответить банк",
	Decline:      "Банк откажет",
	Late:         "Банк ответит позже",
	Back:         "Вернуться без оплаты",
	BackNote:     "Банк об этом ничего не сообщит.",
	Declined:     "Банк не провёл платёж. Деньги не списаны, можно попробовать ещё раз.",
	Paid:         "Оплачено",
	PaidNote:     "Второй раз платить не нужно.",
	Waiting:      "Ждём ответа банка",
	WaitingNote:  "Второй раз платить не нужно. Страницу можно закрыть.",
	Expired:      "Время оплаты вышло",
	ExpiredNote:  "Деньги не списаны. Начните оплату заново в личном кабинете.",
	Refunded:     "Деньги возвращены",
	RefundedNote: "Вся сумма вернулась туда, откуда пришла.",
	Unknown:      "Такого платежа нет",
	UnknownNote:  "Деньги не списаны. Начните оплату заново в личном кабинете.",
	Return:       "Вернуться в клинику",
}

var english = words{
	Lang:         "en",
	Demo:         "Demo: no money is taken",
	Title:        "Payment",
	To:           "To",
	Order:        "For",
	Card:         "Bank card",
	Number:       "Card number",
	Expires:      "Expires",
	CVC:          "Code",
	TestCard:     "A practice card. Don't enter your own details.",
	SBP:          "Faster Payments (SBP)",
	Scan:         "A real bank would show a QR code here. This one only looks like it.",
	Pay:          "Pay",
	PaidInApp:    "I paid in my bank app",
	Other:        "What else the bank may answer",
	Decline:      "The bank declines",
	Late:         "The bank answers later",
	Back:         "Go back without paying",
	BackNote:     "The bank will not report this.",
	Declined:     "The bank did not carry out the payment. No money was taken; you can try again.",
	Paid:         "Paid",
	PaidNote:     "You don't need to pay again.",
	Waiting:      "Waiting for the bank",
	WaitingNote:  "You don't need to pay again. You can close this page.",
	Expired:      "The time to pay is over",
	ExpiredNote:  "No money was taken. Start the payment again from your account.",
	Refunded:     "The money was returned",
	RefundedNote: "The whole sum went back to where it came from.",
	Unknown:      "There is no such payment",
	UnknownNote:  "No money was taken. Start the payment again from your account.",
	Return:       "Back to the clinic",
}

func wordsFor(locale string) words {
	if strings.HasPrefix(locale, "en") {
		return english
	}
	return russian
}

var symbols = map[string]string{"RUB": "₽", "KZT": "₸", "EUR": "€", "USD": "$"}

// money writes a sum such as "2 400 ₽" or "2,400.50 ₽", never broken over lines.
func money(minor int64, currency, lang string) string {
	thousands, point := "\u00a0", ","
	if lang == "en" {
		thousands, point = ",", "."
	}
	text := group(strconv.FormatInt(minor/100, 10), thousands)
	if rest := minor % 100; rest != 0 {
		text += fmt.Sprintf("%s%02d", point, rest)
	}
	symbol, ok := symbols[currency]
	if !ok {
		symbol = currency
	}
	return text + "\u00a0" + symbol
}

func group(figures, separator string) string {
	if len(figures) <= 3 {
		return figures
	}
	cut := len(figures) - 3
	return group(figures[:cut], separator) + separator + figures[cut:]
}
