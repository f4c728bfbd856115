package notify

import (
	"net/http"
	"strings"
)

// words are the page's texts in one language.
type words struct {
	Lang, Title, About, Empty, EmptyNext, Logins, LoginsAbout, Password, Code, Messages, Other, OtherLang string
}

var russian = words{
	Lang:        "ru",
	Title:       "Сообщения",
	About:       "Сюда приходит то, что пациенты получают по SMS и почте. Страница обновляется сама.",
	Empty:       "Сообщений пока нет",
	EmptyNext:   "Зарегистрируйтесь или войдите, и код появится здесь.",
	Logins:      "Вход для сотрудников",
	LoginsAbout: "Учётные записи демонстрации. Код меняется каждые 30 секунд.",
	Password:    "Пароль",
	Code:        "Код",
	Messages:    "Последние сообщения",
	Other:       "English",
	OtherLang:   "en",
}

var english = words{
	Lang:        "en",
	Title:       "Messages",
	About:       "What patients get by SMS and e-mail arrives here. The page refreshes itself.",
	Empty:       "No messages yet",
	EmptyNext:   "Register or sign in, and the code will appear here.",
	Logins:      "Staff sign-in",
	LoginsAbout: "Accounts of the demo. The code changes every 30 seconds.",
	Password:    "Password",
	Code:        "Code",
	Messages:    "Latest messages",
	Other:       "Русский",
	OtherLang:   "ru",
}

// wordsFor takes ?lang= first, then the browser's first language; Russian otherwise.
func wordsFor(r *http.Request) words {
	lang := r.URL.Query().Get("lang")
	if lang == "" {
		lang = r.Header.Get("Accept-Language")
	}
	if strings.HasPrefix(strings.ToLower(lang), "en") {
		return english
	}
	return russian
}
