package demo

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"televisit/internal/rules"
)

// titles are in Russian: a fiscal receipt is, whoever reads it.
var titles = map[rules.ReceiptKind]string{
	rules.PrepaymentReceipt: "Приход · предоплата 100 %",
	rules.SettlementReceipt: "Приход · полный расчёт (зачёт предоплаты)",
	rules.ReturnReceipt:     "Возврат прихода",
}

var page = template.Must(template.New("receipt").Parse(`<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Кассовый чек № {{.Number}}</title><link rel="stylesheet" href="{{.Style}}"></head>
<body><main><h1>Кассовый чек № {{.Number}}</h1>
<p class="demo">Демонстрационная касса: чек не имеет фискальной силы.</p>
<dl><dt>Продавец</dt><dd>{{.Merchant}}</dd><dt>Признак расчёта</dt><dd>{{.Title}}</dd>
<dt>Услуга</dt><dd>{{.Item}}</dd><dt>Сумма</dt><dd class="sum">{{.Sum}}</dd><dt>НДС</dt><dd>не облагается</dd>
<dt>Дата и время</dt><dd>{{.At}} {{.Place}}</dd></dl></main></body></html>
`))

const style = `body{font:18px/1.5 system-ui,sans-serif;margin:0;padding:0 1rem;color:#1b1b1b;background:#f4f4f1}
main{max-width:28rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #c9c9c4;border-radius:12px}
h1{font-size:1.4rem;margin-top:0}.demo{color:#7a3b00}dt{color:#55554f}dd{margin:0 0 .75rem}.sum{font-size:1.4rem;font-weight:600}
@media print{body{background:#fff}main{border:0}}
`

// sum writes money as receipts do: 1 800,00 ₽.
func sum(minor int, c rules.Currency) string {
	whole, sign := fmt.Sprint(minor/100), string(c)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + nbsp + whole[i:]
	}
	if c == rules.RUB {
		sign = "₽"
	}
	return fmt.Sprintf("%s,%02d%s%s", whole, minor%100, nbsp, sign)
}

// nbsp keeps a number with its sign.
const nbsp = "\u00a0"

// Handler shows receipts; mount it at Path. The id of a receipt is random
// enough to be the key to its page, which names nobody.
func (r *Register) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write([]byte(style))
	})
	mux.HandleFunc("GET "+Path+"{id}", r.serve)
	return mux
}

func (r *Register) serve(w http.ResponseWriter, q *http.Request) {
	p, known := r.find(q.PathValue("id"))
	if !known {
		http.NotFound(w, q)
		return
	}
	var out bytes.Buffer
	at := p.Document.IssuedAt.In(r.Zone)
	err := page.Execute(&out, map[string]any{
		"Number": p.Document.Number, "Merchant": r.Merchant, "Title": titles[p.Receipt.Kind], "Item": p.Receipt.Item,
		"Sum":   sum(p.Receipt.AmountMinor, p.Receipt.Currency),
		"Style": Path + "style.css", "At": at.Format("02.01.2006 15:04"), "Place": rules.Place(at, rules.RU),
	})
	if err != nil {
		http.Error(w, "the receipt could not be shown", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(out.Bytes())
}
