package notifying

import (
	"embed"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"televisit/internal/rules"
)

//go:embed texts
var texts embed.FS

// bundle has the texts of both languages; the folder is our own, so it is whole.
var bundle = func() *i18n.Bundle {
	b := i18n.NewBundle(language.Russian)
	for _, name := range []string{"ru", "en"} {
		if _, err := b.LoadMessageFileFS(texts, "texts/"+name+".json"); err != nil {
			panic(err)
		}
	}
	return b
}()

// tongue says texts in one language.
type tongue struct {
	locale rules.Locale
	*i18n.Localizer
}

func speak(l rules.Locale) tongue {
	return tongue{l, i18n.NewLocalizer(bundle, strings.ToLower(string(l)))}
}

// say fills a text; count chooses its plural form.
func (t tongue) say(id string, data any) string {
	return t.MustLocalize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data})
}

func (t tongue) count(id string, n int) string {
	return t.MustLocalize(&i18n.LocalizeConfig{MessageID: id, PluralCount: n})
}
