package notify

import (
	"fmt"
	"html"
)

// CodeMail is the message with which an e-mail address is confirmed, without its
// id, receiver and time; the locale is "ru" or "en".
func CodeMail(locale, code, clinic string) Mail {
	subject, text := "Код подтверждения почты", "%s — ваш код. Введите его в профиле, чтобы письма клиники приходили сюда. Никому его не сообщайте.\n\nЕсли вы не просили кода, ничего делать не нужно: писем не будет.\n\n%s\n"
	if locale == "en" {
		subject, text = "Code to confirm your e-mail", "%s is your code. Enter it in your profile, so that the clinic's messages come here. Never share it.\n\nIf you did not ask for a code, there is nothing to do: no messages will come.\n\n%s\n"
	}
	text = fmt.Sprintf(text, code, clinic)
	page := fmt.Sprintf(`<!doctype html><html lang="%s"><body style="white-space:pre-line;font:17px/1.5 system-ui,sans-serif">%s</body></html>`, locale, html.EscapeString(text))
	return Mail{Subject: subject, Text: text, HTML: page}
}
