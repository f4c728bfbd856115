package httpapi

import (
	"net/http"

	"televisit/internal/notifying"
)

// ShortLink sends people from the link of a message to the visit's page, which
// asks who they are. It knows no visit: every code that could be one leads on.
func ShortLink(w http.ResponseWriter, r *http.Request) {
	id, ok := notifying.Lengthen(r.PathValue("code"))
	if !ok {
		http.Redirect(w, r, "/", http.StatusFound)
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, "/visits/"+id, http.StatusFound)
}
